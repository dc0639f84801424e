"""Finds dates that may be wrong, meetings that are near and not certain, and those that nothing hides.

An author who writes only `cancelled: hide` expects the meeting to disappear.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from scheduler.findings.finding import Finding
from scheduler.findings.search import FindingSearch
from scheduler.programme.details import CancelledPolicy, Status
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Series
from scheduler.programme.spans import first_day
from scheduler.timetable.occurrence import Occurrence

FAR = timedelta(days=92)
"""A longer move is probably a mistake."""
FAR_AHEAD = timedelta(days=3 * 366)
"""Nobody plans a single meeting so long before."""
CLOSE = timedelta(days=30)
"""A meeting that is nearer should be certain."""


def doubtful_dates(search: FindingSearch) -> Iterator[Finding]:
    """Yields the findings about the dates of meetings, and about the first and the last day of series."""
    far_ahead = search.now.date() + FAR_AHEAD
    yield from _moved_far(search)
    for occurrence in search.taking_place:
        if occurrence.status is Status.TENTATIVE and occurrence.timing.begin_utc - search.now < CLOSE:
            yield search.finding("tentative", occurrence)
    for series in search.series.values():
        meetings = [each for each in search.coming[series.identity] if not each.occurrence.cancelled]
        for wanted in meetings:
            occurrence = wanted.occurrence
            if not occurrence.recurs and occurrence.timing.starts.date() > far_ahead:
                yield search.finding("far-off", occurrence, path=wanted.path)
        for index, entry in enumerate(series.schedule):
            day = first_day(entry.begins)
            if day > far_ahead:
                path = _path_of_date(series, index, "from", alone=len(series.schedule) == 1)
                yield Finding(code="begins-far-off", path=path, series=series.id, day=day)
        if series.ends is not None and series.ends <= search.last and meetings:
            yield _series_end(search, series, [each.occurrence for each in meetings])


def _moved_far(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each meeting that moves by months, from the future or into it."""
    for wanted in search.meetings:
        planned, starts = wanted.occurrence.planned, wanted.occurrence.timing.starts
        if abs(starts - planned) > FAR and max(starts, planned).date() >= search.now.date():
            yield search.finding(
                "moved-far",
                wanted.occurrence,
                path=wanted.path,
                old=planned.date(),
                days=abs((starts.date() - planned.date()).days),
            )


def _series_end(search: FindingSearch, series: Series, meetings: Sequence[Occurrence]) -> Finding:
    last = max(meetings, key=lambda each: each.timing.starts)
    path = _path_of_date(series, len(series.schedule) - 1, "until", alone=series.schedule[-1].until is None)
    return search.finding("series-ends", last, path=path)


def _path_of_date(series: Series, index: int, field: str, *, alone: bool) -> FieldPath:
    """Returns the place of a field of the series, or else of an entry of its schedule."""
    return (series.section, series.id, *(() if alone else ("schedule", index)), field)


_HIDE = CancelledPolicy("hide")


def hidden_but_not_cancelled(series: Series) -> Iterator[Finding]:
    """Yields a finding for each single meeting with `cancelled: hide` that takes place.

    A series that recurs may say it for all meetings that are cancelled later.
    """
    if series.details.is_cancelled:
        return
    path = (series.section, series.id)
    cancelled = {change.key for change in series.changes if change.details.is_cancelled}
    if series.once is not None and series.details.cancelled == _HIDE and not cancelled:
        yield _not_hidden(path)
    for change in series.changes:
        if change.details.cancelled == _HIDE and change.key not in cancelled:
            yield _not_hidden((*path, "changes", change.key))
    for extra in series.extras:
        is_off = extra.details.is_cancelled or f"extra.{extra.id}" in cancelled
        if extra.details.cancelled == _HIDE and not is_off:
            yield _not_hidden((*path, "extra", extra.id))


def _not_hidden(path: FieldPath) -> Finding:
    return Finding(code="hidden-not-cancelled", path=(*path, "cancelled"))
