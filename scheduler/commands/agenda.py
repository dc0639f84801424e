"""`twincal agenda`: the next meetings of a feed, the last ones, or those of some days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from scheduler.commands.lookup import find_feed, read_state
from scheduler.state.feeds import Feed, belongs_in
from scheduler.state.profile import PresentIds, ProgrammeProfile
from scheduler.state.stored import Stored, time_and_uid
from scheduler.store import Store
from scheduler.timetable.occurrence import Occurrence

_INSTANT = timedelta(microseconds=1)


class AgendaDays(Struct, frozen=True, kw_only=True):
    """The days that were asked for, both included, and which of their meetings, at most `limit`.

    The nearest are taken: the first of those to come or of all, the last of those that are past.
    """

    which: Literal["coming", "past", "all"] = "coming"
    first: date = date.min
    last: date = date.max
    limit: int | None = None


class Agenda(Struct, frozen=True, kw_only=True):
    """Meetings in order of time; `ids` are the present ids of series and cities.

    `city` is the identity of the city that was asked for, if any was.
    """

    occurrences: tuple[Occurrence, ...]
    profile: ProgrammeProfile
    ids: PresentIds
    city: str | None


def agenda(store: Store, name: str, now: datetime, days: AgendaDays) -> Agenda:
    """Returns the public meetings of a feed on these days; those of a city by its own days."""
    state = read_state(store)
    feed = find_feed(state.feeds, name)
    city = feed.identity if feed.kind == "cities" else None
    found = sorted(
        (
            stored
            for stored in state.occurrences.values()
            if _is_wanted(stored, feed, now, days.which) and _is_on(stored.occurrence, days, city)
        ),
        key=time_and_uid,
    )
    nearest = found[-(days.limit or 0) :] if days.which == "past" else found[: days.limit]
    return Agenda(
        occurrences=tuple(stored.occurrence for stored in nearest),
        profile=state.profile,
        ids=state.ids,
        city=city,
    )


def _is_wanted(stored: Stored, feed: Feed, now: datetime, which: Literal["coming", "past", "all"]) -> bool:
    return (
        belongs_in(feed, stored.occurrence)
        and stored.shown
        and which in ("all", "past" if stored.is_past(now) else "coming")
        and not stored.occurrence.content.is_private
    )


def _is_on(occurrence: Occurrence, days: AgendaDays, city: str | None) -> bool:
    """Returns whether a meeting is on these days: those of `city`, else those of its own clock."""
    timing = occurrence.timing
    begin, end = timing.starts, timing.ends
    for participant in occurrence.participants:
        if participant.city == city and not timing.all_day:
            begin, end = participant.local(timing.begin_utc), participant.local(timing.end_utc)
    return begin.date() <= days.last and (end - _INSTANT).date() >= days.first
