"""The best hours for a series, one for all meetings or in turns: the lines to write, as text, and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from scheduler.commands.times import FoundHours, FoundRotation, PresentHours
from scheduler.good_times.common_times import CommonTime
from scheduler.good_times.rotation import Rotation
from scheduler.good_times.series_hours import SeriesHour
from scheduler.programme.alike import together
from scheduler.programme.english_lists import joined
from scheduler.programme.members import City
from scheduler.reports.formats import as_text, instant, json_document
from scheduler.reports.times import LEGEND, burdens_by_city, day_strips, time_object
from scheduler.reports.times_words import (
    burden_words,
    days_between,
    days_words,
    hours_in,
    left_out_words,
    local_day,
    name_of,
    shares_words,
)
from scheduler.timetable.clocks import clock_name, in_english
from scheduler.timetable.workdays import Workdays


def hours_text(found: FoundHours) -> str:
    """Returns the best hour for a series with the lines to write, its bad meetings, and the other clocks."""
    return as_text(_series_lines(found))


def _series_lines(found: FoundHours) -> Iterator[str]:
    search = found.search
    yield _series_words(found)
    yield from left_out_words(found.programme.left_out)
    if not found.hours:
        yield ""
        yield "No hour exists on all these days."
        return
    best, *others = found.hours
    yield from _present_words(found.present, best, search.cities)
    yield ""
    yield f"The best hour is {best.at:%H:%M} by the clock of {name_of(best.clock)}. Write:"
    yield from (
        f"  {line}" for line in _lines_to_write(found, f'at: "{best.at:%H:%M}"', f"clock: {best.clock.id}")
    )
    yield ""
    yield f"{_failing_words(best).capitalize()}, inconvenience {best.burden}."
    yield from _meeting_lines(best, search.cities, found.programme.workdays)
    yield ""
    yield LEGEND
    for other in others:
        yield ""
        yield (
            f"By the clock of {name_of(other.clock)} the best hour is {other.at:%H:%M}: "
            f"{_failing_words(other)}, inconvenience {other.burden}."
        )


def _present_words(
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
            f", inconvenience {each.found.burden} on the same days "
            f"({shares_words(each.found.burdens, cities)})."
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


def _series_words(found: FoundHours | FoundRotation) -> str:
    """Returns `Sofia and Sejong: third Wednesday, 60 minutes, 20 January 2027 to 15 December 2027`."""
    names, slots = joined([name_of(city) for city in found.search.cities]), found.rhythm.slots
    days = days_between(slots[0].day, slots[-1].day)
    return f"{names}: {found.rhythm.every}, {_minutes(found)} minutes, {days}"


def _minutes(found: FoundHours | FoundRotation) -> int:
    return found.search.duration // timedelta(minutes=1)


def _lines_to_write(found: FoundHours | FoundRotation, *hours: str) -> tuple[str, ...]:
    length, begins = f"duration: {_minutes(found)} min", f"from: {found.rhythm.begins}"
    return f"every: {found.rhythm.every}", *hours, length, begins


def _meeting_lines(hour: SeriesHour, cities: Sequence[City], workdays: Workdays) -> Iterator[str]:
    """Yields the hours in all cities, which change with the clocks: the dates, the burdens, and one day."""
    for hours, group in together(hour.meetings, lambda meeting: hours_in(meeting, cities, hour.clock)):
        yield f"  {', '.join(hours)}"
        for burden, meetings in together(group, lambda meeting: _burden_words(meeting, hour, cities)):
            yield f"    on {days_words([local_day(meeting, hour.clock) for meeting in meetings])}: {burden}"
        yield from (f"    {line}" for line in day_strips(group[0], cities, hour.clock, workdays))


def _burden_words(meeting: CommonTime, hour: SeriesHour, cities: Sequence[City]) -> str:
    clash = "another meeting at the same time, " if meeting in hour.clashes else ""
    return f"{clash}{burden_words(meeting, cities)}"


def _failing_words(hour: SeriesHour) -> str:
    """Returns `3 of 12 meetings are not good for everyone`."""
    count, bad = len(hour.meetings), len(hour.failing)
    if not bad:
        return f"all {count} meetings are inside everyone's office hours"
    return f"{bad} of {count} meetings {'is' if bad == 1 else 'are'} not good for everyone"


_NO_TURNS = (
    "Taking turns would not help: it would not ease the city with the worst hours, "
    "or would cost all cities together over 10 % more."
)


def rotation_text(found: FoundRotation) -> str:
    """Returns the lines to write, the burden of each city, and the meetings in the turn of each."""
    return as_text(_rotation_lines(found))


def _rotation_lines(found: FoundRotation) -> Iterator[str]:
    cities = found.search.cities
    yield _series_words(found)
    yield from left_out_words(found.programme.left_out)
    yield from _present_words(found.present, found.rotation or found.fixed, cities)
    yield ""
    if found.rotation is None:
        yield _NO_TURNS
        yield _fixed_words(found.fixed, cities)
        return
    at = ("at:", *(f'  {hour.clock.id}: "{hour.at:%H:%M}"' for hour in found.rotation.hours))
    yield "The cities take turns. Write:"
    yield from (f"  {line}" for line in _lines_to_write(found, *at, "clock: alternate"))
    yield ""
    yield _share_words(found.rotation.burdens, cities)
    yield _fixed_words(found.fixed, cities)
    for hour in found.rotation.hours:
        yield ""
        yield f"{_turn_words(hour)}:"
        yield from _meeting_lines(hour, cities, found.programme.workdays)
    yield ""
    yield LEGEND


def _share_words(burdens: Sequence[int], cities: Iterable[City]) -> str:
    """Returns `Inconvenience over all meetings: Dublin 360, Seoul 345; the difference is 15.`"""
    return f"Inconvenience over all meetings: {shares_words(burdens, cities)}; {_difference(burdens)}."


def _fixed_words(hour: SeriesHour, cities: Iterable[City]) -> str:
    """Returns the burden at the best hour that stays the same, to compare."""
    return (
        f"Without turns the best hour is {hour.at:%H:%M} by the clock of {name_of(hour.clock)}: "
        f"{shares_words(hour.burdens, cities)}; {_difference(hour.burdens)}."
    )


def _difference(burdens: Sequence[int]) -> str:
    return f"the difference is {max(burdens) - min(burdens)}"


def _turn_words(hour: SeriesHour) -> str:
    """Returns `Turn of Dublin, at 08:30`, with the number of clashes if there are any."""
    clashes = len(hour.clashes)
    words = f", {clashes} at the time of another meeting" if clashes else ""
    return f"Turn of {name_of(hour.clock)}, at {hour.at:%H:%M}{words}"


def hours_json(found: FoundHours) -> str:
    """Returns the best hour by the clock of each city, with all its meetings; instants are in UTC."""
    return json_document(
        {
            "left_out": found.programme.left_out,
            "today": [_present_object(present, found.search.cities) for present in found.present],
            "hours": [
                {
                    "every": found.rhythm.every,
                    "at": f"{hour.at:%H:%M}",
                    "clock": hour.clock.id,
                    "from": str(found.rhythm.begins),
                    "burden": hour.burden,
                    "clashes": [instant(meeting.begin) for meeting in hour.clashes],
                    "meetings": [time_object(meeting, found.search.cities) for meeting in hour.meetings],
                }
                for hour in found.hours
            ],
        }
    )


def rotation_json(found: FoundRotation) -> str:
    """Returns an hour for each city that takes its turn, the burden of each, and all meetings in order."""
    rotation, cities = found.rotation, found.search.cities
    proposal = rotation and {
        "every": found.rhythm.every,
        "at": {hour.clock.id: f"{hour.at:%H:%M}" for hour in rotation.hours},
        "clock": "alternate",
        "from": str(found.rhythm.begins),
        "burdens": burdens_by_city(rotation.burdens, cities),
        "spread": rotation.spread,
        "clashes": [instant(meeting.begin) for meeting in rotation.clashes],
        "meetings": [time_object(meeting, cities) for meeting in rotation.meetings],
    }
    return json_document(
        {
            "left_out": found.programme.left_out,
            "today": [_present_object(present, cities) for present in found.present],
            "rotation": proposal,
        }
    )


def _present_object(present: PresentHours, cities: Iterable[City]) -> dict[str, Any]:
    hours = dict.fromkeys((f"{each.planned:%H:%M}", each.timing.zone) for each in present.occurrences)
    return {
        "series": present.series,
        "hours": [{"at": at, "timezone": zone} for at, zone in hours],
        "burden": present.found.burden,
        "burdens": burdens_by_city(present.found.burdens, cities),
        "clashes": [instant(meeting.begin) for meeting in present.found.clashes],
    }
