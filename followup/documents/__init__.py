"""Documents of the follow-up."""
