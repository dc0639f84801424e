"""What can become of one place in the rhythm of a series."""

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

    `named` are the fields of it that the text says of this very one: these reach even the past. `absent` are
    the cities (by identity) that a change leaves out.
    `skipped`: a holiday takes it away, so that it is published only to those who have seen it before.
    `stuck`: the holiday policy found no free day within 31. `kept` is the wall start that it would have had
    the policy not moved it, which the policy must not do into the past.
    `written` are the fields of the text that fix its time, its status and who is absent, by what they fix.
    """

    occurrence: Occurrence
    path: Path
    named: frozenset[str]
    absent: frozenset[str] = frozenset()
    skipped: bool = False
    stuck: bool = False
    kept: datetime | None = None
    written: Mapping[str, Path] = field(default_factory=dict)

    def field(self, what: str) -> Path:
        """Where the text says `what` of it ("day", "duration", "absent"), else the path of the whole."""
        return self.written.get(what, self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A place that cannot be dated: its hour at `wall` (or its end) is skipped or repeated.

    `explicit` when that very hour was written out, not worked out from a rule. `grounds` are the lines of the
    text that it rests on. `said` is what the text says of it all the same: people and addresses withdrawn
    there vanish.
    """

    uid: str
    series: str
    key: str
    wall: datetime
    explicit: bool
    grounds: frozenset[str]
    said: Details
    problem: Problem


Outcome = Wanted | Blocked
