"""Scores before and after procedures."""
