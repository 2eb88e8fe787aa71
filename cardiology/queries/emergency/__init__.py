"""Emergency access: what the reader is shown, what the heads review."""
