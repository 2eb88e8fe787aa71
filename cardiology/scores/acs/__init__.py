"""Scores for acute coronary syndromes."""
