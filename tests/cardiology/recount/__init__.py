"""Measures counted again by brute force: from the rows of the tables, in words of their own.

Nothing of measures, snapshots or timelines is used here; each module follows a table of the sources, row by
row, and gives for a stay (measure, outcome) of every measure that concerns it.
"""
