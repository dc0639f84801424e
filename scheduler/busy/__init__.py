"""Calendars of others that keep a city or the host busy: downloaded, and kept as busy times alone.

Nothing of them but the times is stored, and nothing of them is published.
"""
