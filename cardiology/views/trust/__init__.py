"""Coming in, staying in, the own account, and what an administrator sees of accounts."""
