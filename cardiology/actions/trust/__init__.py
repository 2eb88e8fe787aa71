"""What keeps the house trusted: the seals of the audit trail."""
