"""Time zones by their names in zone.tab, and `UTC`; for any other text, the name that was probably meant.

1. Abbreviations and offsets are refused, because they are wrong for half of the year.
2. Old names of the database are read as the current ones.
3. The files zone.tab, iso3166.tab and tzdata.zi are those of the release that the clocks come from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache, wraps
from typing import TypeVar

from babel.core import get_global

from scheduler.configuration.spelling import ParseError, listed, quoted
from scheduler.programme.problems import similar_names
from scheduler.timetable.wall_times import at_offset, offset_minutes, place_of, utc
from scheduler.timetable.zone_source import tzdata_version, zone_data, zone_table

_Table = TypeVar("_Table")


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
_ROWS = [line.split(": ") for line in _CITIES.splitlines()]
_BY_CITY = {word: zone for words, zone in _ROWS for word in words.split()}
_SHORT = re.compile(r"[A-Z]{2,4}|(?i:Etc/)?(?i:UTC|GMT)?\s*[+\-−]?\s*[0-9]{1,2}(:?[0-9]{2})?")
"""An abbreviation such as `CET`, or an offset such as `UTC+2`."""


def zone(text: str, country: str | None, now: datetime | None = None) -> str:
    """Returns the current name of the zone `text`, which may be an old one.

    Raises ParseError with the right name, or with the zones of the country, and at `now` with their hours. A
    name that is only spelt alike is no answer: it may be an hour away.
    """
    words = text.strip()
    if words in zones() or words == "UTC":
        return words
    if "/" in words and words in old_names():
        return old_names()[words]
    suggestion = None if is_short(words) else _suggestion(words, country)
    reason = "is not the name of a time zone"
    if is_short(words):
        reason = "is an abbreviation or an offset, wrong for half of the year or not unique"
    elif suggestion is None:
        by_place = {name.rpartition("/")[2].casefold(): name for name in zones()}
        similar = similar_names(words.rpartition("/")[2].casefold(), by_place, least=70)
        country = country or next((country_of(by_place[each]) for each in similar), None)
        suggestion = _only_zone(country)
    hint = f"did you mean `{suggestion}`?" if suggestion else _hint(country, now)
    raise ParseError(f"{quoted(words)} {reason}; {hint}", suggestion=suggestion)


def zone_there(text: str | None, country: str, now: datetime) -> str:
    """Returns the zone `text` of a country, or its only one; raises ParseError as `zone` does."""
    if text is not None:
        return zone(text, country, now)
    if only := _only_zone(country):
        return only
    raise ParseError(f"say in which time zone it is; {_hint(country, now)}")


def hours_now(country: str, now: datetime) -> str:
    """Returns a line for each clock of a country, from west to east: its zones, and the hour there."""
    clocks = sorted(_clocks(country, now), key=lambda names: offset_minutes(now, names[0]))
    widest = max(len(name) for name, *_ in clocks)
    lines = []
    for name, *others in clocks:
        offset = offset_minutes(now, name)
        also = f" (also {', '.join(map(place_of, others))})" if others else ""
        lines.append(f"{name:<{widest}}  {utc(offset)}, now {at_offset(now, offset):%H:%M}{also}")
    return "".join(f"\n  {line}" for line in lines)


def zone_of_city(city: str) -> str | None:
    """Returns the zone that is named after a city, or that a city is known to have; None for any other."""
    place = city.replace(" ", "_").casefold()
    same_place = (name for name in sorted(zones()) if name.rsplit("/", 1)[-1].casefold() == place)
    return next(same_place, _BY_CITY.get(place))


def country_of(name: str) -> str | None:
    """Returns the country of a zone; None for `UTC`."""
    return next((country for country, names in zones_by_country().items() if name in names), None)


def is_short(name: str) -> bool:
    """Returns whether `name` can only be an abbreviation of a zone, or an offset."""
    return _SHORT.fullmatch(name) is not None


def _clocks(country: str, now: datetime) -> list[list[str]]:
    """Returns the zones of a country; those that have the same hours for a year are together.

    The first of them is the one that had another name before, such as Brazil/East: it is the best known.
    """
    weeks = [now + timedelta(weeks=week) for week in range(53)]
    well_known, clocks = {*old_names().values()}, defaultdict[tuple[int, ...], list[str]](list)
    for name in sorted(zones_by_country()[country], key=lambda name: name not in well_known):
        clocks[tuple(offset_minutes(week, name) for week in weeks)].append(name)
    return [*clocks.values()]


def _only_zone(country: str | None) -> str | None:
    names = zones_by_country().get(country or "", ())
    return names[0] if len(names) == 1 else None


def _hint(country: str | None, now: datetime | None) -> str:
    if country not in zones_by_country():
        return "write a zone such as `Europe/Brussels`; a clock may also be a city"
    if now is not None and not _only_zone(country):
        return f"those of {countries()[country]} are:{hours_now(country, now)}"
    of_data = datetime(int(tzdata_version()[:4]), 1, 1, tzinfo=UTC)
    return f"write {listed((name for name, *_ in _clocks(country, now or of_data)), last='or')}"


def _suggestion(words: str, country: str | None) -> str | None:
    """Returns the zone that is `words` in other letters, or is that of the city in them; None without one.

    A city of another country has only the name in common.
    """
    by_folded = {name.casefold(): name for name in zones()}
    spelling = re.sub(r"\s*[/\\]\s*", "/", words).replace(" ", "_").casefold()
    of_city = zone_of_city(spelling.rsplit("/", 1)[-1])
    is_there = country is None or of_city in zones_by_country().get(country, ())
    return by_folded.get(spelling) or (of_city if is_there else None)
