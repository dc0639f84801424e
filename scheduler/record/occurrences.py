"""All published occurrences, held by series, and facts about a series that are found once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from msgspec import Struct

from scheduler.record.feeds import FeedKey, feed_keys
from scheduler.record.stored import Stored, time_and_uid
from scheduler.timetable.occurrence import Occurrence


class SeriesOccurrences(Struct, frozen=True, dict=True):
    """The published occurrences of one series by UID, in order of time."""

    by_uid: Mapping[str, Stored]

    @classmethod
    def of(cls, stored: Iterable[Stored]) -> SeriesOccurrences:
        """Returns the occurrences `stored`, which are of one series."""
        return cls({each.occurrence.uid: each for each in sorted(stored, key=time_and_uid)})

    @cached_property
    def last_planned(self) -> date:
        """The latest day for which one was planned; `date.min` without any."""
        return max((each.occurrence.planned.date() for each in self.by_uid.values()), default=date.min)

    @cached_property
    def last_planned_by_rule(self) -> date:
        """The same, of those that a rule dates."""
        ruled = (each.occurrence for each in self.by_uid.values() if each.occurrence.recurs)
        return max((occurrence.planned.date() for occurrence in ruled), default=date.min)

    @cached_property
    def last_end(self) -> date:
        """The latest wall date on which one ends; `date.min` without any."""
        return max((each.occurrence.timing.ends.date() for each in self.by_uid.values()), default=date.min)

    @cached_property
    def newest(self) -> datetime | None:
        """The time (UTC) at which the newest was first published; None without any."""
        return max((each.stamp.created for each in self.by_uid.values()), default=None)

    @cached_property
    def zones(self) -> frozenset[str]:
        """The zones of those that are not whole days."""
        timings = (each.occurrence.timing for each in self.by_uid.values())
        return frozenset(timing.zone for timing in timings if not timing.all_day)

    @cached_property
    def feed_keys(self) -> frozenset[FeedKey]:
        """The keys of the feeds that any of them belongs in."""
        return frozenset(chain.from_iterable(feed_keys(each.occurrence) for each in self.by_uid.values()))


NO_OCCURRENCES = SeriesOccurrences({})
"""The occurrences of a series that is not published."""


class Occurrences(Mapping[str, Stored]):
    """All published occurrences by UID.

    Those after an edit share every series that it leaves alone with those before. So code that follows an
    edit asks for one series, or for the facts of each; a UID is only looked up among all of them.
    """

    def __init__(self, by_series: Mapping[str, SeriesOccurrences]) -> None:
        self.by_series = by_series

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

    def with_changed(self, changed: Iterable[Stored]) -> Occurrences:
        """Returns all of them with those that are `changed` or new."""
        by_series = dict(self.by_series)
        for identity, after in Occurrences.of(changed).by_series.items():
            before = self.of_series(identity)
            by_series[identity] = SeriesOccurrences.of({**before.by_uid, **after.by_uid}.values())
        return Occurrences(by_series)

    @cached_property
    def _by_uid(self) -> Mapping[str, Stored]:
        return {stored.occurrence.uid: stored for stored in self.stored()}

    def __getitem__(self, uid: str) -> Stored:
        return self._by_uid[uid]

    def __iter__(self) -> Iterator[str]:
        return (stored.occurrence.uid for stored in self.stored())

    def __len__(self) -> int:
        return sum(len(series.by_uid) for series in self.by_series.values())
