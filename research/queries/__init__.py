"""Reading for research."""
