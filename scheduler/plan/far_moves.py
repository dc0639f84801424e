"""Finds meetings that an edit moves by half a year or more, for example by a wrong year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scheduler.plan.reasons_to_ask import FarMove
from scheduler.plan.steps import Step
from scheduler.record.identities import PresentIds
from scheduler.record.revision import StepKind

FAR = timedelta(days=181)
"""The days of the shortest half-year, from 1 January to 1 July."""


def far_moves(steps: Iterable[Step], now: datetime, ids: PresentIds) -> Iterator[FarMove]:
    """Yields a reason for each series of which calendars would show coming meetings half a year away."""
    by_series: dict[str, list[tuple[datetime, datetime]]] = {}
    for step in steps:
        before = step.before
        if before is not None and _is_far_move(step, now):
            starts = before.occurrence.timing.starts, step.after.timing.starts
            by_series.setdefault(step.after.series, []).append(starts)
    for series, moves in by_series.items():
        old, new = min(moves)
        yield FarMove(series=ids.of_series(series), meetings=len(moves), old=old.date(), new=new.date())


def _is_far_move(step: Step, now: datetime) -> bool:
    before, after = step.before, step.after
    if before is None or step.kind is not StepKind.MOVE or before.is_past(now):
        return False
    if before.occurrence.cancelled or after.cancelled:
        return False
    return abs(after.timing.starts.date() - before.occurrence.timing.starts.date()) >= FAR
