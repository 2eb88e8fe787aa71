"""What is read of the follow-up: finished rows for pages, documents and reports."""
