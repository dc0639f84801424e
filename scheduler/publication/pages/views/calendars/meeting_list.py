"""The meetings that one page of a calendar lists, and the months in which it shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain

from msgspec import Struct

from scheduler.programme.places import City
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.calendars.local_days import LocalDays, by_day, by_month, in_order
from scheduler.publication.pages.views.days_off import DayOffCalendar
from scheduler.publication.pages.views.ended import ended_at
from scheduler.publication.pages.views.meetings import ListedMeeting, listed_meeting
from scheduler.publication.pages.views.months import (
    DayNumber,
    ListedSkip,
    MonthView,
    meetings_by_day,
    month_views,
)
from scheduler.publication.pages.views.names.crowds import ShownCrowd, is_crowded
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.related import pair_of
from scheduler.state.feeds import Feed
from scheduler.state.stored import SkippedMeeting, Stored
from scheduler.state.window import Window
from scheduler.timetable.clocks.hour_changes import HourChange, hour_changes
from scheduler.timetable.occurrence import Occurrence


class MeetingList(Struct, frozen=True, kw_only=True):
    """The source of a list of meetings of `feed`.

    `occurrences` are public meetings within the window, in order of time; `numbers` stand in their place for
    a month with too many. `series` are the meetings of the same series at any time, for the changes of their
    hour in `own_cities`. The days off are those of `cities`. The meetings with very many cities have only the
    city of the readers among `occurrences`; `crowds` are all their cities, by UID. `pairs` are the names of
    their pairs by identity, unless the page is that of a pair. `latest_end` is the end
    (UTC) of the last of them that is over.
    """

    feed: Feed
    window: Window
    occurrences: tuple[Occurrence, ...]
    numbers: tuple[DayNumber, ...]
    series: tuple[tuple[Occurrence, ...], ...]
    skips: tuple[SkippedMeeting, ...]
    own_cities: tuple[City, ...]
    cities: tuple[City, ...]
    days_off: DayOffCalendar
    crowds: Mapping[str, ShownCrowd]
    pairs: Mapping[str, Text]
    latest_end: datetime | None

    @property
    def city(self) -> str | None:
        """The city of the readers: that of the feed, or the first one of its pair."""
        return city_of_readers(self.feed, [city.identity for city in self.own_cities])

    def changes(self) -> Mapping[str, tuple[HourChange, ...]]:
        """Returns the changes of the hour in its own cities, by the UID of a meeting."""
        return hour_changes(chain.from_iterable(self.series), [city.identity for city in self.own_cities])

    def meetings(self) -> Sequence[LocalDays]:
        """Returns the meetings as the readers of the page see them, in order."""
        return in_order(self.occurrences, self.city)

    def listed(self, days: LocalDays, changes: Mapping[str, tuple[HourChange, ...]]) -> ListedMeeting:
        """Returns one meeting as the page lists it."""
        occurrence = days.occurrence
        uid = occurrence.uid
        return listed_meeting(
            occurrence,
            self.days_off,
            self.city,
            changes.get(uid, ()),
            self.crowds.get(uid),
            pair=pair_of(occurrence, self.pairs),
            is_over=self.is_over(occurrence.timing.end_utc),
        )

    def _listed_skip(self, skip: SkippedMeeting) -> ListedSkip:
        return ListedSkip(day=skip.day, title=skip.title, pair=pair_of(skip, self.pairs), reason=skip.reason)

    def is_over(self, end: datetime) -> bool:
        """Returns whether a meeting that ends at `end` (UTC) is over."""
        return self.latest_end is not None and end <= self.latest_end

    def is_before_latest_end(self, day: date) -> bool:
        """Returns whether `day` is before that of the last meeting that is over."""
        return self.latest_end is not None and day < self.latest_end.date()

    def month_views(
        self,
        meetings: Sequence[LocalDays],
        months: Sequence[Month],
        changes: Mapping[str, tuple[HourChange, ...]],
    ) -> tuple[MonthView, ...]:
        """Returns views of `months` with those of `meetings` that they list or that reach into them."""
        groups = by_month(meetings, self.window)
        by_uid = {days.occurrence.uid: self.listed(days, changes) for days in meetings}
        listed = {month: [by_uid[days.occurrence.uid] for days in groups.get(month, ())] for month in months}
        uids = {meeting.uid for group in listed.values() for meeting in group}
        places = {meeting.sides[0].names[0] for meeting in by_uid.values() if not meeting.all_day}
        return month_views(
            listed,
            meetings_by_day(by_uid.values(), places, uids),
            [self._listed_skip(skip) for skip in self.skips],
            self.days_off,
            [city.identity for city in self.cities],
            self.numbers,
        )


_OF_CITIES = frozenset({"cities", "pairs", "groups"})
"""The kinds of feeds that have cities of their own."""


def city_of_readers(feed: Feed, own_cities: Sequence[str]) -> str | None:
    """Returns the city of the feed, or the first city of its pair (identities)."""
    return feed.identity if feed.kind == "cities" else next(iter(own_cities), None)


def series_ids(feed: Feed, occurrences: Iterable[Occurrence]) -> Iterable[str]:
    """Returns the identities of the series of `occurrences`; none for a feed without cities of its own."""
    if feed.kind not in _OF_CITIES:
        return ()
    return dict.fromkeys(occurrence.series for occurrence in occurrences)


def _public(series: Iterable[Stored]) -> tuple[Occurrence, ...]:
    """Returns the public ones of the meetings of a series, in order of time, also those before the window.

    There are none of a single meeting, whose hour cannot change.
    """
    occurrences = (stored.occurrence for stored in series)
    return tuple(
        occurrence for occurrence in occurrences if occurrence.recurs and not occurrence.content.is_private
    )


def meeting_list(
    inputs: PageInputs,
    feed: Feed,
    occurrences: tuple[Occurrence, ...],
    skips: tuple[SkippedMeeting, ...],
    numbers: tuple[DayNumber, ...] = (),
) -> MeetingList:
    """Returns the source of a list of `occurrences`, or of their `numbers`."""
    cities, own_cities = _cities_with_days_off(inputs, feed, occurrences), inputs.directory.members(feed)
    readers = city_of_readers(feed, [city.identity for city in own_cities])
    crowds = {each.uid: inputs.crowd(each) for each in occurrences if is_crowded(each)}
    taking_part = _taking_part([each for each in occurrences if each.uid not in crowds])
    if numbers:
        occurrences, crowds = (), {}
    return MeetingList(
        feed=feed,
        window=inputs.state.window,
        occurrences=tuple(
            inputs.listed(crowds[each.uid].without_others(readers) if each.uid in crowds else each)
            for each in occurrences
        ),
        numbers=numbers,
        series=tuple(
            _public(inputs.state.by_series[identity].values()) for identity in series_ids(feed, occurrences)
        ),
        skips=() if numbers else skips,
        own_cities=own_cities,
        cities=cities,
        days_off=inputs.days_off.of((*(city.identity for city in cities), *taking_part)),
        crowds={uid: crowd.shown_to(readers) for uid, crowd in crowds.items()},
        pairs={} if feed.kind in ("pairs", "groups") else inputs.directory.pair_names((*occurrences, *skips)),
        latest_end=ended_at(inputs.now, occurrences).latest,
    )


def day_numbers(
    meetings: Sequence[LocalDays], skips: Sequence[SkippedMeeting], window: Window
) -> tuple[DayNumber, ...]:
    """Returns the days that list one of `meetings` or `skips`, in order."""
    groups = by_day(meetings, window)
    days = sorted({*groups, *(skip.day for skip in skips)})
    return tuple(DayNumber(day=day, number=len(groups.get(day, ()))) for day in days)


def _cities_with_days_off(
    inputs: PageInputs, feed: Feed, occurrences: Sequence[Occurrence]
) -> tuple[City, ...]:
    """Returns the cities whose days off the page shows: own cities and partners, or all that take part."""
    directory = inputs.directory
    if feed.kind in _OF_CITIES:
        own = directory.members(feed)
        paired = directory.in_order(id for pair in directory.pairs_of(feed) for id in pair.cities)
        return (*own, *(city for city in paired if city not in own))
    taking_part = _taking_part(occurrences)
    return tuple(city for city in inputs.state.profile.details.cities if city.identity in taking_part)


def _taking_part(occurrences: Sequence[Occurrence]) -> Mapping[str, None]:
    """Returns the identities of the cities that take part, in a fixed order."""
    return dict.fromkeys(city for occurrence in occurrences for city in occurrence.cities())
