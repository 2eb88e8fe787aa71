"""What stands before every page: headers, sessions, locked screens."""
