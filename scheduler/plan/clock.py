"""Whether the clock of a run can be right, by the time of the last revision."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.record.memory import Memory

TOLERANCE = timedelta(minutes=10)
"""How far a clock may be behind the last revision: two machines are never quite of one mind."""

SILENCE = timedelta(days=60)
"""How long a programme may be without a revision; while the window rolls, each month has one."""


def clock_problem(memory: Memory, now: datetime) -> str | None:
    """Why nothing may be written unless a person says that the clock is right. None where all is well."""
    if memory.time is None:
        return None
    told = f"the clock says {_said(now)}, but the last revision was made at {_said(memory.time)}"
    if is_put_back(memory, now):
        return f"{told}; set the clock right"
    if now > memory.time + SILENCE:
        return f"{told}, more than {SILENCE.days} days before; set the clock right"
    return None


def is_put_back(memory: Memory, now: datetime) -> bool:
    """Whether the last revision was made by a clock that was far ahead of this one."""
    return memory.time is not None and now < memory.time - TOLERANCE


def revision_time(memory: Memory, now: datetime) -> datetime:
    """The time of a revision made at `now`, in whole seconds; a clock slightly behind is moved up."""
    last = now if memory.time is None or is_put_back(memory, now) else memory.time
    return max(now, last).replace(microsecond=0)


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
