"""Published occurrences, and meetings that were skipped before they were published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Self

from msgspec import Struct
from msgspec.structs import replace

from calendars import Stamp
from scheduler.programme.details import Reason
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence, Start

Fate = Literal["held", "not held", "cancelled", "coming"]
"""What became of a meeting, or that it is not over."""


class Stored(Struct, frozen=True, kw_only=True):
    """A published occurrence; `shown` is False if the programme hides it after it was cancelled.

    `moved_from` is the start that was published before the present one; None if readers know no other.
    """

    occurrence: Occurrence
    stamp: Stamp
    shown: bool = True
    cancelled_at: datetime | None = None
    moved_from: Start | None = None

    @classmethod
    def first(cls, occurrence: Occurrence, at: datetime, *, shown: bool) -> Self:
        """Returns an occurrence that is first published at `at` (aware, any zone); it may be cancelled."""
        return cls(
            occurrence=occurrence,
            stamp=Stamp.first(at, sequence=int(occurrence.cancelled)),
            shown=shown,
            cancelled_at=at if occurrence.cancelled else None,
        )

    @property
    def told(self) -> Occurrence:
        """The occurrence as readers know it: planned for the start that was published before, if any."""
        timing = self.occurrence.timing
        before = self.moved_from or timing.start
        planned = before.seen_from(timing.zone)
        if (planned, before.all_day) == (self.occurrence.planned, self.occurrence.planned_days):
            return self.occurrence
        return replace(self.occurrence, planned=planned, planned_days=before.all_day)

    @property
    def as_planned(self) -> Occurrence:
        """The occurrence, planned for the start from which it counts as moved.

        That is the planned one; if a meeting without a rule is as planned, the one that was published before.
        """
        is_planned = self.occurrence.recurs or self.occurrence.moved
        return self.occurrence if is_planned else self.told

    def fate(self, now: datetime) -> Fate:
        """Returns what became of it: it was held if it is over, unless the text says otherwise."""
        if self.occurrence.cancelled:
            return "cancelled"
        if not self.is_past(now):
            return "coming"
        return "held" if self.occurrence.outcome.held else "not held"

    def is_past(self, now: datetime) -> bool:
        """Returns whether it is over: its stored end is at or before `now`."""
        return self.occurrence.timing.is_over(now)


def time_and_uid(stored: Stored) -> tuple[datetime, str]:
    """Returns the order of occurrences: their start in UTC, then their UID."""
    return stored.occurrence.timing.begin_utc, stored.occurrence.uid


class SkippedMeeting(Struct, frozen=True, kw_only=True):
    """A meeting that was skipped because of a holiday (`reason`) before it was published.

    `day` is its planned date on its clock. `series`, `cities`, `pairs`, `groups` and `themes` are identities.
    """

    series: str
    key: str
    day: date
    title: Text
    reason: Reason | None
    cities: tuple[str, ...]
    pairs: tuple[str, ...]
    groups: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    is_private: bool = False

    @classmethod
    def of(cls, occurrence: Occurrence) -> Self:
        """Returns the parts of a skipped `occurrence` that pages and reports need: no link and no person."""
        return cls(
            series=occurrence.series,
            key=occurrence.key,
            day=occurrence.planned.date(),
            title=occurrence.content.title,
            reason=occurrence.content.reason,
            cities=occurrence.cities(),
            pairs=occurrence.pairs,
            groups=occurrence.groups,
            themes=occurrence.themes(),
            is_private=occurrence.content.is_private,
        )
