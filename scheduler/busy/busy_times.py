"""The times at which cities and the host are busy, by the calendars that `busy:` names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from scheduler.busy.calendar_file import busy_spans
from scheduler.busy.copies import BusyCopy, key_of, read_copies, write_copies
from scheduler.busy.errors import UnreadableCalendar
from scheduler.programme.places import BusyCalendar
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.time_spans import TimeSpan, merged

FRESH = timedelta(hours=1)
"""A younger copy is not downloaded again."""
BEFORE, AFTER = timedelta(days=31), timedelta(days=3 * 366)
"""The times that count, from `now` on."""


class BusyTimes(Struct, frozen=True, kw_only=True):
    """The busy times by attendee: the identity of a city, or empty for the host.

    `problems` has a warning for each calendar that could not be read.
    """

    spans: Mapping[str, tuple[TimeSpan, ...]]
    problems: tuple[Problem, ...]


NOT_BUSY = BusyTimes(spans={}, problems=())


def find_busy_times(programme: Programme, directory: Path, now: datetime) -> BusyTimes:
    """Reads the calendars of `programme`, whose files are in `directory`.

    Downloads those without a fresh copy. The copies are in the folder that holds `directory`.
    """
    if not programme.busy:
        return NOT_BUSY
    folder = directory.absolute().parent
    before = read_copies(folder)
    copies = dict(before)
    spans: dict[str, list[TimeSpan]] = {}
    problems = []
    for calendar in programme.busy:
        try:
            found = _spans(calendar, directory, now, copies)
        except (UnreadableCalendar, OSError) as error:
            copy = copies.get(key_of(calendar.source))
            problems.append(Problem(calendar.path, _reason(error, copy), "warning"))
            found = copy.spans if copy is not None else ()
        spans.setdefault(calendar.attendee, []).extend(found)
    used = {key_of(calendar.source) for calendar in programme.busy}
    kept = {key: copy for key, copy in copies.items() if key in used}
    if kept != before:
        write_copies(folder, kept)
    return BusyTimes(
        spans={attendee: merged(of_attendee) for attendee, of_attendee in spans.items()},
        problems=tuple(problems),
    )


def _spans(
    calendar: BusyCalendar, directory: Path, now: datetime, copies: dict[str, BusyCopy]
) -> tuple[TimeSpan, ...]:
    first, last = now - BEFORE, now + AFTER
    if not calendar.is_download:
        return busy_spans((directory / calendar.source).read_bytes(), calendar.zone, first, last)
    from scheduler.busy.download import download  # only a download needs it

    copy = copies.get(key_of(calendar.source))
    if copy is None or not timedelta() <= now - copy.time < FRESH:
        copy = BusyCopy(now, busy_spans(download(calendar.source), calendar.zone, first, last))
        copies[key_of(calendar.source)] = copy
    return copy.spans


def _reason(error: Exception, copy: BusyCopy | None) -> str:
    why = f"{error.strerror}" if isinstance(error, OSError) else f"{error}"
    if copy is None:
        return f"this calendar cannot be read ({why}), so it does not count"
    return f"this calendar cannot be read ({why}); the copy of {copy.time:%-d %B %Y %H:%M} UTC counts"
