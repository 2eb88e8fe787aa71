"""The quality board, one number of it, what it shows to whom, and definitions that the department confirms."""
