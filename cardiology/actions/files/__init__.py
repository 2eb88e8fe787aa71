"""A file from upload to decision, and its undoing: each step is a row that a worker claims."""
