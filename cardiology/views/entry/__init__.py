"""Entering fast and losing nothing: drafts, typed times, pasted blocks, what the last stay already knew."""
