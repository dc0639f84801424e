"""Recognises time zones, countries, languages, web addresses, and private data in texts.

Must not know which fields take these values; the data come from Babel and tzdata.
"""
