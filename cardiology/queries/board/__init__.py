"""What is read for the ward: its list, its beds, tags and tasks."""
