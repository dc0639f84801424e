"""The timetable: every meeting of a programme with its date, and those that cannot be dated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from itertools import chain

from msgspec import Struct

from scheduler.programme.details import CancelledPolicy, Details
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.series import Series
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.recorded_hours import RecordedHours


class Wanted(Struct, frozen=True, kw_only=True):
    """An occurrence as the text wants it.

    `path` is the place of the meeting in the text. `places` are those of its "day", "hour", "duration",
    "clock", "status" and "absent" cities there, as far as the text gives them for this very meeting.
    `named` are the fields that the text gives for this very meeting, which change it even in the past.
    `absent` are the identities of the cities that a change leaves out. `skipped`: a holiday cancels the
    meeting; if it was never published, it is not added. `no_free_day`: the holiday policy found none within
    31 days. `unmoved_start` is the wall start without the policy, None if it moved nothing.
    """

    occurrence: Occurrence
    path: FieldPath
    named: frozenset[str]
    absent: frozenset[str] = frozenset()
    skipped: bool = False
    no_free_day: bool = False
    unmoved_start: datetime | None = None
    places: Mapping[str, FieldPath] = {}

    def path_of(self, part: str) -> FieldPath:
        """Returns the path of `part` in the text, or else `path`."""
        return self.places.get(part, self.path)


class Blocked(Struct, frozen=True, kw_only=True):
    """A meeting that cannot be dated: clocks skip or repeat its hour at `wall`, or its end.

    `explicit`: the text gives that very hour, not a rule. `hours` are those it comes from. `details` are
    those in the text, so that people and addresses that the text no longer names disappear.
    """

    uid: str
    series: str
    key: str
    wall: datetime
    explicit: bool
    hours: frozenset[RecordedHours]
    details: Details
    problem: Problem


class DatedSeries(Struct, frozen=True, kw_only=True):
    """All meetings of one series, and the problems of its text.

    `cancelled_policies` are those that the text gives for single meetings, by key.
    """

    series: Series
    wanted: tuple[Wanted, ...]
    blocked: tuple[Blocked, ...]
    problems: tuple[Problem, ...]
    hours: tuple[RecordedHours, ...]
    cancelled_policies: Mapping[str, CancelledPolicy]

    def cancelled_policy(self, key: str) -> CancelledPolicy | None:
        """Returns for how long the meeting at `key` is shown after it was cancelled; None by default."""
        return self.cancelled_policies.get(key, self.series.details.cancelled)


class Timetable(Struct, frozen=True, dict=True):
    """All meetings of a programme, by the identity of their series, in the order of the text."""

    series: Mapping[str, DatedSeries]

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """The meetings that are dated, one series after another."""
        return tuple(chain.from_iterable(dated.wanted for dated in self.series.values()))

    @property
    def blocked(self) -> tuple[Blocked, ...]:
        """The meetings that cannot be dated."""
        return tuple(chain.from_iterable(dated.blocked for dated in self.series.values()))
