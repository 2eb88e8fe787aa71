"""The programs' way in: every section of the record as a resource, derived from the dictionary."""
