"""Zones, countries, languages, web addresses, and personal data in texts."""
