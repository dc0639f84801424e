"""The best hour for a series as text: the lines to write, its meetings, and the day of each city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from scheduler.advice.common_times import CommonTime
from scheduler.advice.rotation import Rotation
from scheduler.advice.series_hours import SeriesHour
from scheduler.commands.advice.times import FoundHours, PresentHours, Rhythm
from scheduler.programme.places import City
from scheduler.reports.advice.times_text import LEGEND, day_strips
from scheduler.reports.advice.times_words import (
    LocalHours,
    burden_words,
    days_between,
    days_words,
    hours_in,
    left_out_words,
    local_day,
    name_of,
    shares_words,
)
from scheduler.reports.alike import joined
from scheduler.timetable.clocks.meeting_clock import clock_name, in_english
from scheduler.timetable.workdays import Workdays


def hours_text(found: FoundHours) -> str:
    """Returns the best hour for a series with the lines to write, its bad meetings, and the other clocks."""
    return "\n".join(_series_lines(found)) + "\n"


def _series_lines(found: FoundHours) -> Iterator[str]:
    search = found.search
    yield series_words(search.cities, found.rhythm, search.duration)
    yield from left_out_words(found.left_out)
    if not found.hours:
        yield ""
        yield "No hour exists on all these days."
        return
    best, *others = found.hours
    yield from present_words(found.present, best, search.cities)
    yield ""
    yield f"The best hour is {best.at:%H:%M} by the clock of {name_of(best.clock)}. Write:"
    yield from (f"  {line}" for line in _lines_to_write(best, found.rhythm, search.duration))
    yield ""
    yield f"{_failing_words(best).capitalize()}, burden {best.burden}."
    yield from meeting_lines(best, search.cities, found.workdays)
    yield ""
    yield LEGEND
    for other in others:
        yield ""
        yield (
            f"By the clock of {name_of(other.clock)} the best hour is {other.at:%H:%M}: "
            f"{_failing_words(other)}, burden {other.burden}."
        )


def present_words(
    present: Iterable[PresentHours], best: SeriesHour | Rotation, cities: Sequence[City]
) -> Iterator[str]:
    """Yields the hours of today with their burden, and whether they are as good as the best ones."""
    for each in present:
        hours = dict.fromkeys(
            f"{occurrence.planned:%H:%M} ({in_english(clock_name(occurrence))})"
            for occurrence in each.occurrences
        )
        clashes = len(each.found.clashes)
        yield (
            f"Today {each.series} is at {joined([*hours])}"
            f"{f' ({clashes} at the time of another meeting)' if clashes else ''}"
            f", burden {each.found.burden} on the same days ({shares_words(each.found.burdens, cities)})."
            f"{_verdict(each, best)}"
        )


def _verdict(present: PresentHours, best: SeriesHour | Rotation) -> str:
    today = present.found
    if [meeting.begin for meeting in today.meetings] == [meeting.begin for meeting in best.meetings]:
        return " That is the best already."
    is_as_good = (
        len(today.meetings) == len(best.meetings)
        and len(today.clashes) <= len(best.clashes)
        and today.burden <= sum(best.burdens)
        and max(today.burdens) <= max(best.burdens)
    )
    return " That is as good as the best." if is_as_good else ""


def series_words(cities: Iterable[City], rhythm: Rhythm, duration: timedelta) -> str:
    """Returns `Sofia and Sejong: third Wednesday, 60 minutes, 20 January 2027 to 15 December 2027`."""
    names = joined([name_of(city) for city in cities])
    first, *_, last = (rhythm.slots[0], *rhythm.slots)
    return f"{names}: {rhythm.every}, {minutes_of(duration)} minutes, {days_between(first.day, last.day)}"


def _lines_to_write(hour: SeriesHour, rhythm: Rhythm, duration: timedelta) -> tuple[str, ...]:
    """Returns the lines of the configuration for meetings at this hour."""
    return (
        f"every: {rhythm.every}",
        f'at: "{hour.at:%H:%M}"',
        f"clock: {hour.clock.id}",
        f"duration: {minutes_of(duration)} min",
        f"from: {rhythm.begins}",
    )


def minutes_of(duration: timedelta) -> int:
    """Returns the whole minutes of a duration."""
    return duration // timedelta(minutes=1)


def meeting_lines(hour: SeriesHour, cities: Sequence[City], workdays: Workdays) -> Iterator[str]:
    """Yields the hours in all cities, which change with the clocks: the dates, the burdens, and one day."""
    for hours, group in _by_local_hours(hour, cities).items():
        yield f"  {', '.join(hours)}"
        for burden, meetings in _by_burden(group, hour, cities).items():
            yield f"    on {days_words([local_day(meeting, hour.clock) for meeting in meetings])}: {burden}"
        yield from (f"    {line}" for line in day_strips(group[0], cities, hour.clock, workdays))


def _failing_words(hour: SeriesHour) -> str:
    """Returns `3 of 12 meetings are not good for everyone`."""
    count, bad = len(hour.meetings), len(hour.failing)
    if not bad:
        return f"all {count} meetings are inside everyone's office hours"
    return f"{bad} of {count} meetings {'is' if bad == 1 else 'are'} not good for everyone"


def _by_local_hours(hour: SeriesHour, cities: Sequence[City]) -> dict[LocalHours, list[CommonTime]]:
    """Returns the meetings by their hours in all cities, which change with the clocks."""
    by_hours: dict[LocalHours, list[CommonTime]] = {}
    for meeting in hour.meetings:
        by_hours.setdefault(hours_in(meeting, cities, hour.clock), []).append(meeting)
    return by_hours


def _by_burden(
    meetings: Iterable[CommonTime], hour: SeriesHour, cities: Sequence[City]
) -> dict[str, list[CommonTime]]:
    """Returns meetings by the words for their burden and clashes."""
    by_burden: dict[str, list[CommonTime]] = {}
    for meeting in meetings:
        words = burden_words(meeting, cities)
        if meeting in hour.clashes:
            words = f"another meeting at the same time, {words}"
        by_burden.setdefault(words, []).append(meeting)
    return by_burden
