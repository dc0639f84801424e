"""One occurrence as it was published, and one that a holiday took away before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from calendars.stamp import Stamp as Stamp
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An occurrence as published; `shown` is False where the programme hides a cancelled one."""

    occurrence: Occurrence
    stamp: Stamp
    shown: bool = True
    cancelled_at: datetime | None = None

    def is_past(self, now: datetime) -> bool:
        """Whether it has taken place: its stored end is at or before `now`."""
        return self.occurrence.timing.end <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedMeeting:
    """A meeting that holidays (`reason`) took away before it was published, planned for `day` on its clock.

    `series`, `cities` and `pairs` name identities.
    """

    series: str
    key: str
    day: date
    title: Text
    reason: Text | None
    cities: tuple[str, ...]
    pairs: tuple[str, ...]
