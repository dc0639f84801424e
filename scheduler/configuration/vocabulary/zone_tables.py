"""The tables of tzdata and Babel: zones by country, country codes, old names of zones, Windows names.

The files zone.tab, iso3166.tab and tzdata.zi are those of the release that the clocks come from.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from babel.core import get_global

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
