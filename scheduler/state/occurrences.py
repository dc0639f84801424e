"""All published occurrences, held by series, with summaries that are made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import chain

from msgspec import Struct

from scheduler.state.feed_contents import FeedContents, contents_of, is_in_feeds
from scheduler.state.feeds import FeedKey, feed_keys
from scheduler.state.stored import Stored, time_and_uid
from scheduler.state.window import Window
from scheduler.timetable.occurrence import Occurrence

_FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)


class Summary(Struct, frozen=True, kw_only=True):
    """A summary of published occurrences.

    `last_planned` is the latest day for which one was planned, `last_planned_by_rule` that of those that a
    rule dates. `last_end` is the latest wall date on which one ends. `newest` is the time (UTC) at which the
    newest was first published. `zones` are those of timed occurrences. Without any, days and times are the
    first ones of the calendar.
    """

    last_planned: date = date.min
    last_planned_by_rule: date = date.min
    last_end: date = date.min
    newest: datetime = _FIRST_INSTANT
    zones: frozenset[str] = frozenset()


def summary_of(stored: Iterable[Stored]) -> Summary:
    """Returns the summary of the occurrences `stored`."""
    every = [*stored]
    occurrences = [each.occurrence for each in every]
    timings = [occurrence.timing for occurrence in occurrences]
    ruled = [occurrence.planned for occurrence in occurrences if occurrence.recurs]
    return Summary(
        last_planned=_last_date([occurrence.planned for occurrence in occurrences]),
        last_planned_by_rule=_last_date(ruled),
        last_end=_last_date([timing.ends for timing in timings]),
        newest=max((each.stamp.created for each in every), default=_FIRST_INSTANT),
        zones=frozenset({timing.zone for timing in timings if not timing.all_day}),
    )


def _last_date(times: Collection[datetime]) -> date:
    return max(times).date() if times else date.min


class SeriesOccurrences(Struct, frozen=True, dict=True):
    """The published occurrences of one series by UID, in order of time."""

    by_uid: Mapping[str, Stored]

    @classmethod
    def of(cls, stored: Iterable[Stored]) -> SeriesOccurrences:
        """Returns the occurrences `stored`, which are of one series."""
        return cls({each.occurrence.uid: each for each in sorted(stored, key=time_and_uid)})

    def with_changed(self, changed: SeriesOccurrences) -> SeriesOccurrences:
        """Returns these occurrences with those that are `changed` or new."""
        return self.of({**self.by_uid, **changed.by_uid}.values()) if self.by_uid else changed

    @cached_property
    def summary(self) -> Summary:
        """The summary of them."""
        return summary_of(self.by_uid.values())

    @cached_property
    def feed_keys(self) -> frozenset[FeedKey]:
        """The keys of the feeds that any of them belongs in."""
        return frozenset(chain.from_iterable(feed_keys(each.occurrence) for each in self.by_uid.values()))


NO_OCCURRENCES = SeriesOccurrences({})
"""The occurrences of a series that is not published."""


class Occurrences(Mapping[str, Stored]):
    """All published occurrences by UID.

    Those after an edit share every series that it leaves alone with those before. Code that follows an edit
    asks for one series or feed; a UID is only looked up among all of them.
    """

    def __init__(self, by_series: Mapping[str, SeriesOccurrences]) -> None:
        self.by_series = by_series

    @cached_property
    def summary(self) -> Summary:
        """The summary of all of them."""
        return summary_of(self.stored())

    @classmethod
    def of(cls, stored: Iterable[Stored]) -> Occurrences:
        """Returns the occurrences `stored`, which may be of several series."""
        groups: defaultdict[str, list[Stored]] = defaultdict(list)
        for each in stored:
            groups[each.occurrence.series].append(each)
        return cls({series: SeriesOccurrences.of(group) for series, group in groups.items()})

    def of_series(self, identity: str) -> SeriesOccurrences:
        """Returns the occurrences of a series; none if it is not published."""
        return self.by_series.get(identity, NO_OCCURRENCES)

    def find(self, occurrence: Occurrence) -> Stored | None:
        """Returns what is published of `occurrence`, which may be new or changed."""
        return self.of_series(occurrence.series).by_uid.get(occurrence.uid)

    def stored(self) -> Iterator[Stored]:
        """Yields all of them, one series after another."""
        return chain.from_iterable(series.by_uid.values() for series in self.by_series.values())

    def feed_contents(self, window: Window, time: datetime) -> FeedContents:
        """Returns the meetings that each feed shows in `window` after a revision at `time` (aware)."""
        return contents_of(stored for stored in self.stored() if is_in_feeds(stored, window, time))

    def with_changed(self, changed: Sequence[Stored]) -> Occurrences:
        """Returns all of them with those that are `changed` or new."""
        new = {
            identity: self.of_series(identity).with_changed(series)
            for identity, series in Occurrences.of(changed).by_series.items()
        }
        return Occurrences({**self.by_series, **new})

    @cached_property
    def _by_uid(self) -> Mapping[str, Stored]:
        return {stored.occurrence.uid: stored for stored in self.stored()}

    def __getitem__(self, uid: str) -> Stored:
        return self._by_uid[uid]

    def __iter__(self) -> Iterator[str]:
        return (stored.occurrence.uid for stored in self.stored())

    def __len__(self) -> int:
        return sum(len(series.by_uid) for series in self.by_series.values())
