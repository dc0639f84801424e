"""All that a plan is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.record.feeds import Feed
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.record.window import Window
from scheduler.timetable.holidays import NONE, Holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that a plan is compared with; `revision` 0 is an empty store.

    By the identity of every series: `names` has the id it had last, `time_inputs` what its hours came from.
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


EMPTY = Memory(occurrences={}, holidays=NONE, series_ids={})
"""What a store remembers before the first revision."""
