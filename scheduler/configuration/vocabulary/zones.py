"""Time zones by their names in zone.tab, and `UTC`; for any other text, the name that was probably meant.

1. Abbreviations and offsets are refused, because they are wrong for half of the year.
2. Old names of the database are read as the current ones.
3. The files zone.tab, iso3166.tab and tzdata.zi are those of the release that the clocks come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from babel.core import get_global

from scheduler.configuration.spelling import ParseError, closest, listed, quoted
from scheduler.timetable.zone_source import zone_data, zone_table

_Table = TypeVar("_Table")

_BETTER_WINDOWS_ZONES = {
    "FLE Standard Time": "Europe/Sofia",
    "GTB Standard Time": "Europe/Athens",
}
"""Zones for Windows names that several countries share; CLDR picks Kyiv and Bucharest."""


def _lines(name: str) -> list[str]:
    return [line for line in zone_table(name).splitlines() if line and not line.startswith("#")]


def _kept(table: Callable[[], _Table]) -> Callable[[], _Table]:
    """Returns `table`, which is made again only after the zone data were read again."""
    made = lru_cache(maxsize=1)(lambda _data: table())
    return wraps(table)(lambda: made(zone_data()))


@_kept
def zones_by_country() -> dict[str, tuple[str, ...]]:
    """Returns the zones of each country (ISO 3166-1 code), the most populous first, as in zone.tab."""
    by_country: dict[str, tuple[str, ...]] = {}
    for line in _lines("zone.tab"):
        country, _, zone, *_ = line.split("\t")
        by_country[country] = (*by_country.get(country, ()), zone)
    return by_country


@_kept
def zones() -> frozenset[str]:
    """Returns every zone of zone.tab."""
    return frozenset(zone for names in zones_by_country().values() for zone in names)


@_kept
def countries() -> dict[str, str]:
    """Returns country codes (ISO 3166-1 alpha-2) with their English names."""
    return dict(line.split("\t", 1) for line in _lines("iso3166.tab"))


@_kept
def old_names() -> dict[str, str]:
    """Returns the current zone of each name that zone.tab no longer has.

    Both tzdata and Babel know such names. Where they differ, Babel is right: tzdata links some names to
    another country with the same clock, such as Iceland to Abidjan.
    """
    links = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    names = [*((old, target) for _, target, old in links), *get_global("zone_aliases").items()]
    current = {old: target for old, target in names if old not in zones() and target in zones()}
    return {**current, "Etc/UTC": "UTC"}


@_kept
def windows_zones() -> dict[str, str]:
    """Returns the zone of each Windows name (CLDR), without the names of offsets alone."""
    targets = {name: old_names().get(zone, zone) for name, zone in get_global("windows_zone_mapping").items()}
    return {name: zone for name, zone in targets.items() if zone in zones()} | _BETTER_WINDOWS_ZONES


# What people write for the name of a zone. No library has these tables.

_ABBREVIATIONS = """\
CET CEST MET MEZ MESZ: Europe/Brussels Europe/Amsterdam Europe/Berlin Europe/Madrid
EET EEST: Europe/Sofia Europe/Athens Europe/Bucharest Europe/Helsinki
WET WEST: Europe/Lisbon
BST: Europe/London Asia/Dhaka
IST: Asia/Kolkata Europe/Dublin Asia/Jerusalem
MSK: Europe/Moscow
TRT: Europe/Istanbul
KST: Asia/Seoul
JST: Asia/Tokyo
CST: Asia/Shanghai Asia/Taipei America/Chicago
CDT: America/Chicago
HKT: Asia/Hong_Kong
SGT: Asia/Singapore
PHT: Asia/Manila
WIB: Asia/Jakarta
ICT: Asia/Ho_Chi_Minh Asia/Bangkok
GST: Asia/Dubai
PST PDT PT: America/Los_Angeles
EST EDT ET: America/New_York America/Toronto
MST MDT: America/Denver America/Phoenix
BRT: America/Sao_Paulo
AEST AEDT: Australia/Sydney Australia/Brisbane
"""
_OFFSETS = """\
0: UTC Europe/London Europe/Dublin
60: Europe/Brussels Europe/Amsterdam Africa/Lagos
120: Europe/Sofia Europe/Athens Africa/Johannesburg
180: Europe/Istanbul Asia/Riyadh Africa/Nairobi
240: Asia/Dubai
330: Asia/Kolkata
420: Asia/Ho_Chi_Minh Asia/Jakarta Asia/Bangkok
480: Asia/Shanghai Asia/Singapore Australia/Perth
540: Asia/Seoul Asia/Tokyo
600: Australia/Sydney Australia/Brisbane
-180: America/Sao_Paulo America/Argentina/Buenos_Aires
-300: America/New_York America/Bogota America/Lima
-360: America/Chicago America/Mexico_City
-480: America/Los_Angeles America/Vancouver
"""
"""Minutes east of UTC in winter, with zones of that offset."""
_CITIES = """\
bandung semarang: Asia/Jakarta
barcelona valencia: Europe/Madrid
beijing: Asia/Shanghai
bengaluru bangalore delhi mumbai new_delhi: Asia/Kolkata
busan incheon pusan sejong: Asia/Seoul
cologne frankfurt hamburg munich: Europe/Berlin
geneva: Europe/Zurich
hanoi: Asia/Ho_Chi_Minh
krakow: Europe/Warsaw
kyoto osaka: Asia/Tokyo
lyon marseille: Europe/Paris
milan naples turin: Europe/Rome
montreal: America/Toronto
plovdiv sophia varna: Europe/Sofia
porto: Europe/Lisbon
rio_de_janeiro: America/Sao_Paulo
rotterdam the_hague: Europe/Amsterdam
san_francisco: America/Los_Angeles
"""
"""Cities that no zone is named after, written as the last part of a zone's name, with their zone."""


def _table(text: str) -> dict[str, tuple[str, ...]]:
    rows = (line.split(": ") for line in text.splitlines())
    return {word: tuple(zones.split()) for words, zones in rows for word in words.split()}


ABBREVIATIONS, OFFSETS, CITIES = _table(_ABBREVIATIONS), _table(_OFFSETS), _table(_CITIES)
_UTC = ("Z", "GMT", "UCT", "ZULU", "UTC", "GREENWICH", "UNIVERSAL", "ETC/GMT")
_OFFSET = re.compile(r"(?i)(?:(?:Etc/)?(?:UTC|GMT))?\s*([+\-−]?)\s*([0-9]{1,2})(?::?([0-9]{2}))?")
_LIKE_OFFSET = re.compile(r"(?i)(?:(?:UTC|GMT) *[+\-−]? *|[+\-−] *)[0-9:]+")
_MOST_SUGGESTED = 4


def zone(text: str, country: str | None) -> str:
    """Returns the current name of the zone `text`, which may be an old one.

    Raises ParseError with the right name, if possible one of `country`.
    """
    words = text.strip()
    if words in zones() or words == "UTC":
        return words
    if "/" in words and words in old_names():
        return old_names()[words]
    message = _instead_of_name(words, country)
    if message is not None:
        raise ParseError(message)
    suggestion = _suggestion(words, country)
    hint = f"did you mean `{suggestion}`?" if suggestion else _hint_for_country(country)
    raise ParseError(f"{quoted(words)} is not the name of a time zone; {hint}", suggestion=suggestion)


def zone_of_city(city: str) -> str | None:
    """Returns the zone that is named after a city, or that a city is known to have; None for any other."""
    place = city.replace(" ", "_").casefold()
    same_places = sorted(name for name in zones() if name.rsplit("/", 1)[-1].casefold() == place)
    return next(iter(same_places or CITIES.get(place, ())), None)


def country_of(name: str) -> str | None:
    """Returns the country of a zone; None for `UTC`."""
    return next((country for country, names in zones_by_country().items() if name in names), None)


def looks_like_zone(name: str) -> bool:
    """Returns whether `name` can only be a zone: an abbreviation, an offset, a Windows name, or Greenwich."""
    is_known = name.upper() in (*ABBREVIATIONS, *_UTC) or name in windows_zones()
    return is_known or _LIKE_OFFSET.fullmatch(name) is not None


def _instead_of_name(words: str, country: str | None) -> str | None:
    """Returns the message for an abbreviation, a Windows name, an old name without a slash, or an offset."""
    if words.upper() in ABBREVIATIONS:
        hint = _hint_for_either(ABBREVIATIONS[words.upper()], country)
        return f"{quoted(words)} is an abbreviation, wrong for half of the year or not unique; {hint}"
    if words in windows_zones():
        return f"{quoted(words)} is a Windows name; {_hint_for_either((windows_zones()[words],), country)}"
    if "/" not in words and words in old_names():
        return f"{quoted(words)} is not the name of a time zone; {_write((old_names()[words],))}"
    if offset := _OFFSET.fullmatch(words):
        is_west = offset[1] in ("-", "−")
        if words.upper().startswith("ETC/"):  # POSIX counts the other way round
            is_west = not is_west
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        hint = _hint_for_either(OFFSETS.get(str(-minutes if is_west else minutes), ()), country)
        return f"{quoted(words)} is an offset, which does not follow summer time; {hint}"
    if words.upper() in _UTC:
        cure = "write `UTC`, or `Europe/London` for the time in London"
        return f"{quoted(words)} is not the name of a time zone; {cure}"
    return None


def _write(names: tuple[str, ...]) -> str:
    return f"write {_or(names)}" if names else "write a zone such as `Europe/Sofia`"


def _or(names: tuple[str, ...]) -> str:
    return listed(names[:_MOST_SUGGESTED], last="or")


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
    own = f"{_write(_main_zones(country))} for {countries()[country or '']}"
    return f"{own}, or {_or(names)} if that is meant"


def _suggestion(words: str, country: str | None) -> str | None:
    """Returns the zone that was probably meant; None if none is close, or if the country has only one."""
    by_folded = {name.casefold(): name for name in zones()}
    spelling = re.sub(r"\s*[/\\]\s*", "/", words).replace(" ", "_").casefold()
    suggestion = by_folded.get(spelling) or zone_of_city(spelling.rsplit("/", 1)[-1])
    main_zones = _main_zones(country)
    if suggestion is None and len(main_zones) == 1:
        return None
    return suggestion or closest(words, main_zones) or closest(words, zones())
