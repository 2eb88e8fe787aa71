"""Who a patient is: registered twice, merged, consenting."""
