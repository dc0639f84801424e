"""The changes of public meetings, and those to come, as each city should hear of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from scheduler.changes.change import Fact, facts
from scheduler.changes.fold import changes_since
from scheduler.state.revision import Revision, RevisionEntry, Snapshot
from scheduler.state.state import State
from scheduler.state.stored import time_and_uid
from scheduler.timetable.occurrence import Occurrence

NewsKind = Fact | Literal["coming"]
"""A fact of a change, or "coming": nothing changes."""
_WEIGHTIEST: tuple[NewsKind, ...] = (
    "new", "left", "cancelled", "reinstated", "moved", "zones", "end", "confirmed", "tentative", "title",
    "place", "details", "coming",
)  # fmt: skip
"""The kinds, first those that a heading names before any other."""


class CityNews(Struct, frozen=True, kw_only=True):
    """The news about one meeting for one city (identity): all facts that concern it, in their order.

    `before` is what it knew; None if nothing, or if the meeting is only to come.
    """

    city: str
    facts: tuple[NewsKind, ...]
    meeting: Occurrence
    before: Snapshot | None = None

    @property
    def kind(self) -> NewsKind:
        """The fact that the heading names."""
        return min(self.facts, key=_WEIGHTIEST.index)

    @property
    def others(self) -> tuple[NewsKind, ...]:
        """The other facts."""
        return tuple(fact for fact in self.facts if fact != self.kind)


def news_since(
    state: State, history: Iterable[Revision], first: int, numbers: Container[int], now: datetime
) -> Iterator[CityNews]:
    """Yields, in order of time, the news about each meeting that one of the revisions with `numbers` changed.

    They are compared with what was known before the revision `first`. `history` has the changes of the
    meetings that have a page. Of past meetings only new details are news.
    """
    for change in changes_since(state, history, first, numbers):
        meeting = state.occurrences[change.uid].occurrence
        known = change.before.cities if change.before is not None else ()
        for city in dict.fromkeys((*meeting.cities(), *(part.city for part in known))):
            told = facts(change, city)
            if meeting.timing.is_over(now):
                told = _facts_of_past(change, told)
            if told:
                yield CityNews(city=city, facts=told, meeting=meeting, before=change.before)


def _facts_of_past(change: RevisionEntry, told: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Returns what is still news of a meeting that is over: new details, such as its minutes."""
    is_told = change.before is not None and {"place", "title", "details"} & {*told}
    return ("details",) if is_told else ()


def coming(state: State, now: datetime, until: datetime) -> Iterator[CityNews]:
    """Yields each public meeting that begins from `now` to `until`, for each of its cities, by time."""
    for stored in sorted(state.occurrences.values(), key=time_and_uid):
        if now <= stored.occurrence.timing.begin_utc <= until and state.has_page(stored):
            for city in stored.occurrence.cities():
                yield CityNews(city=city, facts=("coming",), meeting=stored.occurrence)
