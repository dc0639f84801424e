"""The sections of a configuration, and what to say to any other name."""

from __future__ import annotations

from scheduler.configuration.spelling import closest, listed, quoted

SECTIONS = {
    "programme": "name",
    "themes": "theme-id",
    "cities": "city-id",
    "pairs": "pair-id",
    "groups": "group-id",
    "meetings": "meeting-id",
    "webinars": "webinar-id",
}
"""Each section, with the word for what its lines start with."""

_SYNONYMS = {
    "program": "programme",
    "project": "programme",
    "topics": "themes",
    "places": "cities",
    "members": "cities",
    "towns": "cities",
    "pairings": "pairs",
    "partnerships": "pairs",
    "clusters": "groups",
    "networks": "groups",
    "series": "meetings",
    "events": "meetings",
    "calls": "meetings",
    "seminars": "webinars",
}
_OF_PROGRAMME = ("id", "name", "address", "host", "languages", "window", "closed", "cancelled")


def misplaced(name: str) -> str:
    """Says that `name` is no section, and what was probably meant."""
    meant = _SYNONYMS.get(name.casefold()) or closest(name, SECTIONS)
    if name in _OF_PROGRAMME:
        return f"{quoted(name)} belongs inside `programme:`, two spaces further to the right"
    if meant is not None:
        return f"there is no section {quoted(name)}; did you mean `{meant}`?"
    return f"there is no section {quoted(name)}; the sections are {listed(SECTIONS)}"
