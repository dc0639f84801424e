"""`twincal why`: how a meeting came to its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.commands.lookup import no_series, read_state, series_identity, series_ids
from scheduler.commands.refusals import NoMeeting, Refused
from scheduler.programme.english_days import in_words
from scheduler.programme.keys import as_stored, is_dated_by_rule
from scheduler.programme.spans import Days
from scheduler.state.feeds import belongs_in
from scheduler.state.profile import PresentIds, RecordedSeries
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.state.stored import SkippedMeeting, Stored
from scheduler.store import Store
from scheduler.timetable.recorded_hours import RuleHours
from scheduler.timetable.slots import period_of


class Explanation(Struct, frozen=True, kw_only=True):
    """A stored meeting with the revisions that changed it, or one that a holiday took away before.

    `rules` are those of the schedule that may have dated it, with hour and zone. `pause` is the pause of the
    series in which it was planned. `zone` is that of the host.
    """

    meeting: Stored | SkippedMeeting
    history: tuple[Revision, ...] = ()
    ids: PresentIds
    zone: str
    rules: tuple[RuleHours, ...] = ()
    pause: Days | None = None


def why(store: Store, name: str, now: datetime) -> Explanation:
    """Explains `SERIES/KEY` or `SERIES/DATE`; a series with one meeting needs no key.

    Raises Refused if there is no such meeting, or if a series with several has no key; then the advice names
    those after `now`.
    """
    series, _, written = name.partition("/")
    state = read_state(store)
    identity, key = series_identity(state, series), as_stored(written)
    recorded = state.series.get(identity)
    meetings = [*state.by_series.get(identity, {}).values()]
    skips = [skip for skip in state.skips if skip.series == identity]
    if not meetings and not skips:
        every = [each.occurrence for each in state.occurrences.values()]
        called = ((state.ids.of_series(each.series), each.content.title) for each in every)
        titles = ((id, words) for id, title in called for words in title.words())
        raise no_series(series, series_ids(state), _meetings_of(state, series, written), titles)
    if not written and len(meetings) > 1:
        raise Refused(f"{series} has many meetings: say which one", _next_ones(meetings, series, now))
    rules = recorded.rules if recorded is not None else ()
    for stored in meetings:
        if not written or key in _names_of(stored):
            return _explanation(stored, store, state, recorded, now)
    for skip in skips:
        if not written or key in (skip.key, skip.day.isoformat()):
            return Explanation(meeting=skip, ids=state.ids, zone=state.profile.zone, rules=rules)
    period = _period(written)
    if period is not None and period[0] >= state.window.edge:
        last = state.window.edge - timedelta(days=1)
        raise Refused(f"{name} is not published yet: calendars show the meetings until {in_words(last)}")
    middle = _middle(written)
    if meetings and middle is None:
        raise Refused(f"there is no meeting {name}", _next_ones(meetings, series, now))
    nearest = sorted(meetings, key=lambda each: abs(each.occurrence.planned.date() - (middle or date.max)))
    keys = sorted(stored.occurrence.key for stored in nearest[:3]) or [skip.key for skip in skips]
    advice = f"the nearest are: {', '.join(keys)}"
    if recorded and period and (pause := recorded.pause_during(*period)) is not None:
        days = f"{in_words(pause.first)} to {in_words(pause.last)}"
        raise Refused(f"there is no meeting {name}: the series pauses from {days}", advice)
    raise NoMeeting(f"there is no meeting {name}", advice, rules)


def _explanation(
    stored: Stored, store: Store, state: State, recorded: RecordedSeries | None, now: datetime
) -> Explanation:
    occurrence, history = stored.occurrence, store.history_of(stored.occurrence.uid)
    if recorded is None or not is_dated_by_rule(occurrence.key):
        return Explanation(meeting=stored, history=history, ids=state.ids, zone=state.profile.zone)
    day = occurrence.planned.date()
    return Explanation(
        meeting=stored,
        history=history,
        ids=state.ids,
        zone=state.profile.zone,
        rules=() if stored.is_past(now) else recorded.rules,  # today's may not be the one that dated it
        pause=recorded.pause_during(day, day),
    )


def _meetings_of(state: State, name: str, key: str) -> list[str]:
    """Returns the meetings of the city, pair or group `name` that `key` names, or else all its series."""
    feeds = [feed for feed in state.feeds if name.casefold() in (feed.id, *feed.aliases)]
    own = [each for each in state.occurrences.values() if any(belongs_in(f, each.occurrence) for f in feeds)]
    named = [each.occurrence for each in own if as_stored(key) in _names_of(each)]
    meetings = [f"{state.ids.of_series(occurrence.series)}/{key}" for occurrence in named]
    return meetings or [state.ids.of_series(each.occurrence.series) for each in own]


def _period(key: str) -> tuple[date, date] | None:
    """Returns the first and last day of the month or week that `key` names; None if it names none."""
    with suppress(ValueError):
        return period_of(key)
    return None


def _next_ones(meetings: Sequence[Stored], series: str, now: datetime) -> str:
    coming = [stored for stored in meetings if not stored.is_past(now)]
    if all(stored.occurrence.cancelled for stored in coming):
        which, named = ("next, all cancelled,", coming[:3]) if coming else ("last", meetings[-3:])
    else:
        which, named = "next", [stored for stored in coming if not stored.occurrence.cancelled][:3]
    return f"the {which} are: {', '.join(f'{series}/{stored.occurrence.key}' for stored in named)}"


def _names_of(stored: Stored) -> tuple[str, str, str]:
    """Returns the key, the date and the planned date of a meeting."""
    occurrence = stored.occurrence
    starts, planned = occurrence.timing.starts.date(), occurrence.planned.date()
    return occurrence.key, starts.isoformat(), planned.isoformat()


def _middle(key: str) -> date | None:
    """Returns about the middle of the week or month that `key` names; None if it names none."""
    named = re.match(r"((?:19|20|21)\d\d)-(W?)(\d{1,2})", key)
    if named is None:
        return None
    length, most = (7, 52) if named[2] else (30.4, 12)
    return date(int(named[1]), 1, 1) + timedelta(days=length * (min(int(named[3]), most) - 0.5))
