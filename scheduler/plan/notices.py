"""Notices about meetings that a plan does not change, as values: the reports put them into words.

A notice of an error holds the message of the error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.plan.comparisons import Comparisons, SeriesComparison
from scheduler.plan.steps import Step, cancelled_days
from scheduler.programme.keys import extra_id, is_weekly
from scheduler.programme.spans import first_day
from scheduler.state.revision import StepKind
from scheduler.state.window import Window

_DAY = timedelta(days=1)
LONG_AGO = timedelta(days=366)
"""A new series that began earlier may have a wrong year."""
MOST_DATE_DOUBTS = 3
"""The most notices of one kind about the dates of new series; one notice stands for more of them."""
HALF_A_YEAR = 6
"""Months by which a series must end earlier before its year looks wrong."""


class HeldBack(Struct, frozen=True, kw_only=True):
    """Its hour became impossible, as `error` says: it stays as published, or is not published."""

    is_published: bool
    error: str


class NoDayLeft(Struct, frozen=True, kw_only=True):
    """Its holiday policy puts a new meeting into the past, and its planned hour is impossible."""

    error: str


class MissedMeeting(Struct, frozen=True, kw_only=True):
    """Its date is past, and it was never published though its series was."""


class NeverPlanned(Struct, frozen=True, kw_only=True):
    """It was over when it was first published, and its series no longer has it: its year may be wrong."""


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


class OverAgain(Struct, frozen=True, kw_only=True):
    """A meeting has another date, `day`, which is over as well."""

    day: date

    @property
    def question(self) -> str:
        """The question to the person who wrote the date."""
        return f"its new date is over, too ({self.day:%-d %B %Y}): is the date right?"


class MovedIntoPast(Struct, frozen=True, kw_only=True):
    """A change moves a meeting that is not published from a day to come, `planned`, to a past `day`.

    A published one must not move there. `change` is the key of the change as written.
    """

    day: date
    planned: date
    change: str

    @property
    def question(self) -> str:
        """The question to the person who wrote the date."""
        dates = f"from {self.planned:%-d %B %Y} to {self.day:%-d %B %Y}"
        return f"it moves {dates}, which is past: is the date right?"


class FarAhead(Struct, frozen=True, kw_only=True):
    """A series is new, and its first meeting is on `day`; calendars show meetings up to the day `shown`.

    It stands for `more` others, if they are many.
    """

    day: date
    shown: date
    more: int = 0

    @property
    def question(self) -> str:
        """The question to the person who wrote the date."""
        more = f" (and {self.more} more like it)" if self.more else ""
        return (
            f"it is new and first on {self.day:%-d %B %Y}, but calendars show meetings up to "
            f"{self.shown:%-d %B %Y}: is the year right?{more}"
        )


class EndsEarly(Struct, frozen=True, kw_only=True):
    """A series ends on `day`, half a year or more before `last`, the last day that calendars show."""

    day: date
    last: date

    @property
    def question(self) -> str:
        """The question to the person who wrote the date."""
        return (
            f"it now ends on {self.day:%-d %B %Y}, and calendars show meetings up to {self.last:%-d %B %Y}: "
            "is the year right?"
        )


DateDoubt = AlreadyOver | BegunLongAgo | OverAgain | MovedIntoPast | FarAhead | EndsEarly
"""The findings that ask a person whether a date is right, each in its `question`."""

_PastDay = PolicyDayPast | RuleDayPast
Finding = HeldBack | NoDayLeft | MissedMeeting | NeverPlanned | _PastDay | UsedUpKey | NewRhythm | DateDoubt


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


def date_doubts(
    steps: Sequence[Step], comparisons: Comparisons, known: Collection[str], window: Window, now: datetime
) -> Iterator[Notice]:
    """Yields a notice for each date that may be wrong; `known` are the identities of all published series."""
    yield from _already_over(steps, known, now)
    yield from _begun_long_ago(steps, known, now)
    yield from _over_again(steps, now)
    yield from _moved_into_past(steps, now)
    yield from _far_ahead(comparisons, window)
    yield from _ends_early(steps, comparisons, now)


def _begun_long_ago(steps: Iterable[Step], known: Collection[str], now: datetime) -> Iterator[Notice]:
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


def _already_over(steps: Iterable[Step], known: Collection[str], now: datetime) -> Iterator[Notice]:
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
    more = len(over) - 1 if len(over) > MOST_DATE_DOUBTS else 0
    for (series, key), timing in over[:1] if more else over:
        yield Notice(series=series, key=key, finding=AlreadyOver(day=timing.starts.date(), more=more))


def _over_again(steps: Iterable[Step], now: datetime) -> Iterator[Notice]:
    """Yields a notice for each meeting that moves from a day that is over to another one that is over."""
    for step in steps:
        if step.kind is StepKind.MOVE and step.before is not None and not step.after.recurs:
            before, after = step.before.occurrence.timing, step.after.timing
            is_over = max(before.end_utc, after.end_utc) <= now - _DAY
            if is_over and before.starts.date() != after.starts.date():
                found = OverAgain(day=after.starts.date())
                yield Notice(series=step.after.series, key=step.after.key, finding=found)


def _moved_into_past(steps: Iterable[Step], now: datetime) -> Iterator[Notice]:
    """Yields a notice for each new meeting that a change moves into the past from a day to come."""
    for step in steps:
        after, day = step.after, step.after.timing.starts.date()
        is_over = step.kind is StepKind.ADD and after.timing.is_over(now)
        if is_over and after.recurs and after.planned.date() > now.date():
            moved = MovedIntoPast(day=day, planned=after.planned.date(), change=after.trace.change)
            yield Notice(series=after.series, key=after.key, finding=moved)


def _far_ahead(comparisons: Comparisons, window: Window) -> Iterator[Notice]:
    """Yields a notice for each new series of which calendars show no meeting yet."""
    ahead = []
    for compared in comparisons.changed:
        if compared.dated is None or compared.recorded is not None:
            continue
        first = _first_day(compared)
        if first is not None and first >= window.edge:
            ahead.append((first, compared.dated.series.identity))
    more = len(ahead) - 1 if len(ahead) > MOST_DATE_DOUBTS else 0
    for day, series in sorted(ahead)[:1] if more else sorted(ahead):
        found = FarAhead(day=day, shown=window.edge - _DAY, more=more)
        yield Notice(series=series, key="", finding=found)


def _first_day(compared: SeriesComparison) -> date | None:
    """Returns the first day of a series; far ahead, where no meeting is dated, that of its rule."""
    days = [meeting.occurrence.timing.starts.date() for meeting in compared.wanted if not meeting.skipped]
    if days or compared.dated is None or not compared.dated.series.schedule:
        return min(days, default=None)
    return first_day(compared.dated.series.schedule[0].begins)


def _ends_early(steps: Iterable[Step], comparisons: Comparisons, now: datetime) -> Iterator[Notice]:
    """Yields a notice for each series whose `until` moves, and cancels coming meetings of half a year."""
    for identity, days in cancelled_days(steps, now).items():
        day = max(days)
        compared = comparisons.by_series[identity]
        dated, recorded = compared.dated, compared.recorded
        until = (
            dated.series.ends if dated is not None and recorded is not None and recorded.bounds.ends else None
        )
        if until is not None and (day.year - until.year) * 12 + day.month - until.month >= HALF_A_YEAR:
            yield Notice(series=identity, key="", finding=EndsEarly(day=until, last=day))
