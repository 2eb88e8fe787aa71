"""Asking questions of everything recorded."""
