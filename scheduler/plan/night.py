"""Finds series that an edit puts into the night of a city, for example by a wrong `clock`.

1. A meeting is at night in a city if it begins or ends there outside 7:00 to 22:00 (`bad_times`).
2. A city counts if it met outside the night before, or joins the pair.
3. A series is found if two coming meetings of it move into the night, or all that are left.
4. A meeting that happens once is found if its clock or a zone changes and its hour does not, or if its new
   hour is at night also for the place whose clock it keeps.
5. A new meeting of a published series counts like a moved one if no published meeting had its hour.
6. A new series is found if all its coming meetings are at night for a city, but not in the first plan.
7. New zone data, an hour in `changes`, and another date at the same hour of the same clock do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time

from msgspec import Struct

from scheduler.findings.finding import Refusal
from scheduler.plan.comparisons import Comparisons, SeriesComparison
from scheduler.plan.steps import Step, by_series
from scheduler.programme.texts import Text
from scheduler.state.revision import Cause
from scheduler.timetable.local_clocks import begins_at_night, is_at_night
from scheduler.timetable.occurrence import Occurrence, Participant, Timing
from scheduler.timetable.wall_times import place_of

MANY = 2
"""The number of moved meetings of one series that looks like a mistake."""

_NightStep = tuple[Step, tuple[Participant, ...]]
"""A step, and the cities that it moves into the night."""
_HOUR_FIELDS = frozenset({"hour", "duration", "clock"})


class NightHour(Struct, frozen=True, kw_only=True):
    """The new hour of a meeting in a city; `ends` is None if the meeting begins at night already."""

    city: Text
    begins: time
    ends: time | None


class NightHours(Refusal, frozen=True, kw_only=True):
    """Meetings of a series would be at these hours of the night."""

    question = "are the hour, the length, the clock and the time zone right?"
    number: int
    hours: tuple[NightHour, ...]

    @property
    def by_city(self) -> str:
        """The hours in words: `02:00 or 03:00 in Sofia, 21:30 to 23:00 in Sejong`."""
        by_city: dict[str, set[str]] = {}
        for hour in self.hours:
            end = f" to {hour.ends:%H:%M}" if hour.ends is not None else ""
            by_city.setdefault(hour.city.say("en"), set()).add(f"{hour.begins:%H:%M}{end}")
        return ", ".join(f"{' or '.join(sorted(texts))} in {city}" for city, texts in by_city.items())


class NightMove(NightHours, frozen=True, kw_only=True):
    """A published series moves into the night."""

    english = "{number:meeting} of {series} would move into the night: {by_city} ({question})"


class NightSeries(NightHours, frozen=True, kw_only=True):
    """All meetings of a new series are at night."""

    english = (
        "{number:the meeting|all {number} meetings} of the new series {series} would be at night: "
        "{by_city} ({question})"
    )


def into_the_night(steps: Iterable[Step], comparisons: Comparisons, now: datetime) -> Iterator[NightMove]:
    """Yields a finding for each published series that moves into the night (rules 2 to 5 and 7)."""
    for series, changed in by_series(steps).items():
        compared = comparisons.by_series[series]
        published = _published_hours(compared)
        new = ((step, tuple(_newly_at_night(step, now, published))) for step in changed)
        moved = [(step, cities) for step, cities in new if cities]
        if not moved:
            continue
        named = {meeting.occurrence.uid for meeting in compared.wanted if meeting.named & _HOUR_FIELDS}
        unnamed = [each for each in moved if not each[0].after.recurs or each[0].after.uid not in named]
        written = [step for step, _ in unnamed if _is_written(step)]
        left = sum(_is_coming(meeting.occurrence, now) for meeting in compared.wanted)
        looks_mistyped = any(_looks_mistyped(step.after) for step in written)
        if looks_mistyped or len(written) >= MANY or len(unnamed) - len(written) >= min(MANY, max(1, left)):
            yield _night_move(unnamed)


def new_at_night(steps: Iterable[Step], comparisons: Comparisons, now: datetime) -> Iterator[NightSeries]:
    """Yields a finding for each new series at night (rule 6).

    In the first plan nobody has a calendar yet, and a programme may span the world.
    """
    if not comparisons.state.revision:
        return
    new = (
        step
        for step in steps
        if step.cause is Cause.CONFIGURATION
        and not comparisons.by_series[step.after.series].stored
        and not step.after.cancelled
        and not step.after.timing.is_over(now)
    )
    for series, added in by_series(new).items():
        meetings = [step.after for step in added]
        nights = [(meeting, _night_hours(meeting)) for meeting in meetings]
        awake = {city for meeting, hours in nights for city in meeting.cities() if city not in hours}
        asleep = [hour for _, hours in nights for city, hour in hours.items() if city not in awake]
        if asleep:
            yield NightSeries(series=series, number=len(meetings), hours=tuple(dict.fromkeys(asleep)))


def _night_hours(occurrence: Occurrence) -> dict[str, NightHour]:
    """Returns the hour of each city that a new meeting would keep awake.

    Webinars are at night somewhere, and guests travel to a single meeting with a place. So these count if
    they are at night for the place whose clock they keep.
    """
    timing = occurrence.timing
    if occurrence.origin == "meeting" and (occurrence.recurs or occurrence.content.place is None):
        return {
            each.city: _hour(each.name, *_local_hours(timing, each))
            for each in occurrence.participants
            if _is_at_night(occurrence, each)
        }
    if not _looks_mistyped(occurrence):
        return {}
    hour = _hour(Text.plain(place_of(timing.zone)), timing.starts.time(), timing.ends.time())
    return dict.fromkeys(occurrence.cities(), hour)


class _SeriesHours(Struct, frozen=True):
    """The hours of the published meetings of a series, its cities, and those that have met at night."""

    hours: frozenset[object]
    cities: frozenset[str]
    cities_at_night: frozenset[str]


def _published_hours(compared: SeriesComparison) -> _SeriesHours:
    """Returns the hours of the published meetings that recur and are not cancelled."""
    meetings = [each.occurrence for each in compared.stored.values()]
    recurring = [meeting for meeting in meetings if meeting.recurs and not meeting.cancelled]
    return _SeriesHours(
        frozenset(_hours(meeting.timing) for meeting in recurring),
        frozenset(city for meeting in recurring for city in meeting.cities()),
        frozenset(
            each.city for meeting in recurring for each in meeting.participants if _is_at_night(meeting, each)
        ),
    )


def _is_coming(occurrence: Occurrence, now: datetime) -> bool:
    return occurrence.recurs and not occurrence.cancelled and not occurrence.timing.is_over(now)


def _is_written(step: Step) -> bool:
    """Returns whether somebody wrote another hour for a meeting that happens once."""
    if step.before is None or step.before.occurrence.recurs:
        return False
    return step.before.occurrence.timing.starts.time() != step.after.timing.starts.time()


def _looks_mistyped(occurrence: Occurrence) -> bool:
    """Returns whether it is at night for the place whose clock it keeps, where nobody plans such an hour."""
    timing = occurrence.timing
    has_place = timing.zone != "UTC" and not timing.all_day
    return has_place and is_at_night(timing.starts.time(), timing.ends.time())


def _newly_at_night(step: Step, now: datetime, published: _SeriesHours) -> Iterator[Participant]:
    before, after = step.before, step.after
    if before is None:
        if step.cause is Cause.CONFIGURATION and _is_coming(after, now):
            yield from _added_at_night(after, published)
    elif not after.cancelled and not before.is_past(now) and _has_other_hours(before.occurrence, after):
        yield from _moved_into_night(before.occurrence, after)


def _added_at_night(after: Occurrence, published: _SeriesHours) -> Iterator[Participant]:
    """Yields the cities of a new meeting that had no meeting of its series at night until now."""
    if not published.hours or _hours(after.timing) in published.hours:
        return
    for participant in after.participants:
        is_new = participant.city not in published.cities_at_night
        may_count = after.origin == "meeting" or participant.city in published.cities
        if is_new and may_count and _is_at_night(after, participant):
            yield participant


def _has_other_hours(before: Occurrence, after: Occurrence) -> bool:
    """Returns whether a meeting has another hour on its clock, or a city that is new or in another zone."""
    return _hours(before.timing) != _hours(after.timing) or not _zones(after) <= _zones(before)


def _zones(occurrence: Occurrence) -> set[tuple[str, str]]:
    return {(each.city, each.zone) for each in occurrence.participants}


def _joining(before: Occurrence, after: Occurrence) -> Iterator[Participant]:
    """Yields the cities that join the meetings of a pair; webinars often begin at night somewhere."""
    if before.recurs and before.origin == "meeting":
        yield from (each for each in after.participants if before.participant(each.city) is None)


def _hours(timing: Timing) -> tuple[object, ...]:
    return timing.zone, timing.starts.time(), timing.ends.time(), timing.all_day


def _moved_into_night(before: Occurrence, after: Occurrence) -> Iterator[Participant]:
    joining = {*_joining(before, after)}
    for participant in after.participants:
        earlier = before.participant(participant.city)
        was_awake = earlier is not None and not _is_at_night(before, earlier)
        if (was_awake or participant in joining) and _is_at_night(after, participant):
            yield participant


def _is_at_night(occurrence: Occurrence, participant: Participant) -> bool:
    timing = occurrence.timing
    return not timing.all_day and is_at_night(*_local_hours(timing, participant))


def _local_hours(timing: Timing, participant: Participant) -> tuple[time, time]:
    return participant.local(timing.begin_utc).time(), participant.local(timing.end_utc).time()


def _night_move(moved: Sequence[_NightStep]) -> NightMove:
    hours = (
        _hour(city.name, *_local_hours(step.after.timing, city)) for step, cities in moved for city in cities
    )
    series = moved[0][0].after.series
    return NightMove(series=series, number=len(moved), hours=tuple(dict.fromkeys(hours)))


def _hour(place: Text, begins: time, ends: time) -> NightHour:
    return NightHour(city=place, begins=begins, ends=None if begins_at_night(begins) else ends)
