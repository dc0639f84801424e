"""The tables of tzdata and Babel: zones by country, country codes, old names of zones, Windows names.

The files zone.tab, iso3166.tab and tzdata.zi come with the tzdata package, so that every machine knows the
same names.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from babel.core import get_global

_BETTER_WINDOWS_ZONES = {
    "FLE Standard Time": "Europe/Sofia",
    "GTB Standard Time": "Europe/Athens",
}
"""Zones for Windows names that several countries share; CLDR picks Kyiv and Bucharest."""


def _lines(name: str) -> list[str]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def zones_by_country() -> dict[str, tuple[str, ...]]:
    """Returns the zones of each country (ISO 3166-1 code), the most populous first, as in zone.tab."""
    by_country: dict[str, tuple[str, ...]] = {}
    for line in _lines("zone.tab"):
        country, _, zone, *_ = line.split("\t")
        by_country[country] = (*by_country.get(country, ()), zone)
    return by_country


@cache
def zones() -> frozenset[str]:
    """Returns every zone of zone.tab."""
    return frozenset(zone for names in zones_by_country().values() for zone in names)


@cache
def countries() -> dict[str, str]:
    """Returns country codes (ISO 3166-1 alpha-2) with their English names."""
    return dict(line.split("\t", 1) for line in _lines("iso3166.tab"))


@cache
def old_names() -> dict[str, str]:
    """Returns the current zone of each name that zone.tab no longer has.

    Both tzdata and Babel know such names. Where they differ, Babel is right: tzdata links some names to
    another country with the same clock, such as Iceland to Abidjan.
    """
    links = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    names = [*((old, target) for _, target, old in links), *get_global("zone_aliases").items()]
    current = {old: target for old, target in names if old not in zones() and target in zones()}
    return {**current, "Etc/UTC": "UTC"}


@cache
def windows_zones() -> dict[str, str]:
    """Returns the zone of each Windows name (CLDR), without the names of offsets alone."""
    targets = {name: old_names().get(zone, zone) for name, zone in get_global("windows_zone_mapping").items()}
    return {name: zone for name, zone in targets.items() if zone in zones()} | _BETTER_WINDOWS_ZONES
