"""What recurs, and the meetings that happen once: the series of a programme, with their exceptions."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from scheduler.programme.groups import Audience
from scheduler.programme.rules import Rule
from scheduler.programme.spans import Bound
from scheduler.programme.texts import Text


class Status(StrEnum):
    """Whether a meeting takes place (RFC 5545 section 3.8.1.11)."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Policy(StrEnum):
    """What happens to a meeting on a day that is not a working day of every city."""

    KEEP = "keep"
    SKIP = "skip"
    NEXT = "next working day"
    PREVIOUS = "previous working day"
    NEXT_WEEK = "same weekday next week"


@dataclass(frozen=True, slots=True)
class Clock:
    """Whose wall time a series keeps; `name` is a city's id or an IANA zone, empty for the others."""

    kind: Literal["city", "host", "utc", "zone", "alternate"]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """How to enter the meeting; shown to private readers only, unless `public`."""

    url: str
    passcode: str | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address: agenda, slides, minutes, recording."""

    label: Text
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person who speaks, kept only if they agreed to be shown."""

    name: str
    role: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """Languages spoken and interpreted into, as the secretariat words them."""

    spoken: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What may be said of a series, an extra or one occurrence; None where nothing is said."""

    title: Text | None = None
    description: Text | None = None
    duration: timedelta | None = None
    kind: Text | None = None
    place: Text | None = None
    themes: tuple[str, ...] | None = None
    status: Status | None = None
    visibility: Literal["public", "private"] | None = None
    join: Join | None = None
    registration: str | None = None
    links: tuple[Link, ...] | None = None
    languages: Languages | None = None
    speakers: tuple[Speaker, ...] | None = None
    reason: Text | None = None
    busy: bool | None = None

    def over(self, base: Details) -> Details:
        """These details, and those of `base` where these say nothing."""
        return replace(base, **{name: getattr(self, name) for name in self.said()})

    def said(self) -> frozenset[str]:
        """The names of the fields that say something."""
        return frozenset(f.name for f in fields(self) if getattr(self, f.name) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleEntry:
    """One rule of a series and the day or month from which it decides.

    `at` is one hour, or (for the clock `alternate`) an hour per city id. `duration` is None where the
    series or the changes give it.
    """

    begins: Bound
    rule: Rule
    at: time | tuple[tuple[str, time], ...]
    clock: Clock
    duration: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A dated meeting that follows no rule: a webinar, a visit, an extra.

    Timed: `starts` is a naive datetime on `clock` and `ends` its end. All day: `starts` is a date and
    `days` counts the days.
    """

    starts: datetime | date
    ends: datetime | None = None
    days: int | None = None
    clock: Clock

    def __post_init__(self) -> None:
        timed = isinstance(self.starts, datetime)
        if timed == (self.days is not None):
            raise ValueError("days are for a date without an hour, and a date needs them")
        if self.ends is not None and (not timed or self.ends <= self.starts):
            raise ValueError("a meeting ends after it starts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is different about one occurrence; `key` is as written: a key, or a date inside its place."""

    key: str
    move_to: datetime | date | time | None = None
    cancel: bool = False
    on_holiday: Policy | None = None
    clock: Clock | None = None
    without: tuple[str, ...] = ()
    details: Details = Details()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """One more meeting of a series, with an id of its own: its key is `extra.ID`."""

    id: str
    fixed: Fixed
    details: Details = Details()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What recurs, or happens once: either `schedule` has entries, or `once` is given.

    `section` is where it stands in the text. A meeting has a `pair`; a webinar has an `audience`.
    """

    id: str
    section: Literal["meetings", "webinars"]
    pair: str | None = None
    audience: Audience | None = None
    details: Details
    schedule: tuple[ScheduleEntry, ...] = ()
    until: Bound | None = None
    once: Fixed | None = None
    on_holiday: Policy = Policy.KEEP
    changes: tuple[Change, ...] = ()
    extras: tuple[Extra, ...] = ()
    formerly: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.schedule) == (self.once is not None):
            raise ValueError("a series either recurs or happens once")
        if (self.pair is None) == (self.audience is None):
            raise ValueError("a series is for a pair or for an audience")

    @property
    def identity(self) -> str:
        """The first id it was ever known by: part of every UID."""
        return (*self.formerly, self.id)[0]
