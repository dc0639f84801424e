"""Time zones by their names in zone.tab, and `UTC`; which name was meant where another is written.

Abbreviations and offsets are refused, because they are wrong for half of the year; old names of the
database are read, with the name of today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scheduler.configuration.spelling import Misunderstood, closest, listed, quoted
from scheduler.configuration.vocabulary.zone_slips import ABBREVIATIONS, CITIES, OFFSETS, WINDOWS
from scheduler.configuration.vocabulary.zone_tables import countries, old_names, zones, zones_by_country

_OFFSET = re.compile(r"(?:(?:Etc/)?(?:UTC|GMT))?\s*([+\-−]?)\s*([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
_MOST_SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone's name of today, and the old name if that is what was written."""

    name: str
    old: str | None = None


def zone(text: str, country: str | None) -> Zone:
    """The zone `text`; raises Misunderstood with the right name, narrowed to `country` where it is known."""
    words = text.strip()
    if words in zones() or words == "UTC":
        return Zone(words)
    if "/" in words and words in old_names():
        return Zone(old_names()[words], words)
    raise _misunderstood(words, country)


def old_zone_warning(found: Zone) -> str:
    """What to say to an old name."""
    return f"`{found.old}` is the old name of a zone; write `{found.name}`"


def _misunderstood(words: str, country: str | None) -> Misunderstood:
    known = _known_slip(words, country)
    if known is not None:
        return Misunderstood(known)
    meant = _closest(words, country)
    local = _for_country(country)
    hint = (
        f"did you mean `{meant}`?"
        if meant
        else f"the zone of {countries()[country or '']} is `{local[0]}`"
        if len(local) == 1
        else _write(local)
    )
    return Misunderstood(f"{quoted(words)} is no name of a time zone; {hint}", suggestion=meant)


def _known_slip(words: str, country: str | None) -> str | None:
    """What to say to an abbreviation, an offset, a Windows name, or an old name without a slash."""
    key = words.upper()
    if key in ABBREVIATIONS:
        meant = _either(ABBREVIATIONS[key], country)
        return f"{quoted(words)} is an abbreviation, wrong for half of the year or not unique; {meant}"
    if words in WINDOWS:
        return f"{quoted(words)} is a Windows name; {_either((WINDOWS[words],), country)}"
    if "/" not in words and words in old_names():
        return f"{quoted(words)} is no name of a time zone; {_write((old_names()[words],))}"
    offset = _OFFSET.fullmatch(words)
    if offset:
        meant = _either(_by_offset(offset), country)
        return f"{quoted(words)} is an offset, which does not follow summer time; {meant}"
    if key in ("Z", "GMT", "UCT", "ZULU", "UTC", "GREENWICH", "UNIVERSAL", "ETC/GMT"):
        cure = "write `UTC`, or `Europe/London` for the time in London"
        return f"{quoted(words)} is no name of a time zone; {cure}"
    return None


def _write(names: tuple[str, ...]) -> str:
    return f"write {_or(names)}" if names else "write a zone such as `Europe/Sofia`"


def _for_country(country: str | None) -> tuple[str, ...]:
    return zones_by_country().get(country or "", ())[:_MOST_SUGGESTED]


def _either(names: tuple[str, ...], country: str | None) -> str:
    """Which of the zones `names` to write; where none is of the country, that country's own as well."""
    local = zones_by_country().get(country or "", ())
    shared = tuple(name for name in names if name in local)
    if shared or not local or not names:
        return _write(shared or names or _for_country(country))
    return (
        f"{_write(_for_country(country))} for {countries()[country or '']}, or {_or(names)} if that is meant"
    )


def _or(names: tuple[str, ...]) -> str:
    return listed(names[:_MOST_SUGGESTED], last="or")


def _by_offset(match: re.Match[str]) -> tuple[str, ...]:
    sign = -1 if match[1] in ("-", "−") else 1
    if match[0].upper().startswith("ETC/"):
        sign = -sign
    return OFFSETS.get(sign * (int(match[2]) * 60 + int(match[3] or 0)), ())


def _closest(words: str, country: str | None) -> str | None:
    """The zone that was probably meant; None if nobody can tell, or if the country has only one."""
    by_folded = {name.casefold(): name for name in zones()}
    plain = re.sub(r"\s*[/\\]\s*", "/", words).replace(" ", "_").casefold()
    last = plain.rsplit("/", 1)[-1]
    same = by_folded.get(plain)
    local = _for_country(country)
    places = [name for name in zones() if name.rsplit("/", 1)[-1].casefold() == last]
    meant = same or next(iter(sorted(places)), None) or CITIES.get(last)
    if meant is None and len(local) == 1:
        return None
    return meant or closest(words, local) or closest(words, zones())
