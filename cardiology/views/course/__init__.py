"""Pages and parts of the course of a stay: the drawn course, the results grid, the vital signs, the print."""
