"""Whose wall time a meeting keeps: a city, the host, UTC, a zone, or the cities in turn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from scheduler.configuration.assemble.declared import Declared
from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.assemble.identifiers import ID
from scheduler.configuration.spelling import Misunderstood, advice, closest, listed, quoted
from scheduler.configuration.vocabulary.zone_slips import ABBREVIATIONS, WINDOWS
from scheduler.configuration.vocabulary.zone_tables import zones
from scheduler.configuration.vocabulary.zones import old_zone_warning, zone
from scheduler.programme.problems import Path
from scheduler.programme.series import Clock

_OFFSET = re.compile(r"(?:(?:UTC|GMT) *[+\-−]? *|[+\-−] *)[0-9:]+", re.IGNORECASE)
_WORDS = {"host": Clock("host"), "utc": Clock("utc"), "alternate": Clock("alternate")}


def read_zone(name: str, path: Path, country: str | None, findings: Findings) -> str | None:
    """The zone `name` of today; an error where there is none, a warning where the name is an old one."""
    try:
        found = zone(name, country)
    except Misunderstood as error:
        findings.error(path, str(error))
        return None
    if found.old is not None:
        findings.warning(path, old_zone_warning(found))
    return found.name


def read_clock(
    name: str,
    path: Path,
    members: tuple[str, ...],
    names: Declared,
    findings: Findings,
    *,
    words: tuple[str, ...] = ("host", "UTC", "alternate"),
) -> Clock | None:
    """The clock `name` of a meeting among `members` (cities; empty: any city may lend its clock).

    `words` are what an error offers beside the cities.
    """
    if name.casefold() in _WORDS:
        return _WORDS[name.casefold()]
    if name in names.cities:
        return _city(name, path, members, findings)
    if "/" in name:
        found = read_zone(name, path, None, findings)
        return Clock("utc") if found == "UTC" else Clock("zone", found) if found else None
    if name in members:  # that the pair names a city which is not declared is an error of the pair
        return None
    if name not in names.lost and not ("cities" in names.lost_sections and ID.fullmatch(name)):
        findings.error(path, _unknown(name, [*(members or names.cities), *words], names))
    return None


def _city(name: str, path: Path, members: tuple[str, ...], findings: Findings) -> Clock | None:
    if not members or name in members:
        return Clock("city", name)
    findings.error(
        path,
        f"`{name}` does not take part in this meeting; write {listed([*members, 'host', 'UTC'], last='or')}, "
        "or a zone such as `Europe/Sofia`",
    )
    return None


def _unknown(name: str, choices: list[str], names: Declared) -> str:
    kind = names.section_of(name)
    if kind is not None:
        return f"{quoted(name)} is a {kind} and has no clock; write {listed(choices, last='or')}"
    if _is_written_as_zone(name) or (_is_place_of_zone(name) and closest(name, choices) is None):
        try:
            zone(name, None)
        except Misunderstood as error:
            end = "" if error.suggestion else "."  # a suggestion is a question
            return f"{error}{end} A clock may also be {listed(choices, last='or')}"
    return f"there is no clock {quoted(name)}; {advice(name, choices, kind='clocks')}"


def _is_written_as_zone(name: str) -> bool:
    """Whether it can be nothing but a zone: an offset is no misspelt `UTC`, which may be hours away."""
    return (
        name.upper() in ABBREVIATIONS
        or name in WINDOWS
        or bool(_OFFSET.fullmatch(name))
        or name.upper() in ("GMT", "Z", "ZULU")
    )


def _is_place_of_zone(name: str) -> bool:
    return name.casefold() in {known.rsplit("/", 1)[-1].casefold() for known in zones()}


def choices_of_clock(at: time | None, members: Iterable[str], names: Declared, begins: date | None) -> str:
    """Why a clock is needed, and what each choice means on both sides in winter and in summer."""
    known = {city: found for city in members if (found := _zone_of(city, names)) is not None}
    intro = "`clock` is missing: whose wall time stays when the clocks change?"
    if at is None or len(known) < 2:
        some = listed([*members, "host", "UTC", "alternate"], last="or")
        return f"{intro} Write `clock:` with {some}"
    year = begins.year if begins else 2026
    said = "; ".join(f"`clock: {city}` is {_hours(at, city, known, year)}" for city in known)
    return f"{intro} {said}; or `host`, `UTC`, or `alternate` for each city in turn"


def choices_for_once(starts: datetime, members: Iterable[str], names: Declared) -> str:
    """Why a meeting that happens once needs a clock, and what each choice means on both sides."""
    known = {city: found for city in members if (found := _zone_of(city, names)) is not None}
    said = "; ".join(f"`clock: {city}` is {_elsewhere(starts, city, known)}" for city in known)
    said = (
        f" {said}; or"
        if len(known) > 1
        else f" Write `clock:` with {listed(known, last='or')},"
        if known
        else ""
    )
    return f"`clock` is missing: whose wall time is {starts:%H:%M}?{said} `host`, `UTC` or a zone"


def _elsewhere(starts: datetime, keeper: str, known: dict[str, ZoneInfo]) -> str:
    instant = starts.replace(tzinfo=known[keeper])
    others = (f"{instant.astimezone(zone):%H:%M} in {city}" for city, zone in known.items() if city != keeper)
    return " and ".join(others)


def _zone_of(city: str, names: Declared) -> ZoneInfo | None:
    document = names.cities.get(city)
    name = document.timezone if document else None
    return ZoneInfo(name) if name and (name in zones() or name == "UTC") else None


def _hours(at: time, keeper: str, known: dict[str, ZoneInfo], year: int) -> str:
    others = (
        f"{_seasons(at, known[keeper], zone, year)} in {city}"
        for city, zone in known.items()
        if city != keeper
    )
    return f"{at:%H:%M} in {keeper} all year and {' and '.join(others)}"


def _seasons(at: time, keeper: ZoneInfo, other: ZoneInfo, year: int) -> str:
    """Fixed days of January and July tell winter from summer on either half of the globe."""
    january, july = (
        f"{datetime.combine(date(year, month, 15), at, keeper).astimezone(other):%H:%M}" for month in (1, 7)
    )
    return january if january == july else f"{january} (January) or {july} (July)"
