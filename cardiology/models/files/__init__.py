"""Files on their way into the record, and out of it."""
