"""Who a patient is and what they agreed to."""
