"""The change of one meeting, as its readers know it: an entry of the history, or several as one.

1. A change is two snapshots: what readers knew, and what they know now. All facts of times, status and cities
   follow from the two.
2. Of place, title and other details only the names are known: old words may have to be withdrawn. Another
   clock that shows the same start is a detail.
3. A city hears its own facts. One that is new in a meeting hears of the meeting alone, and one that leaves it
   of that alone. New zone rules are facts for the cities whose hour changes.
4. The facts are in the order in which people need them: does it take place, when, where, what.
5. A meeting that is new only because the calendars reach its month is no news.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from scheduler.programme.details import CONTENT_FIELDS, Status
from scheduler.state.revision import Cause, RevisionEntry, Snapshot, StepKind

SOON = timedelta(hours=48)
"""Calendar programs may not fetch a change in time if the meeting begins within this time."""

Fact = Literal[
    "new", "left", "cancelled", "reinstated", "confirmed", "tentative", "moved", "zones", "end",
    "place", "title", "details",
]  # fmt: skip
"""The facts, in the order of the text. "zones": a country changed its clocks."""
SharedFact = Fact | Literal["joined"]
"""The facts for readers in all cities."""
_IN_ORDER: tuple[SharedFact, ...] = (
    "new", "cancelled", "reinstated", "confirmed", "tentative", "moved", "zones", "end", "place", "joined",
    "left", "title", "details",
)  # fmt: skip
_WITH_FACTS = {"place", "title"}
_SILENT = {"visibility", "busy", "reason"}
"""Details that are no facts: the first two show by themselves, and a reason belongs to another fact."""


def facts(change: RevisionEntry, city: str) -> tuple[Fact, ...]:
    """Returns what a city (identity) should hear of a change; nothing if nothing concerns it."""
    before, after = change.before, change.after
    if before is None or before.part(city) is None:
        is_new = after.part(city) is not None and not after.is_cancelled
        return ("new",) if is_new and change.cause is not Cause.WINDOW else ()
    if after.part(city) is None:
        return () if before.is_cancelled else ("left",)
    if after.is_cancelled:
        return () if before.is_cancelled else ("cancelled",)
    return tuple(_of_the_meeting(change, before, city))


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


def shared_facts(change: RevisionEntry) -> tuple[SharedFact, ...]:
    """Returns what readers in all cities should hear of a change; "left" says that a city leaves."""
    before, after = change.before, change.after
    if before is None:
        return () if after.is_cancelled or change.cause is Cause.WINDOW else ("new",)
    if after.is_cancelled:
        return () if before.is_cancelled else ("cancelled",)
    found: set[SharedFact] = set()
    for city in [cities[0] for (old, new), cities in _alike(change).items() if old and new] or [""]:
        found.update(_of_the_meeting(change, before, city))
    found.update(["joined"] if change.joined else [], ["left"] if change.left else [])
    return tuple(sorted(found, key=_IN_ORDER.index))


def _of_the_meeting(change: RevisionEntry, before: Snapshot, city: str) -> Iterator[Fact]:
    """Yields the facts of a meeting that takes place, for a city that was and is part of it."""
    after = change.after
    if before.is_cancelled:
        yield "reinstated"
    elif before.status is not after.status:
        yield "confirmed" if after.status is Status.CONFIRMED else "tentative"
    if not before.start.is_same(after.start):
        yield "moved"
    elif _has_other_hour(change, before, city):
        yield "zones"
    elif _has_other_end(change, before):
        yield "end"
    yield from (name for name in ("place", "title") if name in change.details)
    if change.changes_clock or {*change.details} & {*CONTENT_FIELDS} - _WITH_FACTS - _SILENT:
        yield "details"


def _has_other_hour(change: RevisionEntry, before: Snapshot, city: str) -> bool:
    """Returns whether a meeting that keeps its wall time has another hour in a city; whole days have none."""
    if change.after.start.all_day:
        return False
    old, new = before.local_begin(city), change.after.local_begin(city)
    return change.cause is Cause.ZONES if old is None else old != new


def _has_other_end(change: RevisionEntry, before: Snapshot) -> bool:
    """Returns whether a meeting that keeps its start takes another time."""
    return change.kind is StepKind.MOVE if before.length is None else before.length != change.after.length


def verb(change: RevisionEntry, city: str) -> str:
    """Returns what a change does for a city (identity): `join`, `leave`, or what it does for all others."""
    if city in change.left:
        return "leave"
    return "join" if city in change.joined else change.kind.value


def is_soon(change: RevisionEntry, now: datetime) -> bool:
    """Returns whether calendars may be too slow: it begins or was to begin within 48 hours, or is on."""
    known = (change.before, change.after)
    return any(
        each.begin <= now + SOON and now < each.end
        for each in known
        if each is not None and each.begin is not None and each.end is not None
    )
