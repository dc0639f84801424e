"""Meetings as a table, with the same columns for every feed. Its keys are a promise to programs.

1. The local time of each side has a column of its own. The city or pair that was asked for comes first, then
   the others, both from west to east; from the fourth on they share one column.
2. A meeting counts as held when it is over and was not cancelled, unless the text says `held: no`.
3. Whole days have days instead of times, and no minutes.
4. No way to join is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain

from scheduler.commands.agenda import Agenda
from scheduler.commands.export import without_ways_to_join
from scheduler.programme.details import CityDayOff
from scheduler.programme.papers import paper_of
from scheduler.publication.languages.day_off_reasons import reason_in_english
from scheduler.reports.differences import STATUS_WORDS
from scheduler.reports.local_times import from_west_to_east, hours_in, local_start
from scheduler.reports.tables.table import Cell, Column, Table
from scheduler.state.feeds import FeedKey, group_keys
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence

SIDES = 3
"""The cities of a meeting that have columns of their own: as many as a trio has."""
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_COLUMNS = (
    Column("start", "Start"),
    Column("end", "End"),
    Column("clock", "Clock"),
    Column("title", "Title"),
    Column("pair", "Pair"),
    Column("status", "Status"),
    Column("city_1", "City"),
    Column("start_1", "Local start"),
    Column("city_2", "2nd city"),
    Column("start_2", "Local start (2nd)"),
    Column("city_3", "3rd city"),
    Column("start_3", "Local start (3rd)"),
    Column("more_cities", "More cities"),
    Column("minutes", "Minutes"),
    Column("present", "People"),
    Column("theme", "Theme"),
    Column("place", "Place"),
    Column("planned", "Planned start"),
    Column("reason", "Reason"),
    Column("papers", "Papers"),
    Column("visibility", "Visibility"),
    Column("series", "Series"),
    Column("key", "Key"),
    Column("start_utc", "Start (UTC)"),
)


def meetings_table(agenda: Agenda) -> Table:
    """Returns a row for each meeting, in order of time; texts are in English where there is English."""
    titles = {feed.key: feed.title.say("en") for feed in agenda.ids.feeds}
    own = agenda.own_cities
    meetings = map(without_ways_to_join, agenda.meetings)
    rows = tuple(tuple(_cells(stored, agenda, own, titles)) for stored in meetings)
    return Table(title="Meetings", columns=_COLUMNS, rows=rows)


def status_of(stored: Stored, now: datetime) -> str:
    """Returns `held`, `not held`, `cancelled`, or what a coming meeting is."""
    fate = stored.fate(now)
    return STATUS_WORDS[stored.occurrence.status] if fate == "coming" else fate


def reason_of(occurrence: Occurrence) -> str | None:
    """Returns why a meeting is not as planned: what is written, else the days off that moved it."""
    names = {each.city: each.name for each in occurrence.participants}
    off = occurrence.days_off if occurrence.rescheduled else ()
    reason = occurrence.content.reason or tuple(
        CityDayOff(city=names[each.city], why=each.why) for each in off if each.city in names
    )
    return reason_in_english(reason) if reason else None


def _cells(
    stored: Stored, agenda: Agenda, own: Sequence[str], titles: Mapping[FeedKey, str]
) -> Iterator[Cell]:
    occurrence = stored.occurrence
    timing, content = occurrence.timing, occurrence.content
    yield _day_or_time(timing.starts, all_day=timing.all_day)
    yield _day_or_time(timing.ends - _DAY if timing.all_day else timing.ends, all_day=timing.all_day)
    yield timing.zone
    yield content.title.say("en")
    yield _listed(titles.get(key) for key in group_keys(occurrence))
    yield status_of(stored, agenda.now)
    yield from _sides(occurrence, own)
    yield None if timing.all_day else timing.length // _MINUTE
    yield occurrence.outcome.present if stored.fate(agenda.now) == "held" else None
    yield _listed(theme.name.say("en") for theme in content.themes)
    yield content.place.say("en") if content.place is not None else None
    known = stored.as_planned
    yield _day_or_time(known.planned, all_day=known.planned_days) if known.moved else None
    yield reason_of(occurrence)
    yield _listed(paper_of(link.label) or link.label.say("en") for link in content.links)
    yield "private" if content.is_private else "public" if stored.shown else "hidden"
    yield agenda.ids.of_series(occurrence.series)
    yield occurrence.key
    yield None if timing.all_day else timing.begin_utc


def _sides(occurrence: Occurrence, first: Sequence[str]) -> Iterator[Cell]:
    """Yields the name and the local start of each side, then all other cities with their hours."""
    cities = from_west_to_east(occurrence, first)
    own, more = cities[:SIDES], cities[SIDES:]
    sides = ((each.name.say("en"), local_start(occurrence, each)) for each in own)
    yield from chain.from_iterable(
        (name, _day_or_time(start, all_day=occurrence.timing.all_day)) for name, start in sides
    )
    yield from (None,) * 2 * (SIDES - len(own))
    hours = {} if occurrence.timing.all_day else hours_in(occurrence, more, occurrence.timing.starts)
    yield _listed(" ".join(filter(None, (each.name.say("en"), hours.get(each.city)))) for each in more)


def _day_or_time(wall: datetime, *, all_day: bool) -> date:
    return wall.date() if all_day else wall


def _listed(words: Iterator[str | None]) -> str | None:
    return ", ".join(filter(None, words)) or None
