"""One applied plan, ready to be written; and what is published after it, as it is read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from scheduler.programme.details import Status
from scheduler.record.feeds import Feed
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.record.window import Window
from scheduler.timetable.holidays import Holidays


class StepKind(StrEnum):
    """What happens to an occurrence."""

    ADD = "add"
    CHANGE = "change"
    MOVE = "move"
    CANCEL = "cancel"
    REINSTATE = "reinstate"


class Cause(StrEnum):
    """Why it happens; CLOCK has no steps: it is why a revision was made when the clock was put back."""

    CONFIGURATION = "configuration"
    HOLIDAYS = "holidays"
    ZONES = "zones"
    WINDOW = "window"
    CLOCK = "clock"


Aspect = Literal["status", "place"]
"""What people are told besides times when it changes."""


Reader = Literal["public", "private"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One written VEVENT. A private one exists only where it differs from the public one."""

    uid: str
    language: str
    reader: Reader
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionEntry:
    """What one revision did to one occurrence: its name and its times, no words that could have to leave.

    `new_start` is a wall time on `zone`, the clock of the occurrence after the revision; `old_start` one on
    the clock before it, which is the `zone` of the entry before. `status` is the one after the revision (None
    where that was not yet kept), `changed` which of these the revision changed.
    """

    uid: str
    series: str
    key: str
    kind: StepKind
    cause: Cause
    zone: str
    old_start: datetime | None
    new_start: datetime
    status: Status | None = None
    changed: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a revision was made from: files with the SHA-256 of their bytes, and the data of the day."""

    files: tuple[tuple[str, str], ...]
    tzdata: str
    holidays: str
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision as `history` tells it."""

    number: int
    time: datetime
    digest: str
    causes: tuple[Cause, ...]
    sources: Sources
    entries: tuple[RevisionEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedVersion:
    """When a feed last changed in one language, events that left it included, and what it was then.

    `description` is what it says of itself: worded when it changed, so that a new release that words it
    differently changes no byte of it.
    """

    feed: str
    language: str
    digest: str
    modified: datetime
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What the store holds of a programme, as far as feeds and pages need it.

    `history` are the revisions so far, newest first.
    """

    revision: int
    time: datetime
    profile: ProgrammeProfile
    window: Window
    feeds: tuple[Feed, ...]
    occurrences: tuple[Stored, ...]
    pieces: Mapping[tuple[str, str, Reader], bytes]
    zone_blocks: Mapping[str, bytes]
    versions: Mapping[tuple[str, str], FeedVersion]
    holidays: Holidays
    history: tuple[Revision, ...]
    skips: tuple[SkippedMeeting, ...] = ()

    def keeps(self, stored: Stored) -> bool:
        """Whether feeds show `stored`, whoever may read it.

        What a clock that was ahead has published beyond the window waits until the window comes to it.
        """
        timing = stored.occurrence.timing
        is_early = stored.stamp.created > self.time and timing.starts.date() >= self.window.edge
        return stored.shown and self.window.keeps(timing.ends) and not is_early


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """Everything that one transaction writes, and what is published `after` it.

    `occurrences` and `pieces` are those that are new or changed. `dropped` names the pieces (uid, language,
    reader) to delete. `withdraws`: people or addresses were taken back and must be erased from the database.
    """

    revision: Revision
    after: Published
    series_ids: Mapping[str, str]
    time_inputs: Mapping[str, tuple[str, ...]]
    occurrences: tuple[Stored, ...]
    pieces: tuple[Piece, ...]
    dropped: tuple[tuple[str, str, Reader], ...]
    withdraws: bool = False
