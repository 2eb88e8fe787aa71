"""The quality board: what was counted, who gets it, what the department confirmed."""
