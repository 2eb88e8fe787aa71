"""Changing what guidance keeps: answers, packs, critical results."""
