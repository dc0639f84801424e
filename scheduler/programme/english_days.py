"""Days in English, as messages and reports say them.

strftime has a sign for days without a zero, but Windows does not know it.
"""

from __future__ import annotations

from datetime import date


def in_words(day: date) -> str:
    """Returns `16 December 2026`."""
    return f"{day.day} {day:%B %Y}"


def in_short(day: date) -> str:
    """Returns `Wed 16 Dec 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"
