"""The timetable: every meeting that a programme asks for, dated, and those that cannot be dated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.programme.details import Details
from scheduler.programme.problems import Path, Problem
from scheduler.timetable.occurrence import Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An occurrence as the text wants it.

    `path` is where the text describes it. `named` are the fields that the text gives for this very meeting,
    which change it even in the past; `paths` say where it gives its time, its status and who is absent.
    `absent` are the identities of the cities that a change leaves out. `skipped`: a holiday takes the meeting
    away, so only those who saw it before are told. `no_free_day`: the holiday policy found none within 31
    days. `unmoved_start` is the wall start without the policy, None if the policy moved nothing.
    """

    occurrence: Occurrence
    path: Path
    named: frozenset[str]
    absent: frozenset[str] = frozenset()
    skipped: bool = False
    no_free_day: bool = False
    unmoved_start: datetime | None = None
    paths: Mapping[str, Path] = field(default_factory=dict)

    def path_of(self, part: str) -> Path:
        """Returns where the text gives `part` ("day", "duration", "absent"), or else `path`."""
        return self.paths.get(part, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A meeting that cannot be dated: clocks skip or repeat its hour at `wall`, or its end.

    `explicit`: the text gives that very hour, no rule led to it. `time_inputs` are what the hour comes from.
    `details` are what the text says of it all the same, so that people and addresses that it no longer names
    disappear.
    """

    uid: str
    series: str
    key: str
    wall: datetime
    explicit: bool
    time_inputs: frozenset[str]
    details: Details
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """All meetings of a programme; `problems` are errors of its text.

    By the identity of each series: `time_inputs` are what its hours come from, `details` what the text says
    of all its meetings.
    """

    wanted: tuple[Wanted, ...]
    blocked: tuple[Blocked, ...] = ()
    problems: tuple[Problem, ...] = ()
    time_inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    details: Mapping[str, Details] = field(default_factory=dict)
