"""What the quality board reads, and what measures need to know of a stay."""
