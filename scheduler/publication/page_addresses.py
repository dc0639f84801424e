"""Addresses of pages that several modules need. They are below the root of a language."""

from __future__ import annotations

MISSING = "404.html"
"""The page for unknown addresses. Web servers of a static publication look for it under this name."""

REACH = "reach"


def meeting_address(uid: str) -> str:
    """Returns the address of the page of the meeting `uid`."""
    return f"occurrences/{uid}"


def meeting_file(uid: str) -> str:
    """Returns the address of the calendar file of the meeting `uid`, which is the same in all languages."""
    return f"{meeting_address(uid)}.ics"
