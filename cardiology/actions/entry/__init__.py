"""Saving what was typed in blocks, taken over from the last stay, or coded after the fact."""
