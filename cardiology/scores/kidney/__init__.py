"""Kidney function."""
