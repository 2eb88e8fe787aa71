"""Scores for prevention."""
