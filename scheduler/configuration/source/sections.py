"""The sections of a configuration, and the message for any other name."""

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
"""Each section, with a placeholder for the keys in it."""

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
    "calls": "meetings",
    "seminars": "webinars",
    "termine": "meetings",
    "treffen": "meetings",
    "sitzungen": "meetings",
    "réunions": "meetings",
    "reuniones": "meetings",
    "riunioni": "meetings",
    "reuniões": "meetings",
    "vergaderingen": "meetings",
    "срещи": "meetings",
    "회의": "meetings",
    "städte": "cities",
    "villes": "cities",
    "ciudades": "cities",
    "città": "cities",
    "cidades": "cities",
    "steden": "cities",
    "градове": "cities",
    "도시": "cities",
    "paare": "pairs",
    "paires": "pairs",
    "parejas": "pairs",
    "coppie": "pairs",
    "paren": "pairs",
    "двойки": "pairs",
    "themen": "themes",
    "temas": "themes",
    "temi": "themes",
    "теми": "themes",
}
_EVENTS = (
    "events",
    "calendar",
    "dates",
    "agenda",
    "veranstaltungen",
    "événements",
    "eventos",
    "събития",
    "행사",
)
_PROGRAMME_KEYS = ("id", "name", "address", "host", "languages", "window", "closed", "cancelled")


def unknown_section(name: str) -> str:
    """Returns the message for a `name` that is no section, with the name that was probably meant."""
    if name.casefold() in _EVENTS:
        return (
            f"there is no section {quoted(name)}; a series of two or three cities belongs under `meetings:`, "
            "a single date for many under `webinars:`"
        )
    suggestion = _SYNONYMS.get(name.casefold()) or closest(name, SECTIONS)
    if name in _PROGRAMME_KEYS:
        return f"{quoted(name)} belongs inside `programme:`, two spaces further to the right"
    if suggestion is not None:
        return f"there is no section {quoted(name)}; did you mean `{suggestion}`?"
    return (
        f"there is no section {quoted(name)}; the sections are {listed(SECTIONS)}. "
        "If it belongs to the section above it, indent it, and the lines below it, further to the right"
    )
