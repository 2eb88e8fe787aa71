"""Messages, self-reports, events and their judges, signs of life."""
