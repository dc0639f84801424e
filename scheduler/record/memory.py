"""What a store knows of a programme before a plan."""

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
    """What is published before a plan; `revision` 0 is an empty store.

    For the identity of every series, `series_ids` holds its id and `time_inputs` what its hours came from.
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
"""The memory of a store without revisions."""
