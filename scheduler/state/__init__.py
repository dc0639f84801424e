"""Holds what has been published, as values. A plan is compared with them.

Must not know how they are stored, or how feeds and pages are worded.
"""
