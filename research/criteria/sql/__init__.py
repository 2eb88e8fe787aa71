"""A definition in SQL, piece by piece."""
