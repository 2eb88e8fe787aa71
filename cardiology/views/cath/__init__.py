"""The catheterisation report: one page to write it, one document to print."""
