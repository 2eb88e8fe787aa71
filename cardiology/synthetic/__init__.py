"""Synthetic patients: whole courses, drawn from published proportions, reproducible by seed.

Nobody in them exists. Rows are made as plain values first (`Batch`), then copied into the database.
"""
