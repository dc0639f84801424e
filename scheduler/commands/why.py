"""`twincal why`: how a meeting came to its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.commands.errors import NoMeeting, Refused
from scheduler.commands.lookup import no_series, read_state, series_identity, series_ids
from scheduler.programme.english_days import in_words
from scheduler.programme.keys import ONCE, as_stored, is_dated_by_rule
from scheduler.programme.spans import Days
from scheduler.state.feeds import belongs_in
from scheduler.state.profile import PresentIds, RecordedSeries
from scheduler.state.revision import Revision, RevisionEntry
from scheduler.state.state import State, Window
from scheduler.state.stored import SkippedMeeting, Stored
from scheduler.store import Store
from scheduler.timetable.recorded_hours import RuleHours
from scheduler.timetable.slots import period_of


class Explanation(Struct, frozen=True, kw_only=True):
    """A stored occurrence, and each revision that changed it."""

    stored: Stored
    entries: tuple[tuple[Revision, RevisionEntry], ...]
    ids: PresentIds
    is_past: bool
    rules: tuple[RuleHours, ...]
    """The rules of the series with hour and zone, in the order of its schedule; none for a dated meeting."""
    pause: Days | None
    """The pause of the series in which it was planned."""


class SkippedExplanation(Struct, frozen=True, kw_only=True):
    """A meeting that a holiday took away before it was ever published."""

    skip: SkippedMeeting
    ids: PresentIds
    rules: tuple[RuleHours, ...]
    """The rules of the series, as in `Explanation`."""


def why(store: Store, name: str, now: datetime) -> Explanation | SkippedExplanation:
    """Explains `SERIES/KEY` or `SERIES/DATE`; a series with one meeting needs no key.

    Raises Refused if there is no such meeting, or if a series with several has no key; then the advice names
    those after `now`.
    """
    series, _, key = name.partition("/")
    state = read_state(store)
    identity = series_identity(state, series)
    meetings = [*state.by_series.get(identity, {}).values()]
    skips = [skip for skip in state.skips if skip.series == identity]
    if not meetings and not skips:
        raise no_series(series, series_ids(state), _meetings_of(state, series, key))
    stored_key, ids = as_stored(key) or ONCE, state.ids
    recorded = state.series.get(identity)
    coming = [stored for stored in meetings if not stored.is_past(now)]
    if not key and len(meetings) > 1 and coming:
        raise Refused(f"{series} has many meetings: say which one", _next_ones(meetings, series, now))
    for stored in meetings:
        if stored_key in _names_of(stored):
            history = store.history_of(stored.occurrence.uid)
            return _explanation(stored, history, recorded, ids=ids, is_past=stored.is_past(now))
    for skip in skips:
        if stored_key in (skip.key, skip.day.isoformat()):
            return SkippedExplanation(skip=skip, ids=ids, rules=recorded.rules if recorded else ())
    if not key and meetings:
        raise Refused(f"{series} has many meetings: say which one", _next_ones(meetings, series, now))
    if _is_beyond(key, state.window):
        last = state.window.edge - timedelta(days=1)
        raise Refused(f"{name} is not published yet: feeds show the meetings until {in_words(last)}")
    if meetings and not re.match(r"\d{4}-W?\d", key):
        raise Refused(f"there is no meeting {name}", _next_ones(meetings, series, now))
    nearest = _nearest_keys(meetings, key) or [skip.key for skip in skips]
    advice = f"the nearest are: {', '.join(nearest)}"
    pause = _pause_at(recorded, key) if recorded else None
    if pause is not None:
        days = f"{in_words(pause.first)} to {in_words(pause.last)}"
        raise Refused(f"there is no meeting {name}: the series pauses from {days}", advice)
    raise NoMeeting(f"there is no meeting {name}", advice, recorded.rules if recorded else ())


def _meetings_of(state: State, name: str, key: str) -> list[str]:
    """Returns the meetings of the city, pair or group `name` that `key` names, or else all its series."""
    feeds = [feed for feed in state.feeds if name.casefold() in (feed.id, *feed.aliases)]
    own = [each for each in state.occurrences.values() if any(belongs_in(f, each.occurrence) for f in feeds)]
    named = [each.occurrence for each in own if as_stored(key) in _names_of(each)]
    meetings = [f"{state.ids.of_series(occurrence.series)}/{key}" for occurrence in named]
    return meetings or [state.ids.of_series(each.occurrence.series) for each in own]


def _explanation(
    stored: Stored,
    history: Sequence[Revision],
    recorded: RecordedSeries | None,
    *,
    ids: PresentIds,
    is_past: bool,
) -> Explanation:
    occurrence = stored.occurrence
    rules: tuple[RuleHours, ...] = ()
    pause = None
    if recorded is not None and is_dated_by_rule(occurrence.key):
        day = occurrence.planned.date()
        rules, pause = recorded.rules, recorded.pause_during(day, day)
    entries = tuple((revision, entry) for revision in reversed(history) for entry in revision.entries)
    return Explanation(stored=stored, entries=entries, ids=ids, is_past=is_past, rules=rules, pause=pause)


def _pause_at(recorded: RecordedSeries, key: str) -> Days | None:
    """Returns the pause of a series at a key; None if there is none, or the key names no time."""
    with suppress(ValueError):
        return recorded.pause_during(*period_of(key))
    return None


def _next_ones(meetings: Sequence[Stored], series: str, now: datetime) -> str:
    coming = [stored for stored in meetings if not stored.is_past(now)]
    if all(stored.occurrence.cancelled for stored in coming):
        which, named = ("next, all cancelled,", coming[:3]) if coming else ("last", meetings[-3:])
    else:
        which, named = "next", [stored for stored in coming if not stored.occurrence.cancelled][:3]
    return f"the {which} are: {', '.join(f'{series}/{stored.occurrence.key}' for stored in named)}"


def _is_beyond(key: str, window: Window) -> bool:
    """Returns whether `key` names a month, week or day after the end of the `window`."""
    try:
        return period_of(key)[0] >= window.edge
    except ValueError:
        return False


def _names_of(stored: Stored) -> tuple[str, str, str]:
    """Returns the key, the date and the planned date of a meeting."""
    occurrence = stored.occurrence
    starts, planned = occurrence.timing.starts.date(), occurrence.planned.date()
    return occurrence.key, starts.isoformat(), planned.isoformat()


def _nearest_keys(meetings: Sequence[Stored], key: str) -> list[str]:
    """Returns the three keys nearest in time to `key`; the last three if it names no time."""
    day = _middle(key)
    if day is None:
        return [stored.occurrence.key for stored in meetings[-3:]]
    nearest = sorted(meetings, key=lambda stored: abs(stored.occurrence.planned.date() - day))[:3]
    return sorted(stored.occurrence.key for stored in nearest)


def _middle(key: str) -> date | None:
    """Returns the middle of the week or month that `key` names, if only roughly; None if it names none."""
    named = re.match(r"(?P<year>(?:19|20|21)\d\d)-(?P<week>W?)(?P<number>\d{1,2})", key)
    if named is None:
        return None
    year, number = int(named["year"]), max(int(named["number"]), 1)
    if named["week"]:
        return date.fromisocalendar(year, min(number, 52), 4)
    return date(year, min(number, 12), 15)
