"""Measures of the body and of the left ventricle."""
