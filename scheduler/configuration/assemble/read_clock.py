"""Reads the clock of a meeting: a city, the host, UTC, a zone, or the cities in turn.

A missing clock is never guessed: the message says what each choice means in winter and in summer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from scheduler.configuration.assemble.context import ID, Context, Declarations, SeriesInput
from scheduler.configuration.blocks.documents import SeriesDocument, noun_of
from scheduler.configuration.spelling import ParseError, closest, listed, quoted, what_instead
from scheduler.configuration.vocabulary.zones import is_short, zone, zone_of_city, zones
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Clock

HOST_CLOCK = Clock("host")
_WORDS = {"host": HOST_CLOCK, "utc": Clock("utc"), "alternate": Clock("alternate")}


def read_zone(context: Context, name: str, path: FieldPath, country: str | None) -> str | None:
    """Returns the current name of the zone `name`; None, with an error, if there is no such zone.

    An old name is a warning.
    """
    try:
        current_name = zone(name, country)
    except ParseError as error:
        context.error(path, str(error))
        return None
    if current_name != name:
        context.warning(path, f"`{name}` is the old name of a zone; write `{current_name}`")
    return current_name


def read_fixed_clock(series: SeriesInput[SeriesDocument], name: str, path: FieldPath) -> Clock | None:
    """Returns the clock of a meeting that happens once, for which `alternate` is an error."""
    clock = read_clock(series, name, path, words=("host", "UTC"))
    if clock is not None and clock.kind == "alternate":
        words = "`alternate` is for what recurs; name the city whose clock shows this hour"
        series.context.error(path, words)
        return None
    return clock


def read_clock(
    series: SeriesInput[SeriesDocument],
    name: str,
    path: FieldPath,
    *,
    words: tuple[str, ...] = ("host", "UTC", "alternate"),
) -> Clock | None:
    """Returns the clock `name`; None, with an error, if the series cannot keep it.

    An error offers `words` beside the cities.
    """
    declared, cities, context = series.context.declared, series.clock_cities, series.context
    if name.casefold() in _WORDS:
        return _WORDS[name.casefold()]
    if name in declared.cities and (not cities or name in cities):
        context.references.append((name, ("cities",)))
        return Clock("city", name)
    if name in declared.cities:
        choices = f"{listed([*cities, 'host', 'UTC'], last='or')}, or a zone such as `Europe/Sofia`"
        context.error(path, f"`{name}` does not take part in this meeting; write {choices}")
    elif "/" in name or (is_short(name) and not cities):
        zone_name = read_zone(context, name, path, None)
        if zone_name is not None:
            return Clock("utc") if zone_name == "UTC" else Clock("zone", zone_name)
    elif not (
        name in cities  # the pair has the error that this city is not declared
        or name in declared.unreadable_keys
        or ("cities" in declared.unreadable_sections and ID.fullmatch(name))
    ):
        context.error(path, _unknown(name, [*(cities or declared.cities), *words], declared))
    return None


def _unknown(name: str, choices: list[str], declared: Declarations) -> str:
    section = declared.section_of(name)
    if section is not None:
        cure = f"write {listed(choices, last='or')}"
        return f"{quoted(name)} is a {noun_of(section)} and has no clock; {cure}"
    if is_short(name):
        cure = f"write one of {listed(choices)}, or the name of a zone"
        return f"{quoted(name)} is an abbreviation or an offset, wrong for half of the year; {cure}"
    of_city = zone_of_city(name) if closest(name, choices) is None else None
    cure = f"write `{of_city}`" if of_city else what_instead(name, choices, plural="clocks")
    return f"there is no clock {quoted(name)}; {cure}"


def missing_clock(series: SeriesInput[SeriesDocument], at: time | None, begins: date | None) -> str:
    """Returns why a recurring meeting needs a clock, and what each choice means in winter and in summer."""
    zones_of_cities = _zones(series)
    intro = "`clock` is missing: in which place does the hour stay the same when clocks change?"
    if at is None or len(zones_of_cities) < 2:
        choices = listed([*series.cities, "host", "UTC", "alternate"], last="or")
        return f"{intro} Write `clock:` with {choices}"
    year = begins.year if begins else 2026

    def seasons(clock: ZoneInfo, target: ZoneInfo) -> str:
        january, july = (
            f"{datetime.combine(date(year, month, 15), at, clock).astimezone(target):%H:%M}"
            for month in (1, 7)
        )
        return january if january == july else f"{january} (January) or {july} (July)"

    meanings = _meanings(zones_of_cities, seasons, f"{at:%H:%M} in {{}} all year and ")
    return f"{intro} {meanings}; or `host`, `UTC`, or `alternate` for each city in turn"


def missing_fixed_clock(series: SeriesInput[SeriesDocument], starts: datetime) -> str:
    """Returns why a meeting that happens once needs a clock, and what each choice means."""
    zones_of_cities = _zones(series)
    choices = ""
    if len(zones_of_cities) > 1:
        meanings = _meanings(
            zones_of_cities, lambda clock, zone: f"{starts.replace(tzinfo=clock).astimezone(zone):%H:%M}"
        )
        choices = f" {meanings}; or"
    elif zones_of_cities:
        choices = f" Write `clock:` with {listed(zones_of_cities, last='or')},"
    return f"`clock` is missing: where is it {starts:%H:%M} then?{choices} `host`, `UTC` or a zone"


def _zones(series: SeriesInput[SeriesDocument]) -> dict[str, ZoneInfo]:
    """Returns the zones of the cities that take part, as far as they are known."""
    names = {city: series.context.declared.cities.get(city) for city in series.cities}
    return {
        city: ZoneInfo(name) for city, name in names.items() if name and (name in zones() or name == "UTC")
    }


def _meanings(
    zones_of_cities: dict[str, ZoneInfo], hour: Callable[[ZoneInfo, ZoneInfo], str], own_hour: str = ""
) -> str:
    """Returns, for each city as the clock, `own_hour` there, and the `hour` in each other city."""
    meanings = []
    for clock, own_zone in zones_of_cities.items():
        elsewhere = (
            f"{hour(own_zone, zone)} in {city}" for city, zone in zones_of_cities.items() if city != clock
        )
        meanings.append(f"`clock: {clock}` is {own_hour.format(clock)}{' and '.join(elsewhere)}")
    return "; ".join(meanings)
