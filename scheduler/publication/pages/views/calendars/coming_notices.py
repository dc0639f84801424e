"""The notices on the page of a city, pair or group: meetings at the same time, and series that end soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from scheduler.advice.notices.of_clashes import overlapping
from scheduler.programme.places import City
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.calendars.meeting_list import MeetingList
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.related import pair_of
from scheduler.record.feeds import Feed
from scheduler.record.ordered_meetings import NO_MEETINGS, OrderedMeetings
from scheduler.timetable.occurrence import Occurrence

ENDS_SOON = 2
"""A page announces that a series ends in the present month, or in one of so many after it."""


class NamedMeeting(Struct, frozen=True):
    """The title of a meeting, and the name of its pair or group; None if the page is about that pair."""

    title: Text
    pair: Text | None


class Clash(Struct, frozen=True, kw_only=True):
    """Two meetings of `cities` at the same time on `day`, by the clock of the first city.

    `ends` is the end of the later meeting (UTC), and `more` the number of further clashes of the same two
    series.
    """

    later: NamedMeeting
    earlier: NamedMeeting
    day: date
    cities: tuple[Text, ...]
    ends: datetime
    more: int = 0


class SeriesEnd(Struct, frozen=True, kw_only=True):
    """A series whose last meeting is on `day`, by its clock, and `ends` at that time (UTC)."""

    meeting: NamedMeeting
    day: date
    ends: datetime


def contents_of_cities(inputs: PageInputs, feed: Feed) -> Mapping[str, OrderedMeetings]:
    """Returns what the feeds of the cities of `feed` show, by identity; nothing for feeds without cities."""
    contents = inputs.published.feed_contents
    cities = inputs.directory.members(feed)
    return {city.identity: contents.get(("cities", city.identity), NO_MEETINGS) for city in cities}


def coming_clashes(inputs: PageInputs, listed: MeetingList) -> tuple[Clash, ...]:
    """Returns the coming meetings of a page that share time with another one of the same city, by time."""
    uids = {each.uid for each in listed.occurrences if not listed.is_over(each.timing.end_utc)}
    cities: dict[tuple[Occurrence, Occurrence], list[City]] = {}
    for city, attended in _attended(inputs, listed):
        for both in overlapping(attended):
            if any(occurrence.uid in uids for occurrence in both):
                cities.setdefault(both, []).append(city)
    names = inputs.directory.pair_names(meeting for both in cities for meeting in both)
    if listed.feed.kind != "cities":
        names = {pair: name for pair, name in names.items() if pair != listed.feed.identity}
    by_series: dict[object, Clash] = {}
    for (earlier, later), attending in sorted(cities.items(), key=lambda each: each[0][1].timing.begin_utc):
        subject = earlier.series, later.series, tuple(city.identity for city in attending)
        known = by_series.get(subject)
        by_series[subject] = (
            _clash(earlier, later, attending, names) if known is None else replace(known, more=known.more + 1)
        )
    return tuple(by_series.values())


def _attended(inputs: PageInputs, listed: MeetingList) -> Iterator[tuple[City, Iterable[Occurrence]]]:
    """Yields each city of a page that lists meetings, with all public meetings of it that block time."""
    if listed.occurrences:
        contents = contents_of_cities(inputs, listed.feed)
        for city in listed.own_cities:
            yield city, filter(_blocks_time, (stored.occurrence for stored in contents[city.identity]))


def _blocks_time(occurrence: Occurrence) -> bool:
    content = occurrence.content
    return content.busy and not content.is_private and not occurrence.cancelled


def _clash(
    earlier: Occurrence, later: Occurrence, cities: Sequence[City], pairs: Mapping[str, Text]
) -> Clash:
    first = later.participant(cities[0].identity)
    day = later.local_days(first)[0] if first is not None else later.timing.starts.date()
    return Clash(
        later=_named(later, pairs),
        earlier=_named(earlier, pairs),
        day=day,
        cities=tuple(city.name for city in cities),
        ends=later.timing.end_utc,
    )


def _named(occurrence: Occurrence, pairs: Mapping[str, Text]) -> NamedMeeting:
    return NamedMeeting(occurrence.content.title, pair_of(occurrence, pairs))


def last_days(inputs: PageInputs, series: Iterable[str]) -> Mapping[str, date]:
    """Returns the last day of those of `series` (identities) that end within the window."""
    return dict(_last_days(inputs, series))


def _last_days(inputs: PageInputs, series: Iterable[str]) -> Iterator[tuple[str, date]]:
    published = inputs.published
    for identity in series:
        facts = published.series.get(identity)
        last = facts.bounds.last_day if facts is not None and facts.bounds is not None else None
        if last is not None and last < published.window.edge:
            yield identity, last


def coming_ends(inputs: PageInputs, listed: MeetingList) -> tuple[SeriesEnd, ...]:
    """Returns the series of a page that end soon, by time."""
    days = last_days(inputs, (occurrences[0].series for occurrences in listed.series if occurrences))
    ends = []
    for occurrences in listed.series:
        last = next((each for each in reversed(occurrences) if not each.cancelled), None)
        if last is None or last.series not in days or listed.is_over(last.timing.end_utc):
            continue
        day = last.timing.starts.date()
        if Month.of(day).since(listed.window.month) <= ENDS_SOON:
            ends.append(SeriesEnd(meeting=_named(last, listed.pairs), day=day, ends=last.timing.end_utc))
    return tuple(sorted(ends, key=lambda each: each.ends))
