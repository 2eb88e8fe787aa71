"""What is read: finished rows for a page, a document or a report."""
