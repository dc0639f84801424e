"""Addresses of pages that several modules need. They are below the root of a language.

A page exists in every language of the programme. That of a meeting exists in the languages of its cities and
in the first one, which anybody finds: most meetings are read by two cities.
"""

from __future__ import annotations

from scheduler.state.state import State
from scheduler.timetable.occurrence import Occurrence

MISSING = "404.html"
"""The page for unknown addresses. Web servers of a static publication look for it under this name."""

REACH = "reach"

SEEN = "seen"
"""Below it, each mail to the office of a city has an address, which ends in a secret."""

SITEMAP = "sitemap.xml"
"""The addresses for search engines, in all languages; robots.txt names it."""


def meeting_address(uid: str) -> str:
    """Returns the address of the page of the meeting `uid`."""
    return f"occurrences/{uid}"


def meeting_languages(state: State, meeting: Occurrence) -> tuple[str, ...]:
    """Returns the languages of the page of a meeting, in the order of the programme."""
    first, *_ = languages = state.profile.languages
    feeds = (state.feed(("cities", city)) for city in meeting.cities())
    own = {first, *(feed.language for feed in feeds if feed is not None)}
    return tuple(code for code in languages if code in own)
