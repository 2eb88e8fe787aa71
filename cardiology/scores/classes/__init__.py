"""Ordinal classifications: a code and its word. One decisive sign settles them, whatever else is unknown."""
