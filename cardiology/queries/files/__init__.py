"""What the pages about files show."""
