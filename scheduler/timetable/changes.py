"""The changes of a series: which meeting each one is about, and what it says of that meeting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta

from scheduler.programme.details import Details
from scheduler.programme.keys import ONCE, extra_key
from scheduler.programme.problems import Path, Problem
from scheduler.programme.series import Change, Clock, Extra, Fixed, Series
from scheduler.timetable.clocks import DoubtfulHour
from scheduler.timetable.series_context import SeriesContext
from scheduler.timetable.slots import Slot, match, nearest, period_of

ChangesByKey = Mapping[str, Change]
"""Changes by the key of the occurrence that they are about."""

INHERITED = frozenset({"title", "themes"})
"""A series of one takes these from its pair. A change that names the pair does not name them."""
_GIVEN_BY_ITSELF = frozenset(field.name for field in fields(Details)) - INHERITED


def match_changes(context: SeriesContext, slots: Sequence[Slot]) -> tuple[ChangesByKey, list[Problem]]:
    """Returns the changes by key, and a problem for each that matches no meeting or a second time."""
    changes: dict[str, Change] = {}
    problems: list[Problem] = []
    for change in context.series.changes:
        key = _key(context.series, change, slots)
        path: Path = (*context.path, "changes", change.key)
        if key is None:
            problems.append(Problem(path, _no_match(context.series, change, slots), at="key"))
        elif key in changes:
            message = (
                f"{change.key} and {changes[key].key} are the same meeting ({key}); write one change for it"
            )
            problems.append(Problem(path, message, at="key"))
        else:
            changes[key] = change
    return changes, problems


def last_day_of_changes(series: Series) -> date | None:
    """Returns the last day on which a change can have its slot: a rule may run a week into the next month."""
    days = [period_of(change.key)[1] for change in series.changes if _is_dated(change.key)]
    return max(days) + timedelta(days=7) if days else None


def details_of(change: Change | None, base: Details) -> Details:
    """Returns the details of one occurrence: those of the change, and those of `base` that it leaves open."""
    return change.details.with_defaults(base) if change else base


def moved(wall: datetime, change: Change | None) -> datetime:
    """Returns `wall` where `move_to` puts it: to a date and hour, to a date, or to an hour of that date."""
    target = change.move_to if change else None
    if target is None:
        return wall
    if isinstance(target, datetime):
        return target
    if isinstance(target, date):
        return datetime.combine(target, wall.time())
    return datetime.combine(wall.date(), target)


def named_fields(change: Change | None) -> frozenset[str]:
    """Returns what `change` gives: names of fields, and of its time `day`, `hour`, `duration`, `clock`.

    What still follows from a rule or a holiday (an hour on the planned day) is not among them.
    """
    if change is None:
        return frozenset()
    return (
        change.details.given_fields()
        | _parts(change.move_to)
        | _own_clock(change.clock)
        | ({"status", "reason"} if change.cancel else set())
    )


def named_by_series_of_one(series: Series) -> frozenset[str]:
    """Returns nearly all fields, because the text of a series of one is about that very occurrence.

    Who takes part is not among them: a city that joins an audience gets no past.
    """
    return _GIVEN_BY_ITSELF | series.details.given_fields() | _named_date(series.once)


def named_by_extra(extra: Extra) -> frozenset[str]:
    """Returns the fields that an extra gives; its length only with its end, else the series may give it."""
    length = {"duration"} if extra.fixed.ends or extra.fixed.days else set()
    return extra.details.given_fields() - {"duration"} | length | _named_date(extra.fixed)


def paths_of_change(path: Path, change: Change | None) -> dict[str, Path]:
    """Returns where `change`, of the series at `path`, gives the time, the status and who is absent."""
    if change is None:
        return {}
    named = named_fields(change) | {"absent"}
    written_as = {
        "day": "move_to",
        "hour": "move_to",
        "duration": "duration",
        "clock": "clock",
        "status": "cancel" if change.cancel else "status",
        "absent": "without",
    }
    return {part: (*path, "changes", change.key, name) for part, name in written_as.items() if part in named}


def paths_of_fixed(path: Path, fixed: Fixed) -> dict[str, Path]:
    """Returns where the dated meeting at `path` gives its time and its status."""
    length = "days" if fixed.days is not None else "ends" if fixed.ends is not None else "duration"
    written_as = {
        "day": "starts",
        "hour": "starts",
        "duration": length,
        "clock": "clock",
        "status": "status",
    }
    return {part: (*path, name) for part, name in written_as.items()}


def path_of_doubt(path: Path, change: Change | None, error: DoubtfulHour) -> Path | None:
    """Returns the field of `change`, of the series at `path`, that leads to a doubtful hour.

    None if the change has no part in it.
    """
    if change is None:
        return None
    if error.ends and change.details.duration is not None:
        name = "duration"
    elif change.move_to is not None:
        name = "move_to"
    elif change.clock is not None:
        name = "clock"
    else:
        return None
    return (*path, "changes", change.key, name)


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


def _is_dated(key: str) -> bool:
    return re.match(r"\d{4}-", key) is not None


def _key(series: Series, change: Change, slots: Sequence[Slot]) -> str | None:
    if change.key in _fixed(series):
        return change.key
    if not _is_dated(change.key):
        return None
    slot = match(change.key, slots)
    return slot.key if slot else _fixed_on(series, change.key)


def _fixed(series: Series) -> dict[str, Fixed]:
    """The meetings that the text dates itself, by key."""
    once = {ONCE: series.once} if series.once is not None else {}
    return once | {extra_key(extra.id): extra.fixed for extra in series.extras}


def _fixed_on(series: Series, day: str) -> str | None:
    """The key of the only dated meeting that is written for that very day, if there is just one."""
    keys = [key for key, fixed in _fixed(series).items() if fixed.starts.isoformat()[:10] == day]
    return keys[0] if len(keys) == 1 else None


def _no_match(series: Series, change: Change, slots: Sequence[Slot]) -> str:
    close = nearest(change.key, slots) if _is_dated(change.key) and slots else None
    if close is not None:
        near = f"{close.key} ({close.day:%A %-d %B %Y})"
        return f"no meeting of {series.id} is planned at {change.key}; the nearest is {near}"
    if series.once is not None and slots == ():
        return f"{series.id} takes place once; its only keys are: {', '.join(_fixed(series))}"
    return f"no meeting of {series.id} has the key {change.key}"
