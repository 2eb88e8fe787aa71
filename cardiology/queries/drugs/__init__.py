"""What pages and documents show of a stay's drugs."""
