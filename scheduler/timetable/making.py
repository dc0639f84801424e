"""From a dated place in the rhythm of a series to a complete occurrence: cities, words, themes, clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from scheduler.programme.details import Details, Status, ThemeName, resolve
from scheduler.programme.places import City
from scheduler.programme.problems import Path
from scheduler.programme.programme import Programme
from scheduler.programme.series import Change, Clock, Series
from scheduler.programme.texts import Text
from scheduler.timetable import clocks
from scheduler.timetable.occurrence import Occurrence, Participant, Timing, Trace, uid
from scheduler.timetable.workdays import Workdays


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesContext:
    """A series with all that its occurrences share."""

    programme: Programme
    series: Series
    members: tuple[City, ...]
    workdays: Workdays

    @property
    def path(self) -> Path:
        """Where the series stands in the text."""
        return (self.series.section, self.series.id)

    def uid(self, key: str) -> str:
        """The identity of the occurrence at `key`."""
        return uid(self.programme.id, self.series.identity, key)

    def absent(self, change: Change | None) -> frozenset[str]:
        """The identities of the cities that a change leaves out."""
        left_out = change.without if change else ()
        return frozenset(city.identity for city in self.members if city.id in left_out)

    def present(self, change: Change | None) -> tuple[City, ...]:
        """The cities that take part, those a change leaves out not among them."""
        absent = self.absent(change)
        return tuple(city for city in self.members if city.identity not in absent)


def series_context(programme: Programme, series: Series, workdays: Workdays) -> SeriesContext:
    """The frame of `series`."""
    return SeriesContext(
        programme=programme, series=series, members=programme.members(series), workdays=workdays
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockInForce:
    """The zone whose wall time an occurrence keeps, and whose clock that is."""

    zone: str
    city: City | None = None
    name: Text | None = None


def clock_in_force(frame: SeriesContext, clock: Clock, turn: int) -> ClockInForce:
    """`clock` resolved for the occurrence whose turn it is."""
    programme = frame.programme
    match clock.kind:
        case "city":
            city = programme.cities[clock.name]
            return ClockInForce(zone=city.zone, city=city)
        case "alternate":
            city = frame.members[turn % len(frame.members)]
            return ClockInForce(zone=city.zone, city=city)
        case "host":
            return ClockInForce(zone=programme.host.zone, name=programme.host.name)
        case "utc":
            return _clock_of_zone("UTC")
        case "zone":
            return _clock_of_zone(clock.name)


@cache
def _clock_of_zone(zone: str) -> ClockInForce:
    """A clock that is nobody's, called after the place in the name of its zone."""
    return ClockInForce(zone=zone, name=Text.plain(zone.rpartition("/")[2].replace("_", " ")))


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPlace:
    """One occurrence before its words: key, times, clock, and what was said about this very one."""

    key: str
    timing: Timing
    planned: datetime
    planned_days: bool = False
    clock: ClockInForce
    details: Details
    present: tuple[City, ...]
    cancelled: bool = False
    trace: Trace = Trace()


def make(frame: SeriesContext, draft: DatedPlace) -> Occurrence:
    """The occurrence that `draft` describes, with every default filled in."""
    said = draft.details
    status = Status.CANCELLED if draft.cancelled else said.status or Status.CONFIRMED
    return Occurrence(
        uid=frame.uid(draft.key),
        series=frame.series.identity,
        key=draft.key,
        origin="meeting" if frame.series.section == "meetings" else "webinar",
        timing=draft.timing,
        planned=draft.planned,
        planned_days=draft.planned_days,
        participants=_participants(draft),
        clock_name=_clock_name(draft),
        status=status,
        content=resolve(
            said,
            title=_default_title(frame),
            themes=_themes(frame, said),
            busy=not draft.timing.all_day,
        ),
        pairs=_pairs(frame),
        trace=draft.trace,
    )


def _participants(draft: DatedPlace) -> tuple[Participant, ...]:
    first = draft.clock.city
    cities = sorted(draft.present, key=lambda city: first is None or city.id != first.id)
    return tuple(
        Participant(
            city=city.identity,
            name=city.name,
            country=city.country,
            zone=city.zone,
            offset=clocks.offset_minutes(draft.timing.begin, city.zone),
        )
        for city in cities
    )


def _clock_name(draft: DatedPlace) -> Text | None:
    """The name of a clock that is no city's, or of a city that does not take part itself."""
    city = draft.clock.city
    return city.name if city is not None and city not in draft.present else draft.clock.name


def _default_title(frame: SeriesContext) -> Text:
    pair = frame.programme.pairs.get(frame.series.pair or "")
    if pair is not None and pair.name is not None:
        return pair.name
    languages = frame.programme.languages
    return Text.of({lang: "–".join(c.name.say(lang) for c in frame.members) for lang in languages})


def _themes(frame: SeriesContext, said: Details) -> tuple[ThemeName, ...]:
    pair = frame.programme.pairs.get(frame.series.pair or "")
    ids = said.themes if said.themes is not None else pair.themes if pair else ()
    themes = (frame.programme.themes[id] for id in dict.fromkeys(ids))
    return tuple(ThemeName(id=theme.identity, name=theme.name) for theme in themes)


def _pairs(frame: SeriesContext) -> tuple[str, ...]:
    pairs = frame.programme.pairs
    if frame.series.pair is not None:
        return (pairs[frame.series.pair].identity,)
    named = frame.series.audience.names if frame.series.audience else ()
    return tuple(dict.fromkeys(pairs[name].identity for name in named if name in pairs))
