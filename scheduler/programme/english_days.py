"""Days in English, as messages and reports say them.

strftime has a sign for days without a zero, but Windows does not know it.
"""

from __future__ import annotations

from datetime import date

from scheduler.programme.english_lists import and_more


def in_words(day: date) -> str:
    """Returns `16 December 2026`."""
    return f"{day.day} {day:%B %Y}"


def in_short(day: date) -> str:
    """Returns `Wed 16 Dec 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def on_days(first: date, more: int = 0, last: date | None = None) -> str:
    """Returns `on 9 December 2026 and 3 more meetings`; a visit has both its first and its `last` day."""
    when = f"on {in_words(first)}"
    if last is not None and last != first:
        when = f"from {in_words(first)} to {in_words(last)}"
    return when + and_more(more, "meeting")
