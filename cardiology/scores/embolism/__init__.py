"""Venous thrombo-embolism."""
