"""Revisions: the changes of an applied plan; and the versions of feeds and pieces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from scheduler.programme.details import Status
from scheduler.timetable.occurrence import Start


class StepKind(StrEnum):
    """The kinds of change to an occurrence."""

    ADD = "add"
    CHANGE = "change"
    MOVE = "move"
    CANCEL = "cancel"
    REINSTATE = "reinstate"


class Cause(StrEnum):
    """The causes of a change. CLOCK has no steps: it is for a revision after the clock was put back."""

    CONFIGURATION = "configuration"
    HOLIDAYS = "holidays"
    ZONES = "zones"
    WINDOW = "window"
    CLOCK = "clock"


Reader = Literal["public", "private"]


PieceKey = tuple[str, str, Reader]
"""UID, language and reader of a piece. A private piece exists only if it differs from the public one."""


JOINED, LEFT = "joined:", "left:"
"""They stand before a city in RevisionEntry.changed."""
SHOWN, HIDDEN = "shown", "hidden"
"""They say in RevisionEntry.changed that calendars show a cancelled meeting again, or no longer."""


PRIVATE_JOIN = "private join"
"""It stands in RevisionEntry.changed for a way to join that only private calendars show."""


class RevisionEntry(Struct, frozen=True, kw_only=True):
    """The change of one occurrence by one revision, without text that may have to be withdrawn later.

    `new_start` is a wall time in `zone`, the zone of the occurrence after the revision. `old_start` is a wall
    time in the `zone` of the entry before. `status` is the one after the revision. `changed` names other
    changes: "status", "clock" (another one shows the same start), fields of Content, the identities of
    cities that joined ("joined:sofia") or left ("left:sofia"), "shown" or "hidden". `all_day`: it takes whole
    days after the revision, and the hour of `new_start` means nothing.
    """

    uid: str
    series: str
    key: str
    kind: StepKind
    cause: Cause
    zone: str
    old_start: datetime | None
    new_start: datetime
    status: Status
    changed: tuple[str, ...]
    all_day: bool

    @property
    def start(self) -> Start:
        """The start after the revision."""
        return Start(self.new_start, self.zone, self.all_day)

    @property
    def is_private(self) -> bool:
        """Whether only private calendars show what changed."""
        return self.kind is StepKind.CHANGE and self.changed == (PRIVATE_JOIN,)

    def cities_that(self, joined_or_left: str) -> tuple[str, ...]:
        """Returns the identities of the cities that JOINED or LEFT."""
        names = (name for name in self.changed if name.startswith(joined_or_left))
        return tuple(name.removeprefix(joined_or_left) for name in names)


class Sources(Struct, frozen=True, kw_only=True):
    """The sources of a revision: the files that changed, versions of data and software, and who applied it.

    Each file has its SHA-256, or "" if it was deleted. `by` is the user of the system, or the name that was
    given.
    """

    files: tuple[tuple[str, str], ...]
    tzdata: str
    holidays: str
    release: str
    by: str


class Revision(Struct, frozen=True, kw_only=True):
    """One applied plan: its number, time, causes, sources and changes.

    `parts` names what it changed besides meetings, as Plan does.
    """

    number: int
    time: datetime
    digest: str
    causes: tuple[Cause, ...]
    sources: Sources
    parts: tuple[str, ...]
    entries: tuple[RevisionEntry, ...]


class FeedVersion(Struct, frozen=True, kw_only=True):
    """The present version of a feed in one language: when it last changed, and the digest of its content.

    A meeting that leaves the feed is a change too. `revision` is the number of the one that made it.
    `description` is stored, so a release that words it differently changes no byte of the feed.
    """

    feed: str
    language: str
    digest: str
    revision: int
    modified: datetime
    description: str


FeedVersions = Mapping[str, Mapping[str, FeedVersion]]
"""The version of each feed in each language: by the name of the feed, then by the code of the language."""
