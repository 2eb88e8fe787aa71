"""What research changes. Each action is atomic, checks the permission and writes its audit event."""
