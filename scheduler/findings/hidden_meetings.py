"""Finds meetings with `cancelled: hide` that are not cancelled, so that nothing hides them.

An author who writes only `cancelled: hide` expects the meeting to disappear.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.findings.finding import Finding
from scheduler.programme.details import CancelledPolicy, Details, Status
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Series

_HIDE = CancelledPolicy("hide")


def hidden_but_not_cancelled(series: Series) -> Iterator[Finding]:
    """Yields a finding for each single meeting with `cancelled: hide` that takes place.

    A series that recurs may say it for all meetings that are cancelled later.
    """
    if series.details.status is Status.CANCELLED:
        return
    path = (series.section, series.id)
    cancelled = {change.key for change in series.changes if _is_cancelled(change.details) or change.cancel}
    if series.once is not None and series.details.cancelled == _HIDE and not cancelled:
        yield _finding(path, "status: cancelled")
    for change in series.changes:
        if change.details.cancelled == _HIDE and change.key not in cancelled:
            yield _finding((*path, "changes", change.key), "cancel: true")
    for extra in series.extras:
        is_off = _is_cancelled(extra.details) or f"extra.{extra.id}" in cancelled
        if extra.details.cancelled == _HIDE and not is_off:
            yield _finding((*path, "extra", extra.id), "status: cancelled")


def _is_cancelled(details: Details) -> bool:
    return details.status is Status.CANCELLED


def _finding(path: FieldPath, line: str) -> Finding:
    return Finding(code="hidden-not-cancelled", path=(*path, "cancelled"), values={"line": line})
