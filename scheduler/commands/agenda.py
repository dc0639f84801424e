"""`twincal agenda`: the next meetings of a feed, the last ones, or those of some days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from scheduler.commands.lookup import find_feed, read_state
from scheduler.state.feeds import Feed, belongs_in
from scheduler.state.profile import PresentIds, ProgrammeProfile
from scheduler.state.state import State
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
    """Meetings of `feed` at `now`, in order of time; `ids` are the present ids of series and cities."""

    meetings: tuple[Stored, ...]
    feed: Feed
    now: datetime
    profile: ProgrammeProfile
    ids: PresentIds

    @property
    def city(self) -> str | None:
        """The identity of the city that was asked for, if one was."""
        return city_of(self.feed)

    @property
    def own_cities(self) -> Sequence[str]:
        """The identities of the city or of the group that was asked for."""
        if self.city is not None:
            return [self.city]
        details = self.profile.details
        groups = (each.cities for each in details.who_meets if (each.kind, each.identity) == self.feed.key)
        members = next(groups, ())
        return [city.identity for city in details.cities if city.id in members]


def agenda(store: Store, name: str, now: datetime, days: AgendaDays) -> Agenda:
    """Returns the public meetings of a feed on these days; those of a city by its own days."""
    state = read_state(store)
    feed = find_feed(state.feeds, name)
    found = [
        stored
        for stored in meetings_on(state, feed, days.first, days.last)
        if stored.shown
        and not stored.occurrence.content.is_private
        and days.which in ("all", "past" if stored.is_past(now) else "coming")
    ]
    nearest = found[-(days.limit or 0) :] if days.which == "past" else found[: days.limit]
    return Agenda(meetings=tuple(nearest), feed=feed, now=now, profile=state.profile, ids=state.ids)


def city_of(feed: Feed) -> str | None:
    """Returns the identity of the city whose feed this is; None if it is another feed."""
    return feed.identity if feed.kind == "cities" else None


def meetings_on(state: State, feed: Feed, first: date, last: date) -> Sequence[Stored]:
    """Returns all meetings of a feed from one day to another, in order of time: those of a city by its days.

    Private ones are among them, and those that are hidden because they were cancelled.
    """
    of_feed = (stored for stored in state.occurrences.values() if belongs_in(feed, stored.occurrence))
    city = city_of(feed)
    return sorted((each for each in of_feed if _is_on(each.occurrence, first, last, city)), key=time_and_uid)


def _is_on(occurrence: Occurrence, first: date, last: date, city: str | None) -> bool:
    """Returns whether a meeting is on these days: those of `city`, else those of its own clock."""
    timing = occurrence.timing
    begin, end = timing.starts, timing.ends
    for participant in occurrence.participants:
        if participant.city == city and not timing.all_day:
            begin, end = participant.local(timing.begin_utc), participant.local(timing.end_utc)
    return begin.date() <= last and (end - _INSTANT).date() >= first
