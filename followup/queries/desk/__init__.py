"""What the follow-up desk reads: before the call, the plan of a patient, figures."""
