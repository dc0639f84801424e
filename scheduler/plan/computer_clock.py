"""Checks the clock of the computer against the time of the last revision.

1. A clock ten minutes behind the last revision was put back: a person must confirm it.
2. So must a person if the last revision is more than 60 days old: the window moves each month, which makes
   one.
3. A revision is never earlier than the one before it, unless the clock was put back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.state.state import State

TOLERANCE = timedelta(minutes=10)
"""The time that a clock may be behind the last revision: clocks of two machines always differ a little."""

SILENCE = timedelta(days=60)
"""The longest time without a revision. The window moves each month, which makes one."""


def clock_problem(state: State, now: datetime) -> str | None:
    """Returns why a person must confirm the clock, or None if it looks right."""
    if not state.revision:
        return None
    times = f"the clock says {_in_utc(now)}, but the last revision was made at {_in_utc(state.time)}"
    if is_put_back(state, now):
        return f"{times}; set the clock right"
    if now > state.time + SILENCE:
        return f"{times}, more than {SILENCE.days} days before; set the clock right"
    return None


def is_put_back(state: State, now: datetime) -> bool:
    """Returns whether the last revision was made by a clock that was far ahead of this one."""
    return state.revision > 0 and now < state.time - TOLERANCE


def revision_time(state: State, now: datetime) -> datetime:
    """Returns the time of a revision made at `now`, in whole seconds.

    It is never before the last revision, except if the clock was put back.
    """
    last = now if is_put_back(state, now) else state.time
    return max(now, last).replace(microsecond=0)


def _in_utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
