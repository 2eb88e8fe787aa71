"""The ward: its list, its beds, what it keeps in mind of a stay, the hand-over on paper."""
