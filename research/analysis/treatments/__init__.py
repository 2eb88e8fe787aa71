"""Two treatments compared: who was likely to get which, and what that does to the outcome."""
