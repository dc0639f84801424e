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

    `names` maps the identity of every series to the id it had last, `grounds` to the lines of the text that
    its hours rested on.
    """

    revision: int = 0
    time: datetime | None = None
    profile: ProgrammeProfile | None = None
    window: Window | None = None
    feeds: tuple[Feed, ...] = ()
    occurrences: Mapping[str, Stored]
    holidays: Holidays
    names: Mapping[str, str]
    grounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skips: tuple[SkippedMeeting, ...] = ()


EMPTY = Memory(occurrences={}, holidays=NONE, names={})
"""What a store remembers before the first revision."""
