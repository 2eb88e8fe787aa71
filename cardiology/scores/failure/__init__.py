"""Scores for heart failure and cardiomyopathy."""
