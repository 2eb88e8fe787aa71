"""Thin ways in: the call list, the call, the escalations."""
