"""Knows time zones, countries, languages, web addresses, and what in a text is private.

It must not know which fields take these values; the data come from Babel and tzdata.
"""
