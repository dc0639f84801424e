"""Compares the wanted meetings with the published ones: what would change for whom, and whether that is safe.

It must not know how anything is stored, worded or printed.
"""
