"""The record that a plan is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property

from msgspec import Struct, field

from scheduler.record.feeds import Feed
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.revision import NewRevision
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.record.window import Window
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays
from scheduler.timetable.occurrence import Occurrence


class Memory(Struct, frozen=True, kw_only=True, dict=True):
    """Everything that is published before a plan; `revision` is 0 for an empty store.

    By identity, `series_ids` holds the present id of each series, and `time_inputs` the inputs of its hours.
    """

    revision: int = 0
    time: datetime | None = None
    profile: ProgrammeProfile | None = None
    window: Window | None = None
    feeds: tuple[Feed, ...] = ()
    occurrences: Mapping[str, Stored]
    holidays: Holidays
    series_ids: Mapping[str, str]
    time_inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skips: tuple[SkippedMeeting, ...] = ()

    @cached_property
    def last_planned(self) -> date | None:
        """The latest day for which a published meeting was planned; None without any."""
        return _last_day(stored.occurrence for stored in self.occurrences.values())

    @cached_property
    def last_planned_by_rule(self) -> date | None:
        """The same, of meetings that a rule dates."""
        occurrences = (stored.occurrence for stored in self.occurrences.values())
        return _last_day(occurrence for occurrence in occurrences if occurrence.recurs)


def _last_day(occurrences: Iterable[Occurrence]) -> date | None:
    planned = max((occurrence.planned for occurrence in occurrences), default=None)
    return planned and planned.date()


EMPTY_MEMORY = Memory(occurrences={}, holidays=NO_HOLIDAYS, series_ids={})
"""The memory of a store without revisions."""


def memory_after(revision: NewRevision) -> Memory:
    """Returns the memory of a store after `revision` is written."""
    after = revision.after
    return Memory(
        revision=after.revision,
        time=after.time,
        profile=after.profile,
        window=after.window,
        feeds=after.feeds,
        occurrences={stored.occurrence.uid: stored for stored in after.occurrences},
        holidays=after.holidays,
        series_ids=revision.series_ids,
        time_inputs={identity: revision.time_inputs.get(identity, ()) for identity in revision.series_ids},
        skips=after.skips,
    )
