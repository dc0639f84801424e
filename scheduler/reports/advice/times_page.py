"""Common times as a web page of its own: a table of the times, and a drawing of the day of each city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from xml.etree.ElementTree import Element, SubElement

from msgspec.structs import replace

from scheduler.advice.city_days import HourKind, Stretch, city_days
from scheduler.advice.common_times import CommonTime
from scheduler.advice.series_hours import SeriesHour
from scheduler.commands.advice.times import FoundHours, FoundRotation, FoundTimes
from scheduler.programme.places import City
from scheduler.reports.advice.page_parts import add_table, add_text, document
from scheduler.reports.advice.rotation_text import (
    NO_TURNS,
    fixed_words,
    rotation_to_write,
    share_words,
    turn_words,
)
from scheduler.reports.advice.series_hours_text import (
    by_burden,
    by_local_hours,
    failing_words,
    lines_to_write,
    present_words,
    series_words,
)
from scheduler.reports.advice.times_words import (
    best_by_hours,
    burden_words,
    days_between,
    days_words,
    inside_by_hours,
    joined,
    left_out_words,
    local_day,
    name_of,
)
from scheduler.timetable.wall_times import nearest_instant, to_local
from scheduler.timetable.workdays import Workdays

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
LABELS = 120
"""The width of the names of cities in a drawing, in its units; a minute is half a unit."""
ROW = 46
_LEGEND = (
    "The dashed frame is the meeting. The highest bars are office hours, then early and late hours, "
    "then days off; the lowest are the night. Hours are local."
)
_WORDS = {
    HourKind.OFFICE: "office hours",
    HourKind.EARLY: "early",
    HourKind.LATE: "late",
    HourKind.NIGHT: "night",
    HourKind.DAY_OFF: "day off",
}
_HEIGHTS = {
    HourKind.OFFICE: 24,
    HourKind.EARLY: 14,
    HourKind.LATE: 14,
    HourKind.NIGHT: 4,
    HourKind.DAY_OFF: 8,
}
"""The heights of the bars, so that the drawing can be read without colours."""


def times_page(found: FoundTimes) -> str:
    """Returns the page for one meeting, in English; it needs no other file."""
    search, best = found.search, found.times.best
    title = f"Times for {joined([name_of(city) for city in search.cities])}"
    main = Element("main")
    add_text(main, "h1", title)
    days = days_between(search.first, search.last)
    add_text(main, "p", f"A meeting of {search.duration // _MINUTE} minutes, {days}.")
    _add_lines(main, left_out_words(found.left_out))
    _add_times(main, found)
    if best:
        _add_drawing(main, best[0], search.cities, search.cities[0], found.workdays)
        add_text(main, "p", _LEGEND)
    return document(title, main)


def hours_page(found: FoundHours) -> str:
    """Returns the page for a series, in English; it needs no other file."""
    search = found.search
    title = f"Hours for {joined([name_of(city) for city in search.cities])}: {found.rhythm.every}"
    main = Element("main")
    add_text(main, "h1", title)
    days = days_between(search.dates[0], search.dates[-1])
    add_text(main, "p", f"Meetings of {search.duration // _MINUTE} minutes, {days}.")
    _add_lines(main, left_out_words(found.left_out))
    for best in found.hours[:1]:
        _add_lines(main, present_words(found.present, best, search.cities))
    for number, hour in enumerate(found.hours):
        of_clock = f"{hour.at:%H:%M} by the clock of {name_of(hour.clock)}"
        add_text(main, "h2", of_clock if number else f"The best hour: {of_clock}")
        add_text(main, "p", f"{failing_words(hour)}, burden {hour.burden}.".capitalize())
        add_text(main, "pre", "\n".join(lines_to_write(hour, found.rhythm, search.duration)))
        _add_meetings(main, hour, search.cities, found.workdays)
    add_text(main, "p", _LEGEND if found.hours else "No hour exists on all these days.")
    return document(title, main)


def rotation_page(found: FoundRotation) -> str:
    """Returns the page for a series whose cities take turns, in the same form."""
    search, rotation = found.search, found.rotation
    title = f"Hours in turn for {joined([name_of(city) for city in search.cities])}: {found.rhythm.every}"
    main = Element("main")
    add_text(main, "h1", title)
    add_text(main, "p", f"{series_words(search.cities, found.rhythm, search.duration)}.")
    _add_lines(main, left_out_words(found.left_out))
    _add_lines(main, present_words(found.present, rotation or found.fixed, search.cities))
    if rotation is None:
        add_text(main, "p", NO_TURNS)
        add_text(main, "p", fixed_words(found.fixed, search.cities))
        return document(title, main)
    add_text(main, "pre", "\n".join(rotation_to_write(rotation, found)))
    add_text(main, "p", share_words(rotation.burdens, search.cities))
    add_text(main, "p", fixed_words(found.fixed, search.cities))
    for hour in rotation.hours:
        add_text(main, "h2", turn_words(hour))
        _add_meetings(main, hour, search.cities, found.workdays)
    add_text(main, "p", _LEGEND)
    return document(title, main)


def _add_lines(main: Element, lines: Iterable[str]) -> None:
    for line in lines:
        add_text(main, "p", line)


def _add_meetings(main: Element, hour: SeriesHour, cities: Sequence[City], workdays: Workdays) -> None:
    """Adds the meetings at an hour, and a drawing of each combination of local hours."""
    groups = by_local_hours(hour, cities)
    rows = [
        (*hours, burden, days_words([local_day(meeting, hour.clock) for meeting in meetings]))
        for hours, group in groups.items()
        for burden, meetings in by_burden(group, hour, cities).items()
    ]
    add_table(main, [*map(name_of, cities), "Burden", "Days"], rows)
    for group in groups.values():
        _add_drawing(main, group[0], cities, hour.clock, workdays)


def _add_times(main: Element, found: FoundTimes) -> None:
    search, times = found.search, found.times
    if times.inside:
        add_text(main, "h2", "Inside everyone's office hours")
        rows = [(*hours, days_words(days)) for hours, days in inside_by_hours(times.inside, search).items()]
        add_table(main, [f"{name_of(city)}: may start" for city in search.cities] + ["Days"], rows)
        return
    add_text(main, "h2", "There is no time inside everyone's office hours")
    if not times.best:
        add_text(main, "p", "All the time is taken by other meetings.")
        return
    add_text(main, "p", "These are the least inconvenient times.")
    rows = [
        (
            *hours,
            burden_words(group[0], search.cities),
            days_words([local_day(each, search.cities[0]) for each in group]),
        )
        for hours, group in best_by_hours(times.best, search)
    ]
    add_table(main, [*map(name_of, search.cities), "Burden", "Days"], rows)


def _add_drawing(
    main: Element, meeting: CommonTime, cities: Sequence[City], clock: City, workdays: Workdays
) -> None:
    """Adds the day of `clock` on which a meeting is: a row for each city with its stretches and hours."""
    day = local_day(meeting, clock)
    begin = nearest_instant(datetime.combine(day, time()), clock.zone)
    height = ROW * len(cities)
    figure = SubElement(main, "figure", style="margin: 1rem 0")
    add_text(figure, "figcaption", f"{day:%A %-d %B %Y}")
    svg = SubElement(figure, "svg", viewBox=f"0 0 {LABELS + 720} {height}", role="img")
    svg.set("aria-label", f"The hours of each city on {day:%-d %B %Y}")
    for row, city in enumerate(cities):
        top = row * ROW
        add_text(svg, "text", name_of(city), x="0", y=f"{top + 26}")
        for stretch in _stretches(city, begin, workdays):
            svg.append(_bar(stretch, begin, top))
        for hour in range(0, 24, 3):
            local = to_local(begin + timedelta(hours=hour), city.zone)
            place = {"x": f"{LABELS + hour * 30}", "y": f"{top + 43}", "class": "hour"}
            add_text(svg, "text", f"{local:%H:%M}", **place)
    frame = SubElement(svg, "rect", {"class": "meeting"}, y="2", height=f"{height - 4}")
    frame.set("x", _x(meeting.begin, begin))
    frame.set("width", _width(meeting.begin, meeting.end))


def _stretches(city: City, begin: datetime, workdays: Workdays) -> Iterator[Stretch]:
    """Yields the stretches of a city in the 24 hours from `begin`."""
    end = begin + _DAY
    first, last = to_local(begin, city.zone).date(), to_local(end, city.zone).date()
    for stretch in city_days(city, first, last, workdays):
        if stretch.begin < end and stretch.end > begin:
            yield replace(stretch, begin=max(stretch.begin, begin), end=min(stretch.end, end))


def _bar(stretch: Stretch, begin: datetime, top: int) -> Element:
    height = _HEIGHTS[stretch.kind]
    bar = Element(
        "rect",
        {"class": stretch.kind.value.replace(" ", "-")},
        x=_x(stretch.begin, begin),
        y=f"{top + 30 - height}",
        width=_width(stretch.begin, stretch.end),
        height=f"{height}",
    )
    add_text(bar, "title", _WORDS[stretch.kind])
    return bar


def _x(moment: datetime, begin: datetime) -> str:
    return f"{LABELS + (moment - begin) / _MINUTE / 2:g}"


def _width(begin: datetime, end: datetime) -> str:
    return f"{(end - begin) / _MINUTE / 2:g}"
