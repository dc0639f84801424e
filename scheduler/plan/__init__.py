"""Wanted against stored, as a value: what would change for whom, and whether that is safe. Pure."""
