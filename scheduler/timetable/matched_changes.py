"""The changes of a series: the meeting that each one is about, and the fields that it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from scheduler.programme.details import DETAILS_FIELDS, CancelledPolicy, Details
from scheduler.programme.english_days import in_words
from scheduler.programme.keys import extra_id, extra_key, is_dated_by_rule
from scheduler.programme.problems import FieldPath, Problem, ProblemCode, similar_names
from scheduler.programme.series import Change, Clock, Extra, FixedDate, Series
from scheduler.timetable.series_context import NO_NAMES, SeriesContext
from scheduler.timetable.slots import Slot, find_slot, nearest_slot, period_of
from scheduler.timetable.wall_times import DoubtfulHour

ChangesByKey = Mapping[str, Change]
"""Changes by the key of the occurrence that they are about."""

_FROM_PAIR = frozenset({"title", "themes"})
"""Fields that a series of one may take from its pair. Then an edit of the pair is not about this meeting."""
_NEVER_FROM_PAIR = frozenset(DETAILS_FIELDS) - _FROM_PAIR


def match_changes(context: SeriesContext, slots: Sequence[Slot]) -> tuple[ChangesByKey, list[Problem]]:
    """Returns the changes by key, and a problem for each that matches no meeting, or one with a change.

    A change that cancels is returned even if it matches none: its meeting may be published.
    """
    days = {key: fixed.starts.isoformat()[:10] for key, (fixed, _) in context.series.dated.items()}
    changes: dict[str, Change] = {}
    problems: list[Problem] = []
    for change in context.series.changes:
        key = _key_of_meeting(change.key, slots, days)
        path: FieldPath = (*context.path, "changes", change.key)
        if key is None:
            code: ProblemCode | None = "cancels-unplanned" if change.details.cancel else None
            message = _no_match(context.series, change, slots)
            problems.append(Problem(path, message, at="key", code=code))
            if change.details.cancel:
                changes[change.key] = change
        elif key in changes:
            message = (
                f"{change.key} and {changes[key].key} are the same meeting ({key}); write one change for it"
            )
            problems.append(Problem(path, message, at="key"))
        else:
            changes[key] = change
    return changes, problems


def cancelled_policies(series: Series, changes: ChangesByKey) -> Mapping[str, CancelledPolicy]:
    """Returns for how long cancelled meetings are shown, by key, where changes and extras say so."""
    if not series.extras and not changes:
        return {}
    extras = {extra_key(extra.id): extra.details.cancelled for extra in series.extras}
    policies = extras | {key: change.details.cancelled or extras.get(key) for key, change in changes.items()}
    return {key: policy for key, policy in policies.items() if policy is not None}


def last_day_of_changes(series: Series) -> date | None:
    """Returns the last day on which a change can have its slot: a rule may run a week into the next month."""
    days = [period_of(change.key)[1] for change in series.changes if is_dated_by_rule(change.key)]
    return max(days) + timedelta(days=7) if days else None


def details_of(change: Change | None, base: Details) -> Details:
    """Returns the details of one occurrence: those of the change, completed by those of `base`."""
    return change.details.with_defaults(base) if change else base


def moved(wall: datetime, change: Change | None) -> datetime:
    """Returns `wall` after `move_to`, which is a date and hour, a date, or an hour on the same date."""
    target = change.move_to if change else None
    if target is None:
        return wall
    if isinstance(target, datetime):
        return target
    if isinstance(target, date):
        return datetime.combine(target, wall.time())
    return datetime.combine(wall.date(), target)


def named_fields(change: Change | None) -> frozenset[str]:
    """Returns the names of the fields that `change` gives; of its time `day`, `hour`, `duration`, `clock`.

    A part that still follows from a rule or a holiday is not among them.
    """
    if change is None:
        return NO_NAMES
    return change.details.named_fields() | _parts_of_move(change.move_to) | _own_clock(change.clock)


def named_by_series_of_one(series: Series) -> frozenset[str]:
    """Returns nearly all fields, because the text of a series of one is about this very occurrence.

    The cities are not among them: a city that joins an audience does not join its past meetings.
    """
    given = frozenset([name for name in _FROM_PAIR if getattr(series.details, name) is not None])
    return _NEVER_FROM_PAIR | given | _named_date(series.once)


def named_by_extra(extra: Extra) -> frozenset[str]:
    """Returns the fields that an extra gives; without an end or days, the series may give its length."""
    length = {"duration"} if extra.fixed.ends or extra.fixed.days else set()
    return extra.details.named_fields() - {"duration"} | length | _named_date(extra.fixed)


def places_of_change(path: FieldPath, change: Change | None) -> dict[str, FieldPath]:
    """Returns where `change`, of the series at `path`, gives a time, status and absent cities."""
    if change is None:
        return {}
    named = named_fields(change) | {"absent"}
    written_as = {
        "day": "move_to",
        "hour": "move_to",
        "duration": "duration",
        "clock": "clock",
        "status": "cancel" if change.details.cancel else "status",
        "absent": "without",
    }
    return {part: (*path, "changes", change.key, name) for part, name in written_as.items() if part in named}


def path_of_doubt(path: FieldPath, change: Change | None, error: DoubtfulHour) -> FieldPath | None:
    """Returns the path of the field of `change` that leads to a doubtful hour; None if no field does.

    `path` is that of the series.
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


def _named_date(fixed: FixedDate | None) -> frozenset[str]:
    return frozenset({"planned", "day", "hour"}) | _own_clock(fixed.clock if fixed else None)


def _parts_of_move(target: datetime | date | time | None) -> frozenset[str]:
    if isinstance(target, datetime):
        return frozenset({"day", "hour"})
    if isinstance(target, date):
        return frozenset({"day"})
    return frozenset() if target is None else frozenset({"hour"})


def _own_clock(clock: Clock | None) -> frozenset[str]:
    """Returns `clock` for a zone: that of a city or the host may be corrected without naming the meeting."""
    return frozenset({"clock"}) if clock and clock.kind in ("zone", "utc") else frozenset()


def _key_of_meeting(key: str, slots: Sequence[Slot], days: Mapping[str, str]) -> str | None:
    """Returns the key of the meeting that `key`, as written, means; `days` are those of dated meetings."""
    if key in days:
        return key
    if not is_dated_by_rule(key):
        return None
    slot = find_slot(key, slots)
    dated = [slot.key] if slot else [each for each, day in days.items() if day == key]
    return dated[0] if len(dated) == 1 else None


def _no_match(series: Series, change: Change, slots: Sequence[Slot]) -> str:
    extra = extra_id(change.key)
    if extra is not None:
        return _no_extra(extra, [each.id for each in series.extras])
    slot = nearest_slot(change.key, slots)
    if slot is not None:
        near = f"{slot.key} ({slot.day:%A} {in_words(slot.day)})"
        first, last = period_of(change.key)
        pauses = (each for each in series.pauses if each.first <= last and first <= each.last)
        why = next((f", because it pauses from {each.first} to {each.last}" for each in pauses), "")
        return f"{series.id} has no meeting for {change.key}{why}; the nearest is {near}"
    if series.once is not None and slots == ():
        return f"{series.id} takes place once; its only keys are: {', '.join(series.dated)}"
    return f"no meeting of {series.id} has the key {change.key}"


def _no_extra(id: str, extras: Sequence[str]) -> str:
    similar = similar_names(id, extras)
    if similar:
        hint = f"did you mean `{extra_key(similar[0])}`?"
    elif extras:
        hint = f"its extra meetings are {', '.join(f'`{each}`' for each in extras)}"
    else:
        hint = "extra meetings are declared under `extra:`"
    return f"this series has no extra meeting `{id}`; {hint}"
