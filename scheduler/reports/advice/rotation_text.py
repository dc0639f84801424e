"""The hours of cities that take turns, as text: the lines to write, and the burden of each city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scheduler.advice.rotation import Rotation
from scheduler.advice.series_hours import SeriesHour
from scheduler.commands.advice.times import FoundRotation
from scheduler.programme.places import City
from scheduler.reports.advice.series_hours_text import meeting_lines, minutes_of, present_words, series_words
from scheduler.reports.advice.times_text import LEGEND
from scheduler.reports.advice.times_words import left_out_words, name_of, shares_words

_NO_TURNS = (
    "Turns would not help: whatever the hours, the city that carries most would carry no less, "
    "or all cities together more than a tenth more."
)


def rotation_text(found: FoundRotation) -> str:
    """Returns the lines to write, the burden of each city, and the meetings in the turn of each."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: FoundRotation) -> Iterator[str]:
    cities = found.search.cities
    yield series_words(cities, found.rhythm, found.search.duration)
    yield from left_out_words(found.left_out)
    yield from present_words(found.present, found.rotation or found.fixed, cities)
    yield ""
    if found.rotation is None:
        yield _NO_TURNS
        yield _fixed_words(found.fixed, cities)
        return
    yield "The cities take turns. Write:"
    yield from (f"  {line}" for line in _rotation_to_write(found.rotation, found))
    yield ""
    yield _share_words(found.rotation.burdens, cities)
    yield _fixed_words(found.fixed, cities)
    for hour in found.rotation.hours:
        yield ""
        yield f"{_turn_words(hour)}:"
        yield from meeting_lines(hour, cities, found.workdays)
    yield ""
    yield LEGEND


def _rotation_to_write(rotation: Rotation, found: FoundRotation) -> tuple[str, ...]:
    """Returns the lines of the configuration for meetings at these hours."""
    return (
        f"every: {found.rhythm.every}",
        "at:",
        *(f'  {hour.clock.id}: "{hour.at:%H:%M}"' for hour in rotation.hours),
        "clock: alternate",
        f"duration: {minutes_of(found.search.duration)} min",
        f"from: {found.rhythm.begins}",
    )


def _share_words(burdens: Sequence[int], cities: Iterable[City]) -> str:
    """Returns `Burden over all meetings: Dublin 360, Seoul 345; the difference is 15.`"""
    return f"Burden over all meetings: {shares_words(burdens, cities)}; {_difference(burdens)}."


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
