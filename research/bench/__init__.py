"""Measurements: how long the pages, the import and the questions take beside something that is known."""
