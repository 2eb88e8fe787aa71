"""What is written in a record as plain values, and the signatures under it."""
