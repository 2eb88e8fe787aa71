"""Pages of a stay's drugs: the table, the classes, the reconciliation."""
