"""Warns of meetings with `cancelled: hide` that are not cancelled, so that nothing hides them.

An author who writes only `cancelled: hide` expects the meeting to disappear.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.programme.details import CancelledPolicy, Details, Status
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.series import Series
from scheduler.timetable.warnings.wording import path_of, warning

_HIDE = CancelledPolicy("hide")


def hidden_but_not_cancelled(series: Series) -> Iterator[Problem]:
    """Yields a warning for each single meeting with `cancelled: hide` that takes place.

    A series that recurs may say it for all meetings that are cancelled later.
    """
    if series.details.status is Status.CANCELLED:
        return
    path = path_of(series)
    cancelled = {change.key for change in series.changes if _is_cancelled(change.details) or change.cancel}
    if series.once is not None and series.details.cancelled == _HIDE and not cancelled:
        yield _warning(path, "status: cancelled")
    for change in series.changes:
        if change.details.cancelled == _HIDE and change.key not in cancelled:
            yield _warning((*path, "changes", change.key), "cancel: true")
    for extra in series.extras:
        is_off = _is_cancelled(extra.details) or f"extra.{extra.id}" in cancelled
        if extra.details.cancelled == _HIDE and not is_off:
            yield _warning((*path, "extra", extra.id), "status: cancelled")


def _is_cancelled(details: Details) -> bool:
    return details.status is Status.CANCELLED


def _warning(path: FieldPath, line: str) -> Problem:
    words = f"this meeting is not cancelled, so it is shown as before; to take it out, also write `{line}`"
    return warning((*path, "cancelled"), words)
