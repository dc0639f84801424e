"""All published occurrences, held by series, with summaries that are made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import chain

from msgspec import Struct

from scheduler.record.feed_contents import (
    FeedContents,
    contents_after,
    contents_of,
    is_in_feeds,
    is_in_window,
)
from scheduler.record.feeds import FeedKey, feed_keys
from scheduler.record.stored import Stored, time_and_uid
from scheduler.record.window import Window
from scheduler.timetable.occurrence import Occurrence

_FEW = 100
"""With more changes than this, it takes no longer to list the meetings of all feeds again."""
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

    def includes(self, other: Summary) -> bool:
        """Returns whether the occurrences of `other` would not change it."""
        return joined((self, other)) == self


_EMPTY = Summary()


def joined(summaries: Iterable[Summary]) -> Summary:
    """Returns the summary of all occurrences that `summaries` are of."""
    every = [_EMPTY, *summaries]
    return Summary(
        last_planned=max(each.last_planned for each in every),
        last_planned_by_rule=max(each.last_planned_by_rule for each in every),
        last_end=max(each.last_end for each in every),
        newest=max(each.newest for each in every),
        zones=frozenset().union(*{each.zones for each in every}),
    )


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

    Those after an edit share every series that it leaves alone with those before, and most meetings of feeds.
    Code that follows an edit asks for one series or feed; a UID is only looked up among all of them.
    """

    def __init__(self, by_series: Mapping[str, SeriesOccurrences]) -> None:
        self.by_series = by_series
        self._contents: tuple[Window, FeedContents] | None = None

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
        if self.summary.newest > time:
            return contents_of(stored for stored in self.stored() if is_in_feeds(stored, window, time))
        if self._contents is None or self._contents[0] != window:
            shown = (stored for stored in self.stored() if is_in_window(stored, window))
            self._contents = window, contents_of(shown)
        return self._contents[1]

    def with_changed(self, changed: Sequence[Stored]) -> Occurrences:
        """Returns all of them with those that are `changed` or new."""
        new = {
            identity: self.of_series(identity).with_changed(series)
            for identity, series in Occurrences.of(changed).by_series.items()
        }
        after = Occurrences({**self.by_series, **new})
        replaced = [
            (self.by_series[identity], new[identity]) for identity in new if identity in self.by_series
        ]
        if self.by_series and all(series.summary.includes(old.summary) for old, series in replaced):
            after.summary = joined((self.summary, *(series.summary for series in new.values())))
        if self._contents is not None and len(changed) <= _FEW:
            window, contents = self._contents
            old = filter(None, map(self.find, (stored.occurrence for stored in changed)))
            shown = (stored for stored in changed if is_in_window(stored, window))
            after._contents = window, contents_after(contents, old, shown)
        return after

    @cached_property
    def _by_uid(self) -> Mapping[str, Stored]:
        return {stored.occurrence.uid: stored for stored in self.stored()}

    def __getitem__(self, uid: str) -> Stored:
        return self._by_uid[uid]

    def __iter__(self) -> Iterator[str]:
        return (stored.occurrence.uid for stored in self.stored())

    def __len__(self) -> int:
        return sum(len(series.by_uid) for series in self.by_series.values())
