"""Pages of the follow-up desk: the list, who calls us, the plan of a patient, figures."""
