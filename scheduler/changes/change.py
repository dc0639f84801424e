"""The change of one meeting, as its readers know it: an entry of the history, or several as one.

1. A change is two snapshots: what readers knew, and what they know now. All facts of times, status and cities
   follow from the two.
2. Of place, title and other details only the names are known: old words may have to be withdrawn. Those that
   change in one language alone are facts for its readers alone. Another clock with the same hours is none.
3. A city hears its own facts. One that is new in a meeting hears of the meeting alone, and one that leaves it
   of that alone; the others hear which cities do. A new time on the clock of the meeting and new zone rules
   are facts for the cities whose hour changes.
4. The facts are in the order in which people need them: does it take place, when, where, what.
5. A meeting that is new only because the calendars reach its month is no news.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, get_args

from scheduler.programme.details import Status
from scheduler.programme.texts import ANY_LANGUAGE
from scheduler.state.revision import Cause, RevisionEntry, Snapshot, StepKind

SOON = timedelta(hours=48)
"""Calendar programs may not fetch a change in time if the meeting begins within this time."""

Fact = Literal[
    "new", "left", "cancelled", "reinstated", "confirmed", "tentative", "moved", "zones", "end",
    "place", "cities", "title", "details",
]  # fmt: skip
"""The facts, in the order of the text.

"left": the city leaves the meeting. "cities": other cities join or leave it. "zones": a country changed its
clocks.
"""
_IN_ORDER: tuple[Fact, ...] = get_args(Fact)
_WITH_FACTS = {"place", "title"}
_OF_TIMES = {"cancelled", "reinstated", "moved", "zones"}
"""The facts that a reason explains; a new reason for none of them is a detail."""


def facts(change: RevisionEntry, city: str, code: str = ANY_LANGUAGE) -> tuple[Fact, ...]:
    """Returns what readers of the language `code` in a city (identity) should hear; nothing if it is none."""
    before, after = change.before, change.after
    if change.is_hidden:
        return ()
    if before is None or before.part(city) is None:
        is_new = after.part(city) is not None and not after.is_cancelled
        return ("new",) if is_new and change.cause is not Cause.WINDOW else ()
    if after.part(city) is None:
        return () if before.is_cancelled else ("left",)
    return tuple(_of_the_meeting(change, before, city, code))


def cities_told(change: RevisionEntry) -> Iterator[str]:
    """Yields the cities (identities) that should hear of a change."""
    return (city for cities in _alike(change).values() if facts(change, cities[0]) for city in cities)


def _alike(change: RevisionEntry) -> Mapping[tuple[object, object], Sequence[str]]:
    """Returns the cities that hear the same: by their old and their new offset, None if they had no part."""
    old = {part.city: (part.offset,) for part in change.before.cities} if change.before else {}
    new = {part.city: (part.offset,) for part in change.after.cities}
    alike: dict[tuple[object, object], list[str]] = defaultdict(list)
    for city in {**old, **new}:
        alike[old.get(city), new.get(city)].append(city)
    return alike


def shared_facts(change: RevisionEntry, code: str = ANY_LANGUAGE) -> tuple[Fact, ...]:
    """Returns what readers of the language `code` in all cities should hear of a change."""
    before, after = change.before, change.after
    if change.is_hidden:
        return ()
    if before is None:
        return () if after.is_cancelled or change.cause is Cause.WINDOW else ("new",)
    found: set[Fact] = set()
    for city in [cities[0] for (old, new), cities in _alike(change).items() if old and new] or [""]:
        found.update(_of_the_meeting(change, before, city, code))
    return tuple(sorted(found, key=_IN_ORDER.index))


def _of_the_meeting(change: RevisionEntry, before: Snapshot, city: str, code: str) -> Iterator[Fact]:
    """Yields the facts for a city that was and is part of a meeting; a cancelled one has no new times."""
    after, told = change.after, set[Fact]()
    if not after.is_cancelled:
        told.update(_of_times(change, before, city))
    if before.is_cancelled != after.is_cancelled:
        told.add("cancelled" if after.is_cancelled else "reinstated")
    elif before.status is not after.status:
        told.add("confirmed" if after.status is Status.CONFIRMED else "tentative")
    fields = change.fields_in(code) - {"visibility"}
    told.update(("place",) if "place" in fields else ())
    told.update(("title",) if "title" in fields else ())
    if fields - _WITH_FACTS - ({"reason"} if _OF_TIMES & told else set()):
        told.add("details")
    return (fact for fact in _IN_ORDER if fact in told)


def _of_times(change: RevisionEntry, before: Snapshot, city: str) -> Iterator[Fact]:
    is_moved = not before.start.is_same(change.after.start)
    if _has_other_hour(change, before, city, is_moved=is_moved):
        yield "moved" if is_moved else "zones"
    if _has_other_end(change, before):
        yield "end"
    if change.joined or change.left:
        yield "cities"


def _has_other_hour(change: RevisionEntry, before: Snapshot, city: str, *, is_moved: bool) -> bool:
    """Returns whether a city meets at another hour than before; whole days have none, but their days."""
    if before.start.all_day or change.after.start.all_day:
        return is_moved
    old, new = before.local_begin(city), change.after.local_begin(city)
    return is_moved or change.cause is Cause.ZONES if old is None else old != new


def _has_other_end(change: RevisionEntry, before: Snapshot) -> bool:
    """Returns whether a meeting takes another time than before."""
    if before.start.all_day != change.after.start.all_day:  # then all about its time is new
        return False
    if before.length is None:  # the kind alone tells
        return change.kind is StepKind.MOVE and not change.moves_start
    return before.length != change.after.length


def verb(change: RevisionEntry, city: str) -> str:
    """Returns what a change does for a city (identity): `join`, `leave`, or what it does for all others."""
    if city in change.left:
        return "leave"
    return "join" if city in change.joined else change.kind.value


def is_soon(change: RevisionEntry, now: datetime, within: timedelta = SOON) -> bool:
    """Returns whether calendars may be too slow: it begins or was to begin `within` a time, or is on."""
    known = (change.before, change.after)
    return any(
        each.begin <= now + within and now < each.end
        for each in known
        if each is not None and each.begin is not None and each.end is not None
    )
