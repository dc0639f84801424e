"""The fuse: a plan that would cancel or move too much at once is refused unless someone says so.

A slip of the hand (a deleted file, a zone in the wrong line) looks just like a mass change; an officer
can allow it by name, but never cause it by accident.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from scheduler.plan.steps import Cause, Kind, Step
from scheduler.plan.stored import Stored

SHARE = 0.30
FEW = 2


def blown(steps: Sequence[Step], stored: Iterable[Stored], now: datetime) -> tuple[str, ...]:
    """The reasons why `steps` are too much, in words; empty where they are not."""
    grave = [step for step in steps if _is_grave(step, now)]
    touched = {step.after.series for step in grave}
    if len(touched) < 2:
        return ()
    coming = [item for item in stored if not item.occurrence.cancelled and not item.is_past(now)]
    return (*_series_reasons(touched, coming), *_city_reasons(steps, coming))


def _is_grave(step: Step, now: datetime) -> bool:
    before = step.before
    return (
        before is not None
        and step.kind in (Kind.CANCEL, Kind.MOVE)
        and step.cause is not Cause.ZONES
        and not before.is_past(now)
    )


def _series_reasons(touched: set[str], coming: Sequence[Stored]) -> list[str]:
    every = {item.occurrence.series for item in coming}
    if len(touched) <= FEW or len(touched) <= SHARE * len(every):
        return []
    return [
        f"it would cancel or move coming meetings of {len(touched)} of {len(every)} series "
        f"({', '.join(sorted(touched)[:5])}{', …' if len(touched) > 5 else ''})"
    ]


def _city_reasons(steps: Sequence[Step], coming: Sequence[Stored]) -> list[str]:
    """Cities that had meetings to come and would have none."""
    left = Counter(city for item in coming for city in item.occurrence.cities())
    had = set(left)
    for step in steps:
        if step.before is not None and not step.before.occurrence.cancelled:
            left.subtract(step.before.occurrence.cities())
        if not step.after.cancelled:
            left.update(step.after.cities())
    return [f"it would take every coming meeting away from {city}" for city in sorted(had) if left[city] <= 0]
