"""Which change of a series belongs to which key, and which belong to none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta

from scheduler.programme.details import Details
from scheduler.programme.keys import ONCE, extra_key
from scheduler.programme.problems import Path, Problem
from scheduler.programme.series import Change, Clock, Extra, Fixed, Series
from scheduler.timetable.clocks import DoubtfulHour
from scheduler.timetable.making import SeriesContext
from scheduler.timetable.slots import Slot, match, nearest, period_of

ChangesByKey = Mapping[str, Change]
"""Changes by the key of the occurrence that they are about."""

INHERITED = frozenset({"title", "themes"})
"""What a series of one takes from its pair where it says nothing: naming the pair is not naming it."""
_SAID_BY_ITSELF = frozenset(field.name for field in fields(Details)) - INHERITED


def named_fields(change: Change | None) -> frozenset[str]:
    """The fields of an occurrence that `change` fixes; of its time `day`, `hour`, `duration` and `clock`.

    What still follows from a rule or a holiday (an hour on the planned day) is not fixed by it.
    """
    if change is None:
        return frozenset()
    return (
        change.details.said()
        | _parts(change.move_to)
        | _own_clock(change.clock)
        | ({"status", "reason"} if change.cancel else set())
    )


def named_once(series: Series) -> frozenset[str]:
    """The fields that a series of one names: nearly all, because its text is about that very occurrence.

    Not the participants: a city that joins an audience gets no past.
    """
    return _SAID_BY_ITSELF | series.details.said() | _named_date(series.once)


def named_extra(extra: Extra) -> frozenset[str]:
    """The fields that an extra names; the length only with its end, else it may be that of the series."""
    ends = {"duration"} if extra.fixed.ends or extra.fixed.days else set()
    return extra.details.said() - {"duration"} | ends | _named_date(extra.fixed)


def fields_of_change(path: Path, change: Change | None) -> dict[str, Path]:
    """The fields of `change`, of the series at `path`, by what they fix of an occurrence."""
    if change is None:
        return {}
    named = named_fields(change) | {"absent"}
    fields_of = {
        "day": "move_to",
        "hour": "move_to",
        "duration": "duration",
        "clock": "clock",
        "status": "cancel" if change.cancel else "status",
        "absent": "without",
    }
    return {what: (*path, "changes", change.key, name) for what, name in fields_of.items() if what in named}


def fields_of_fixed(path: Path, fixed: Fixed) -> dict[str, Path]:
    """The fields of the dated meeting at `path`, by what they fix of it."""
    length = "days" if fixed.days is not None else "ends" if fixed.ends is not None else "duration"
    fields_of = {
        "day": "starts",
        "hour": "starts",
        "duration": length,
        "clock": "clock",
        "status": "status",
    }
    return {what: (*path, name) for what, name in fields_of.items()}


def field_of_doubt(change: Change | None, error: DoubtfulHour) -> str | None:
    """The field of `change` that brings a doubtful hour about; None where the change has no part in it."""
    if change is None:
        return None
    if error.ends and change.details.duration is not None:
        return "duration"
    if change.move_to is not None:
        return "move_to"
    return "clock" if change.clock is not None else None


def _named_date(fixed: Fixed | None) -> frozenset[str]:
    return frozenset({"planned", "day", "hour"}) | _own_clock(fixed.clock if fixed else None)


def _parts(target: datetime | date | time | None) -> frozenset[str]:
    if isinstance(target, datetime):
        return frozenset({"day", "hour"})
    if isinstance(target, date):
        return frozenset({"day"})
    return frozenset() if target is None else frozenset({"hour"})


def _own_clock(clock: Clock | None) -> frozenset[str]:
    """A zone is fixed by writing it; a city's or the host's may be corrected without naming the meeting."""
    return frozenset({"clock"}) if clock and clock.kind in ("zone", "utc") else frozenset()


def details_of(change: Change | None, base: Details) -> Details:
    """What is said of one occurrence: by the change, and by `base` where it says nothing."""
    return change.details.over(base) if change else base


def last_period(frame: SeriesContext) -> date | None:
    """The last day on which a change can find its slot: a rule may spill a week into the next month."""
    days = [period_of(change.key)[1] for change in frame.series.changes if _dated(change.key)]
    return max(days) + timedelta(days=7) if days else None


def _dated(key: str) -> bool:
    return re.match(r"\d{4}-", key) is not None


def match_changes(frame: SeriesContext, slots: Sequence[Slot]) -> tuple[ChangesByKey, list[Problem]]:
    """Every change under its key, and a problem for each that matches nothing or matches twice."""
    notes: dict[str, Change] = {}
    problems: list[Problem] = []
    for change in frame.series.changes:
        key = _key(frame, change, slots)
        path: Path = (*frame.path, "changes", change.key)
        if key is None:
            problems.append(Problem(path, _no_match(frame, change, slots), at="key"))
        elif key in notes:
            message = (
                f"{change.key} and {notes[key].key} are the same meeting ({key}); write one change for it"
            )
            problems.append(Problem(path, message, at="key"))
        else:
            notes[key] = change
    return notes, problems


def _key(frame: SeriesContext, change: Change, slots: Sequence[Slot]) -> str | None:
    if change.key in _fixed_keys(frame):
        return change.key
    if not _dated(change.key):
        return None
    slot = match(change.key, slots)
    return slot.key if slot else _fixed_on(frame, change.key)


def _fixed_on(frame: SeriesContext, written: str) -> str | None:
    """The key of the one dated meeting that is written for that very day, if it is the only one."""
    dated = {extra_key(extra.id): extra.fixed for extra in frame.series.extras}
    if frame.series.once is not None:
        dated[ONCE] = frame.series.once
    keys = [key for key, fixed in dated.items() if fixed.starts.isoformat()[:10] == written]
    return keys[0] if len(keys) == 1 else None


def _fixed_keys(frame: SeriesContext) -> Iterator[str]:
    if frame.series.once is not None:
        yield ONCE
    for extra in frame.series.extras:
        yield extra_key(extra.id)


def _no_match(frame: SeriesContext, change: Change, slots: Sequence[Slot]) -> str:
    series = frame.series
    close = nearest(change.key, slots) if _dated(change.key) and slots else None
    if close is not None:
        near = f"{close.key} ({close.day:%A %-d %B %Y})"
        return f"no meeting of {series.id} is planned at {change.key}; the nearest is {near}"
    keys = ", ".join(_fixed_keys(frame))
    if series.once is not None and slots == ():
        return f"{series.id} takes place once; its only keys are: {keys}"
    return f"no meeting of {series.id} has the key {change.key}"
