"""Finds dates that may be wrong, meetings that are near and not certain, and those that nothing hides.

An author who writes only `cancelled: hide` expects the meeting to disappear.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from scheduler.findings.finding import Doubt, Finding, Shared, Told
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


class Tentative(Told, frozen=True, kw_only=True):
    """A meeting is near and not certain."""

    phrase = "“{title}” on {day} is still to be confirmed."


class FarOff(Doubt, frozen=True, kw_only=True):
    """A single meeting is years away."""

    english = "it is {when}: is the year right?"
    about_times = True


class BeginsFarOff(Doubt, frozen=True, kw_only=True):
    """A series begins years away."""

    english = "it begins in {day:%B %Y}: is the year right?"


class MovedFar(Doubt, frozen=True, kw_only=True):
    """A meeting moved by months, from the day `old`."""

    english = "moved {days} days, from {old} to {day}: is the year right?"
    about_times = True
    old: date
    days: int


class SeriesEnds(Shared, frozen=True, kw_only=True):
    """A series has its last meeting in the months that are looked at."""

    english = "the series ends within the months that calendars show; its last meeting is {when}"
    phrase = "“{title}” ends: its last meeting is on {day}."


class HiddenNotCancelled(Doubt, frozen=True, kw_only=True):
    """A meeting has `cancelled: hide` and takes place."""

    english = (
        "this meeting is not cancelled, so it is shown as before; to take it out, also write `cancel: true`"
    )


def doubtful_dates(search: FindingSearch) -> Iterator[Finding]:
    """Yields the findings about the dates of meetings, and about the first and the last day of series."""
    far_ahead = search.now.date() + FAR_AHEAD
    yield from _moved_far(search)
    for occurrence in search.taking_place:
        if occurrence.status is Status.TENTATIVE and occurrence.timing.begin_utc - search.now < CLOSE:
            yield Tentative(**search.meeting(occurrence))
    for series in search.series.values():
        meetings = [each for each in search.coming[series.identity] if not each.occurrence.cancelled]
        for wanted in meetings:
            occurrence = wanted.occurrence
            if not occurrence.recurs and occurrence.timing.starts.date() > far_ahead:
                yield FarOff(**search.meeting(occurrence, path=wanted.path))
        for index, entry in enumerate(series.schedule):
            day = first_day(entry.begins)
            if day > far_ahead:
                path = _path_of_date(series, index, "from", alone=len(series.schedule) == 1)
                yield BeginsFarOff(path=path, series=series.id, day=day)
        if series.ends is not None and series.ends <= search.last and meetings:
            yield _series_end(search, series, [each.occurrence for each in meetings])


def _moved_far(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each meeting that moves by months, from the future or into it."""
    for wanted in search.meetings:
        planned, starts = wanted.occurrence.planned, wanted.occurrence.timing.starts
        if abs(starts - planned) > FAR and max(starts, planned).date() >= search.now.date():
            yield MovedFar(
                **search.meeting(wanted.occurrence, path=wanted.path),
                old=planned.date(),
                days=abs((starts.date() - planned.date()).days),
            )


def _series_end(search: FindingSearch, series: Series, meetings: Sequence[Occurrence]) -> SeriesEnds:
    last = max(meetings, key=lambda each: each.timing.starts)
    path = _path_of_date(series, len(series.schedule) - 1, "until", alone=series.schedule[-1].until is None)
    return SeriesEnds(**search.meeting(last, path=path))


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
        yield HiddenNotCancelled(path=(*path, "cancelled"))
    for change in series.changes:
        if change.details.cancelled == _HIDE and change.key not in cancelled:
            yield HiddenNotCancelled(path=(*path, "changes", change.key, "cancelled"))
    for extra in series.extras:
        is_off = extra.details.is_cancelled or f"extra.{extra.id}" in cancelled
        if extra.details.cancelled == _HIDE and not is_off:
            yield HiddenNotCancelled(path=(*path, "extra", extra.id, "cancelled"))
