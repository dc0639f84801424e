"""Time zones by their names in zone.tab, and `UTC`; for any other text, the name that was probably meant.

Abbreviations and offsets are refused, because they are wrong for half of the year. Old names of the database
are read as the current ones.
"""

from __future__ import annotations

import re

from msgspec import Struct

from scheduler.configuration.spelling import Misunderstood, closest, listed, quoted
from scheduler.configuration.vocabulary.zone_mistakes import ABBREVIATIONS, CITIES, OFFSETS
from scheduler.configuration.vocabulary.zone_tables import (
    countries,
    old_names,
    windows_zones,
    zones,
    zones_by_country,
)

_OFFSET = r"(?i)(?:(?:Etc/)?(?:UTC|GMT))?\s*([+\-−]?)\s*([0-9]{1,2})(?::?([0-9]{2}))?"
_LIKE_OFFSET = r"(?i)(?:(?:UTC|GMT) *[+\-−]? *|[+\-−] *)[0-9:]+"
_MOST_SUGGESTED = 4


class Zone(Struct, frozen=True):
    """The current name of a zone, and the old name if that was written."""

    name: str
    old: str | None = None


def zone(text: str, country: str | None) -> Zone:
    """Returns the zone `text`; raises Misunderstood with the right name, if possible one of `country`."""
    words = text.strip()
    if words in zones() or words == "UTC":
        return Zone(words)
    if "/" in words and words in old_names():
        return Zone(old_names()[words], words)
    raise _misunderstood(words, country)


def old_zone_warning(zone: Zone) -> str:
    """Returns the warning for an old name."""
    return f"`{zone.old}` is the old name of a zone; write `{zone.name}`"


def looks_like_zone(name: str) -> bool:
    """Returns whether `name` can only be a zone: an abbreviation, an offset, a Windows name, or Greenwich."""
    return (
        name.upper() in (*ABBREVIATIONS, "GMT", "Z", "ZULU")
        or name in windows_zones()
        or bool(re.fullmatch(_LIKE_OFFSET, name))
    )


def _misunderstood(words: str, country: str | None) -> Misunderstood:
    message = _instead_of_name(words, country)
    if message is not None:
        return Misunderstood(message)
    suggestion = _suggestion(words, country)
    hint = f"did you mean `{suggestion}`?" if suggestion else _hint_for_country(country)
    return Misunderstood(f"{quoted(words)} is not the name of a time zone; {hint}", suggestion=suggestion)


def _instead_of_name(words: str, country: str | None) -> str | None:
    """Returns the message for an abbreviation, a Windows name, an old name without a slash, or an offset."""
    key = words.upper()
    if key in ABBREVIATIONS:
        hint = _hint_for_either(ABBREVIATIONS[key], country)
        return f"{quoted(words)} is an abbreviation, wrong for half of the year or not unique; {hint}"
    if words in windows_zones():
        return f"{quoted(words)} is a Windows name; {_hint_for_either((windows_zones()[words],), country)}"
    if "/" not in words and words in old_names():
        return f"{quoted(words)} is not the name of a time zone; {_write((old_names()[words],))}"
    offset = re.fullmatch(_OFFSET, words)
    if offset:
        hint = _hint_for_either(_by_offset(offset), country)
        return f"{quoted(words)} is an offset, which does not follow summer time; {hint}"
    if key in ("Z", "GMT", "UCT", "ZULU", "UTC", "GREENWICH", "UNIVERSAL", "ETC/GMT"):
        cure = "write `UTC`, or `Europe/London` for the time in London"
        return f"{quoted(words)} is not the name of a time zone; {cure}"
    return None


def _write(names: tuple[str, ...]) -> str:
    return f"write {_or(names)}" if names else "write a zone such as `Europe/Sofia`"


def _main_zones(country: str | None) -> tuple[str, ...]:
    return zones_by_country().get(country or "", ())[:_MOST_SUGGESTED]


def _hint_for_country(country: str | None) -> str:
    names = _main_zones(country)
    return f"the zone of {countries()[country or '']} is `{names[0]}`" if len(names) == 1 else _write(names)


def _hint_for_either(names: tuple[str, ...], country: str | None) -> str:
    """Returns the hint to write one of `names`; if none is in the country, also one of the country's own."""
    zones_of_country = zones_by_country().get(country or "", ())
    common_zones = tuple(name for name in names if name in zones_of_country)
    if common_zones or not zones_of_country or not names:
        return _write(common_zones or names or _main_zones(country))
    return (
        f"{_write(_main_zones(country))} for {countries()[country or '']}, or {_or(names)} if that is meant"
    )


def _or(names: tuple[str, ...]) -> str:
    return listed(names[:_MOST_SUGGESTED], last="or")


def _by_offset(match: re.Match[str]) -> tuple[str, ...]:
    """Returns the zones of an offset; `Etc/GMT-9` is east of Greenwich (POSIX counts the other way round)."""
    sign = -1 if match[1] in ("-", "−") else 1
    if match[0].upper().startswith("ETC/"):
        sign = -sign
    return OFFSETS.get(sign * (int(match[2]) * 60 + int(match[3] or 0)), ())


def _suggestion(words: str, country: str | None) -> str | None:
    """Returns the zone that was probably meant; None if none is close, or if the country has only one."""
    by_folded = {name.casefold(): name for name in zones()}
    spelling = re.sub(r"\s*[/\\]\s*", "/", words).replace(" ", "_").casefold()
    place = spelling.rsplit("/", 1)[-1]
    same_places = sorted(name for name in zones() if name.rsplit("/", 1)[-1].casefold() == place)
    suggestion = by_folded.get(spelling) or next(iter(same_places), None) or CITIES.get(place)
    main_zones = _main_zones(country)
    if suggestion is None and len(main_zones) == 1:
        return None
    return suggestion or closest(words, main_zones) or closest(words, zones())
