"""The record that a plan is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from scheduler.state.feeds import NO_FEEDS, Feeds
from scheduler.state.identities import PresentIds, RecordedSeries
from scheduler.state.occurrences import Occurrences
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import NewRevision, Published
from scheduler.state.stored import SkippedMeeting
from scheduler.state.window import Window
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays


class Memory(Struct, frozen=True, kw_only=True):
    """Everything that is published before a plan; `revision` is 0 for an empty store.

    `series` are all of them by identity, also those that left the text.
    """

    revision: int = 0
    time: datetime | None = None
    profile: ProgrammeProfile | None = None
    window: Window | None = None
    feeds: Feeds = NO_FEEDS
    occurrences: Occurrences
    holidays: Holidays
    series: Mapping[str, RecordedSeries]
    skips: tuple[SkippedMeeting, ...] = ()

    @property
    def ids(self) -> PresentIds:
        """The present ids of series and cities."""
        return PresentIds(series=self.series, feeds=self.feeds)

    def series_with(self, changed: Iterable[tuple[str, RecordedSeries]]) -> Mapping[str, RecordedSeries]:
        """Returns all series by identity, with those that are `changed` or new."""
        after = dict(changed)
        return {**self.series, **after} if after else self.series


EMPTY_MEMORY = Memory(occurrences=Occurrences({}), holidays=NO_HOLIDAYS, series={})
"""The memory of a store without revisions."""


def memory_of(published: Published) -> Memory:
    """Returns the memory of a store that holds what is `published`."""
    return Memory(
        revision=published.revision,
        time=published.time,
        profile=published.profile,
        window=published.window,
        feeds=published.feeds,
        occurrences=published.occurrences,
        holidays=published.holidays,
        series=published.series,
        skips=published.skips,
    )


def memory_after(revision: NewRevision) -> Memory:
    """Returns the memory of a store after `revision` is written."""
    return memory_of(revision.after)
