"""Analyses of a run, from cohort rows to typed output. Only the worker imports these modules."""
