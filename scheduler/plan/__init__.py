"""Compares the wanted meetings with the published ones: which would change, and whether that is safe.

Must not know how anything is stored, how meetings are worded for subscribers, or how a plan is printed.
"""
