"""Scores for rhythm and repolarisation."""
