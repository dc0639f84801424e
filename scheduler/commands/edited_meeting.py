"""Finds the meeting that an edit is about, as a person names it: `monthly/2026-12`, `monthly/2026-12-16`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from scheduler.commands.errors import Refused
from scheduler.commands.lookup import meant_names
from scheduler.configuration.edits.edit import MeetingEdit, RetitleMeeting
from scheduler.programme.keys import ONCE, is_dated_by_rule
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.timetable.slots import Slot, find_slot, make_slots, period_of

_NEXT_YEAR = timedelta(days=366)
_BEYOND = timedelta(days=62)
"""A rule may plan a meeting so long after the month of its key."""
_MOST_NEXT = 3


def with_meeting(programme: Programme, edit: MeetingEdit, today: date) -> MeetingEdit:
    """Returns `edit` with the id of the series in the text, and the key by which the text names the meeting.

    A series with one meeting needs no key, and neither does the title of a whole series. Raises Refused.
    """
    id = series_to_edit(programme, edit.series)
    series = programme.series.get(id)
    if series is None:  # a webinar whose date is open
        return replace(edit, series=id, key=ONCE)
    if not edit.key and isinstance(edit, RetitleMeeting):
        return replace(edit, series=id)
    return replace(edit, series=id, key=_key(series, edit.key, today))


def series_to_edit(programme: Programme, name: str) -> str:
    """Returns the present id of the series that is or was called `name`; raises Refused if there is none."""
    ids = [*programme.series, *(webinar.id for webinar in programme.open_webinars)]
    if name in ids:
        return name
    for series in programme.series.values():
        if name in series.formerly:
            return series.id
    raise Refused(f"there is no series {name}", meant_names(name, sorted(ids)))


def _key(series: Series, written: str, today: date) -> str:
    """Returns the key of a meeting as `changes:` has it already, else the usual one."""
    if written in [change.key for change in series.changes]:
        return written
    if not written:
        if len(series.dated) == 1 and not series.schedule:
            return ONCE
        raise Refused(f"{series.id} has many meetings: say which one", _next_ones(series, today))
    key = _usual_key(series, written)
    if key is None:
        raise Refused(f"there is no meeting {series.id}/{written}", _next_ones(series, today))
    same = (change.key for change in series.changes if _usual_key(series, change.key) == key)
    return next(same, key)


def _usual_key(series: Series, written: str) -> str | None:
    """Returns the key of the meeting that `written` means, as below `changes:`; None if it means none."""
    if written in series.dated:
        return written
    if not is_dated_by_rule(written):
        return None
    try:
        slot = find_slot(written, _slots(series, period_of(written)[1] + _BEYOND))
    except ValueError:
        return None
    days = [key for key, (fixed, _) in series.dated.items() if fixed.wall.date().isoformat() == written]
    found = [slot.key] if slot is not None else days
    return found[0] if len(found) == 1 else None


def _slots(series: Series, last: date) -> Sequence[Slot]:
    """Returns the slots of a series as if there were no days off, which never change a key."""
    return make_slots(series, last, lambda _entry, _day: True) if series.schedule else ()


def _next_ones(series: Series, today: date) -> str:
    coming = sorted(_days(series, today))[:_MOST_NEXT]
    names = ", ".join(f"{series.id}/{key}" for _, key in coming)
    return f"the next are: {names}" if names else f"its keys are: {', '.join(series.dated)}"


def _days(series: Series, today: date) -> Iterator[tuple[date, str]]:
    """Yields the planned day and the key of each coming meeting."""
    for slot in _slots(series, today + _NEXT_YEAR):
        if slot.day >= today:
            yield slot.day, slot.key
    for key, (fixed, _) in series.dated.items():
        if fixed.wall.date() >= today:
            yield fixed.wall.date(), key
