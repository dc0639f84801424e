"""The clock of a meeting: its name, and where changes of clocks move its hour though nobody moved it.

To find these, two stored meetings of a series are compared that have the same hour on the series' own clock
but different hours in the city. Their offsets say whose clocks changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import at_offset, place_of


class ZoneCity(Struct, frozen=True):
    """The city that an IANA time zone is named after; each language has its own name for it."""

    zone: str

    @property
    def english(self) -> str:
        """Its name in English, as in that of the zone."""
        return place_of(self.zone)


ClockName = Text | ZoneCity
"""The name of a clock: the secretariat's words, or a city that only its zone names."""

_MINUTE = timedelta(minutes=1)


def clock_offset(occurrence: Occurrence) -> int:
    """Returns the minutes east of UTC of the meeting's clock."""
    timing = occurrence.timing
    return int((timing.starts - at_offset(timing.begin_utc, 0)) / _MINUTE)


def clock_name(occurrence: Occurrence) -> ClockName:
    """Returns the name of the meeting's clock: its own name, else that of its zone."""
    name, zone = occurrence.clock_name, occurrence.timing.zone
    if name is None:
        return zone_name(zone, occurrence.participants)
    is_of_zone = name == Text.plain(place_of(zone))
    is_of_city = any(participant.name == name for participant in occurrence.participants)
    return _named_after(zone) if is_of_zone and not is_of_city else name


def zone_name(zone: str, participants: Sequence[Participant]) -> ClockName:
    """Returns the name of the first city in `zone`, else the city that the zone is named after."""
    names = (participant.name for participant in participants if participant.zone == zone)
    return next(names, None) or _named_after(zone)


def _named_after(zone: str) -> ClockName:
    return Text.plain(zone) if zone == "UTC" else ZoneCity(zone)


def in_english(name: ClockName) -> str:
    """Returns the name of a clock in English, for the secretariat."""
    return name.english if isinstance(name, ZoneCity) else name.say("en")


class HourChange(Struct, frozen=True, kw_only=True):
    """A change of the local start of `title` in `city` from `old` to `new`, with the meeting on `day`.

    `causes` are the places whose clocks change. `ends` is the end of that meeting in UTC: after it the change
    is no longer news. `clock` is the name of the meeting's clock if other meetings of the series, since
    the last one by this clock, keep another.
    `pair` is the name of the pair that meets, if the change stands alone, away from its meeting.
    """

    title: Text
    city: Text
    ends: datetime
    day: date
    old: datetime
    new: datetime
    causes: tuple[ClockName, ...]
    clock: ClockName | None = None
    pair: Text | None = None


def hour_changes(
    occurrences: Iterable[Occurrence], cities: Iterable[str]
) -> Mapping[str, tuple[HourChange, ...]]:
    """Returns, by UID, the changes of the hour in `cities` since the last meeting of each.

    `occurrences` are in order of time; `cities` are identities.
    """
    identities = tuple(cities)
    if not identities:
        return {}
    recurring = [
        occurrence
        for occurrence in occurrences
        if occurrence.recurs and not occurrence.cancelled and not occurrence.timing.all_day
    ]
    last_by_zone, titles = _last_by_zone(recurring), _usual_titles(recurring)
    by_uid: dict[str, tuple[HourChange, ...]] = {}
    latest: dict[tuple[str, str, time, str], tuple[int, Occurrence]] = {}
    for index, occurrence in enumerate(recurring):
        timing, title = occurrence.timing, titles[occurrence.series]
        changes: list[HourChange] = []
        for city in identities:
            if occurrence.participant(city) is None:
                continue
            key = (occurrence.series, timing.zone, timing.starts.time(), city)
            before, previous = latest.get(key, (index, None))
            latest[key] = index, occurrence
            if previous is not None:
                last = last_by_zone[occurrence.series]
                alternates = any(each > before for zone, each in last.items() if zone != timing.zone)
                change = _hour_change(previous, occurrence, title, city)
                if change is not None:
                    changes.append(replace(change, clock=clock_name(occurrence)) if alternates else change)
        by_uid[occurrence.uid] = tuple(changes)
    return by_uid


def _usual_titles(occurrences: Iterable[Occurrence]) -> Mapping[str, Text]:
    """Returns the title that most meetings of each series have: a change may give one of them its own."""
    titles: dict[str, Counter[Text]] = defaultdict(Counter)
    for occurrence in occurrences:
        titles[occurrence.series][occurrence.content.title] += 1
    return {series: counted.most_common(1)[0][0] for series, counted in titles.items()}


def _last_by_zone(occurrences: Sequence[Occurrence]) -> Mapping[str, Mapping[str, int]]:
    """Returns, for each series, the index of its last meeting by each clock (zone)."""
    last: dict[str, dict[str, int]] = defaultdict(dict)
    for index, occurrence in enumerate(occurrences):
        last[occurrence.series][occurrence.timing.zone] = index
    return last


def _hour_change(previous: Occurrence, occurrence: Occurrence, title: Text, city: str) -> HourChange | None:
    before, after = previous.participant(city), occurrence.participant(city)
    if before is None or after is None or before.zone != after.zone:
        return None
    old, new = before.local(previous.timing.begin_utc), after.local(occurrence.timing.begin_utc)
    if old.time() == new.time():
        return None
    causes: list[ClockName] = [] if before.offset == after.offset else [after.name]
    if clock_offset(previous) != clock_offset(occurrence):
        causes.append(clock_name(occurrence))
    return HourChange(
        title=title,
        city=after.name,
        ends=occurrence.timing.end_utc,
        day=new.date(),
        old=old,
        new=new,
        causes=tuple(dict.fromkeys(causes)),
    )
