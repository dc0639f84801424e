"""Notices about meetings that a plan does not change, as values: the reports put them into words.

A notice of an error holds the message of the error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.plan.steps import Step
from scheduler.programme.keys import extra_id, is_weekly
from scheduler.record.revision import StepKind

_DAY = timedelta(days=1)
LONG_AGO = timedelta(days=366)
"""A new series that began earlier may have a wrong year."""
MOST_OVER = 3
"""The most notices about new meetings that are over; one notice stands for more of them."""


class HeldBack(Struct, frozen=True, kw_only=True):
    """Its hour became impossible, as `error` says: it stays as published, or is not published."""

    is_published: bool
    error: str


class NoDayLeft(Struct, frozen=True, kw_only=True):
    """Its holiday policy puts a new meeting into the past, and its planned hour is impossible."""

    error: str


class MissedMeeting(Struct, frozen=True, kw_only=True):
    """Its date is past, and it was never published though its series was."""


class PolicyDayPast(Struct, frozen=True, kw_only=True):
    """Its holiday policy puts a new meeting on `day`, which is past: it stays on its `planned` day."""

    day: date
    planned: date


class RuleDayPast(Struct, frozen=True, kw_only=True):
    """Its rule puts a published meeting on `day`, which is past: it stays where it was."""

    day: date


class UsedUpKey(Struct, frozen=True, kw_only=True):
    """A rule plans another meeting for the key of one that was on `day`, or was cancelled for it."""

    day: date
    was_cancelled: bool


class NewRhythm(Struct, frozen=True, kw_only=True):
    """A series turned from weekly to monthly or back.

    `cancelled` and `added` are numbers of meetings.
    """

    was_weekly: bool
    cancelled: int
    added: int


class AlreadyOver(Struct, frozen=True, kw_only=True):
    """A series or an extra meeting is new, but its last day was `day`, more than a day ago.

    It stands for `more` others, if they are many: a programme may enter its whole past.
    """

    day: date
    more: int = 0

    @property
    def question(self) -> str:
        """The question to the person who wrote the date."""
        more = f" (and {self.more} more like it)" if self.more else ""
        return f"it is new and already over ({self.day:%-d %B %Y}): is the date right?{more}"


class BegunLongAgo(Struct, frozen=True, kw_only=True):
    """A series is new, but began on `day`, more than a year ago; `count` of its meetings are over."""

    day: date
    count: int

    @property
    def question(self) -> str:
        """The question to the person who wrote the date."""
        meetings = "1 meeting is over" if self.count == 1 else f"{self.count} meetings are over"
        return f"it is new and began on {self.day:%-d %B %Y}, {meetings}: is the year right?"


Finding = (
    HeldBack
    | NoDayLeft
    | MissedMeeting
    | PolicyDayPast
    | RuleDayPast
    | UsedUpKey
    | NewRhythm
    | AlreadyOver
    | BegunLongAgo
)


class Notice(Struct, frozen=True, kw_only=True):
    """Something that the plan does not change, or not in the expected way.

    `series` is an id. `key` is empty if it is about the whole series.
    """

    series: str
    key: str
    finding: Finding


def changed_rhythms(steps: Iterable[Step]) -> Iterator[Notice]:
    """Yields a notice for each series that turned from weekly to monthly or back: its keys change.

    They are in the order of `steps`.
    """
    ended: dict[str, list[Step]] = {}
    begun: dict[str, list[Step]] = {}
    for step in steps:
        by_series = {StepKind.CANCEL: ended, StepKind.ADD: begun}.get(step.kind)
        if by_series is not None and step.after.recurs:
            by_series.setdefault(step.after.series, []).append(step)
    for series, cancelled in ended.items():
        added = begun.get(series, [])
        was_weekly = is_weekly(cancelled[0].after.key)
        if added and was_weekly != is_weekly(added[0].after.key):
            rhythm = NewRhythm(was_weekly=was_weekly, cancelled=len(cancelled), added=len(added))
            yield Notice(series=series, key="", finding=rhythm)


def begun_long_ago(steps: Iterable[Step], known: Collection[str], now: datetime) -> Iterator[Notice]:
    """Yields a notice for each new series that goes on, and whose first meeting was more than a year ago.

    `known` are the identities of all published series. The first apply enters the whole past without notices.
    """
    added: dict[str, list[Step]] = {}
    for step in steps:
        if known and step.kind is StepKind.ADD and step.after.series not in known and step.after.recurs:
            added.setdefault(step.after.series, []).append(step)
    for series, meetings in added.items():
        ends = [meeting.after.timing.end_utc for meeting in meetings]
        first = min(meeting.after.timing.starts for meeting in meetings).date()
        if first < now.date() - LONG_AGO and max(ends) > now - _DAY:
            over = BegunLongAgo(day=first, count=sum(end <= now for end in ends))
            yield Notice(series=series, key="", finding=over)


def already_over(steps: Iterable[Step], known: Collection[str], now: datetime) -> Iterator[Notice]:
    """Yields a notice for each new series or extra meeting that ended more than a day ago.

    `known` are the identities of all published series. The first apply, when there are none, enters the whole
    past: then only dates that the text gives have a notice.
    """
    latest: dict[tuple[str, str], Step] = {}
    for step in steps:
        after = step.after
        if after.timing.end_utc > now - _DAY and not after.recurs:
            continue
        is_extra = extra_id(after.key) is not None
        is_new = step.kind is StepKind.ADD and (is_extra or after.series not in known)
        if is_new and (known or not after.recurs):
            place = (after.series, after.key if is_extra else "")
            latest[place] = max(latest.get(place, step), step, key=lambda added: added.after.timing.end_utc)
    over = [
        (place, last.after.timing)
        for place, last in latest.items()
        if last.after.timing.end_utc <= now - _DAY
    ]
    more = len(over) - 1 if len(over) > MOST_OVER else 0
    for (series, key), timing in over[:1] if more else over:
        yield Notice(series=series, key=key, finding=AlreadyOver(day=timing.starts.date(), more=more))
