"""The way in for programs: every kind of rows, through the same forms and actions."""
