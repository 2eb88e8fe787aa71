"""Scores for bleeding risk."""
