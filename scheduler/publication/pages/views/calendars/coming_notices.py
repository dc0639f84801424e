"""The notices on the page of a city, pair or group: meetings at the same time, and series that end soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.places import City
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.calendars.meeting_list import series_ids
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.related import pair_of
from scheduler.state.feeds import Feed
from scheduler.timetable.occurrence import Occurrence, overlapping

MOST_CLASHES = 8
"""The most clashes that a page names; it gives the number of the others."""
ENDS_SOON = 2
"""A page announces the end of a series at most this many months ahead."""


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


def coming_clashes(inputs: PageInputs, feed: Feed) -> tuple[Clash, ...]:
    """Returns the coming meetings of `feed` that share time with another one of the same city, by time."""
    own = inputs.public_occurrences(feed)
    uids = {each.uid for each in own if each.timing.end_utc > inputs.now}
    cities: dict[tuple[Occurrence, Occurrence], list[City]] = {}
    for city in inputs.directory.members(feed):
        contents = inputs.state.contents.get(("cities", city.identity), ())
        attended = (stored.occurrence for stored in contents)
        for both in overlapping(filter(_blocks_time, attended)):
            if any(occurrence.uid in uids for occurrence in both):
                cities.setdefault(both, []).append(city)
    names = _names(inputs, feed, (meeting for both in cities for meeting in both))
    by_series: dict[object, Clash] = {}
    for (earlier, later), attending in sorted(cities.items(), key=lambda each: each[0][1].timing.begin_utc):
        subject = earlier.series, later.series, tuple(city.identity for city in attending)
        known = by_series.get(subject)
        by_series[subject] = (
            _clash(earlier, later, attending, names) if known is None else replace(known, more=known.more + 1)
        )
    return tuple(by_series.values())


def _names(inputs: PageInputs, feed: Feed, meetings: Iterable[Occurrence]) -> Mapping[str, Text]:
    """Returns the names of pairs and groups by identity, but for the one that the page is about."""
    names = inputs.directory.pair_names(meetings)
    own = None if feed.kind == "cities" else feed.identity
    return {identity: name for identity, name in names.items() if identity != own}


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


def _ending(inputs: PageInputs, series: Iterable[str]) -> Iterator[str]:
    """Yields those of `series` (identities) that end within the window."""
    state = inputs.state
    for identity in series:
        facts = state.series.get(identity)
        last = facts.bounds.ends if facts is not None else None
        if last is not None and last < state.window.edge:
            yield identity


def coming_ends(inputs: PageInputs, feed: Feed) -> tuple[SeriesEnd, ...]:
    """Returns the series of `feed` that end soon, by time."""
    last_meetings = []
    for identity in _ending(inputs, series_ids(feed, inputs.public_occurrences(feed))):
        occurrences = (each.occurrence for each in inputs.state.by_series[identity].values())
        public = [each for each in occurrences if not each.cancelled and not each.content.is_private]
        last = max(public, key=lambda each: each.timing.end_utc, default=None)
        if last is not None and last.timing.end_utc > inputs.now and _is_soon(last, inputs):
            last_meetings.append(last)
    names = _names(inputs, feed, last_meetings)
    ends = (
        SeriesEnd(meeting=_named(last, names), day=last.timing.starts.date(), ends=last.timing.end_utc)
        for last in last_meetings
    )
    return tuple(sorted(ends, key=lambda each: each.ends))


def _is_soon(last: Occurrence, inputs: PageInputs) -> bool:
    month = Month.of(last.timing.starts.date())
    return month.since(inputs.state.window.month) <= ENDS_SOON
