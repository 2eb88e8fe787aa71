"""Reading a definition, piece by piece."""
