"""Revisions: the changes of an applied plan; and the versions of feeds and pieces."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Self

from msgspec import Struct

from scheduler.programme.details import Status
from scheduler.programme.texts import ANY_LANGUAGE
from scheduler.timetable.occurrence import Occurrence, Start
from scheduler.timetable.wall_times import at_offset


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


PRIVATE_JOIN = "private join"
"""It stands in RevisionEntry.details for a way to join that only private calendars show."""


class CityPart(Struct, frozen=True, array_like=True):
    """A city (identity) in a meeting, and its minutes east of UTC; None if they were not recorded."""

    city: str
    offset: int | None = None


class Snapshot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What readers know of a meeting, without text that may have to be withdrawn later.

    `begin` and `end` are the instants; None if they were not recorded, as in schema 0003. `cities` are in the
    order of the meeting.
    """

    start: Start
    begin: datetime | None = None
    end: datetime | None = None
    status: Status = Status.CONFIRMED
    cities: tuple[CityPart, ...] = ()
    shown: bool = True
    private: bool = False

    @classmethod
    def of(cls, occurrence: Occurrence, *, shown: bool) -> Self:
        """Returns what readers know of a meeting."""
        timing = occurrence.timing
        return cls(
            start=timing.start,
            begin=timing.begin_utc,
            end=timing.end_utc,
            status=occurrence.status,
            cities=tuple(CityPart(each.city, each.offset) for each in occurrence.participants),
            shown=shown,
            private=occurrence.content.is_private,
        )

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.status is Status.CANCELLED

    @property
    def length(self) -> timedelta | None:
        """How long it takes, in full days for whole days; None if its instants were not recorded."""
        if self.begin is None or self.end is None:
            return None
        length = self.end - self.begin
        return timedelta(days=round(length / timedelta(days=1))) if self.start.all_day else length

    def part(self, city: str) -> CityPart | None:
        """Returns the part of a city (identity); None if it takes no part."""
        return next((part for part in self.cities if part.city == city), None)

    def local_begin(self, city: str) -> datetime | None:
        """Returns the wall time of a city when it begins; None if that was not recorded."""
        part = self.part(city)
        if part is None or part.offset is None or self.begin is None:
            return None
        return at_offset(self.begin, part.offset)

    def cities_beside(self, other: Snapshot | None) -> tuple[str, ...]:
        """Returns the cities that take part here, and not in `other`; none if there is no other."""
        if other is None:
            return ()
        known = {part.city for part in other.cities}
        return tuple(part.city for part in self.cities if part.city not in known)


class RevisionEntry(Struct, frozen=True, kw_only=True):
    """The change of one meeting: what readers knew `before`, and what they know `after`.

    It is stored by one revision, or stands for several as one. They knew nothing of a new meeting. `details`
    names what else changed: fields of Content, or PRIVATE_JOIN. `title.pt` changed for readers of that
    language alone; a bare name is for all: older entries have no other.
    """

    uid: str
    series: str
    key: str
    kind: StepKind
    cause: Cause
    before: Snapshot | None
    after: Snapshot
    details: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its details, whatever language they changed in."""
        return tuple(dict.fromkeys(each.partition(".")[0] for each in self.details))

    def fields_in(self, code: str) -> frozenset[str]:
        """Returns the names of the details that changed for readers of a language, or of ANY_LANGUAGE."""
        parts = (each.partition(".") for each in self.details)
        return frozenset(name for name, _, own in parts if own in ("", code) or code == ANY_LANGUAGE)

    @property
    def moves_start(self) -> bool:
        """Whether the meeting begins at another time than before."""
        return self.before is not None and not self.before.start.is_same(self.after.start)

    @property
    def changes_status(self) -> bool:
        """Whether its status is another one than before."""
        return self.before is not None and self.before.status is not self.after.status

    @property
    def changes_clock(self) -> bool:
        """Whether another clock shows the same start."""
        old, new = self.before.start if self.before else self.after.start, self.after.start
        return old.zone != new.zone and not old.all_day and old.is_same(new)

    @property
    def changes_shown(self) -> bool:
        """Whether calendars show it again, or no longer."""
        return self.before is not None and self.before.shown is not self.after.shown

    @property
    def is_hidden(self) -> bool:
        """Whether no calendar showed the meeting before, and none does now."""
        return not (self.after.shown or (self.before is not None and self.before.shown))

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities (identities) that took part, or do now."""
        return (*(part.city for part in (self.before or self.after).cities), *self.joined)

    @property
    def joined(self) -> tuple[str, ...]:
        """The cities (identities) that are new in the meeting."""
        return self.after.cities_beside(self.before)

    @property
    def left(self) -> tuple[str, ...]:
        """The cities (identities) that are no longer in the meeting."""
        return self.before.cities_beside(self.after) if self.before is not None else ()

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of what changed besides the times and the cities: `fields`, and four others."""
        shown = "shown" if self.after.shown else "hidden"
        return (
            *(("status",) if self.changes_status else ()),
            *(("clock",) if self.changes_clock else ()),
            *self.fields,
            *((shown,) if self.changes_shown else ()),
        )

    @property
    def is_private(self) -> bool:
        """Whether only private calendars show what changed."""
        return self.changes_only({PRIVATE_JOIN})

    def changes_only(self, details: Set[str]) -> bool:
        """Returns whether some of these details change, and nothing else."""
        changed = {*self.changed, *self.joined, *self.left}
        return self.kind is StepKind.CHANGE and bool(changed) and changed <= details


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

    `parts` names what it changed besides meetings, as Plan does, and each feed that it changed, with the code
    of the change: `new-feed cities/turin`, `changed cities/turin hours`. `undoes` is the number of the
    revision that it takes back.
    """

    number: int
    time: datetime
    digest: str
    causes: tuple[Cause, ...]
    sources: Sources
    parts: tuple[str, ...]
    entries: tuple[RevisionEntry, ...]
    undoes: int | None = None


class Heading(Struct, frozen=True, kw_only=True):
    """What a feed says of itself: its name, its name for private readers, and its description.

    It is stored, so a release that words it differently changes no byte of the feed. Before schema 0007 only
    the description was: the names are empty until the next revision.
    """

    name: str
    private_name: str
    description: str


class FeedVersion(Heading, frozen=True, kw_only=True):
    """The present version of a feed in one language: when it last changed, and the digest of its content.

    A meeting that leaves the feed is a change too. `revision` is the number of the one that made it.
    """

    feed: str
    language: str
    digest: str
    revision: int
    modified: datetime


FeedVersions = Mapping[str, Mapping[str, FeedVersion]]
"""The version of each feed in each language: by the name of the feed, then by the code of the language."""
