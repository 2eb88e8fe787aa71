"""The quality board, one number of it, what it shows and who gets it."""
