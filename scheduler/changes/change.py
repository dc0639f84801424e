"""The change of one meeting, as its readers know it.

1. A change is two snapshots: what readers knew, and what they know now. All facts of times, status and cities
   follow from the two.
2. Of place, title and other details only the names are known: old words may have to be withdrawn.
3. A city hears its own facts. One that is new in a meeting hears of the meeting alone, and one that leaves it
   of that alone. New zone rules are facts for the cities whose hour changes.
4. The facts are in the order in which people need them: does it take place, when, where, what.
5. A meeting that is new only because the calendars reach its month is no news.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from msgspec import Struct

from scheduler.programme.details import CONTENT_FIELDS, Status
from scheduler.state.revision import Snapshot

Fact = Literal[
    "new", "left", "cancelled", "reinstated", "confirmed", "tentative", "moved", "zones", "end",
    "place", "title", "details",
]  # fmt: skip
"""The facts, in the order of the text. "zones": a country changed its clocks."""
_WITH_FACTS = {"place", "title"}
_SILENT = {"visibility", "busy", "reason"}
"""Details that are no facts: the first two show by themselves, and a reason belongs to another fact."""


class ToldChange(Struct, frozen=True, kw_only=True):
    """What readers knew of the meeting `uid` `before` (None if nothing), and what they know `after`.

    `details` names what else changed: fields of Content. `by_window`: it is new only because the calendars
    went on. Where the instants before are unknown, `moves_end` says that its end moved without its start, and
    `by_zones` that new zone rules had a part in it.
    """

    uid: str
    before: Snapshot | None
    after: Snapshot
    details: frozenset[str] = frozenset()
    moves_end: bool = False
    by_window: bool = False
    by_zones: bool = False

    def facts(self, city: str) -> tuple[Fact, ...]:
        """Returns what a city (identity) should hear; nothing if nothing concerns it."""
        before, after = self.before, self.after
        if before is None or not _takes_part(before, city):
            is_new = _takes_part(after, city) and not _is_cancelled(after)
            return ("new",) if is_new and not self.by_window else ()
        was_on, is_on = not _is_cancelled(before), not _is_cancelled(after)
        if not _takes_part(after, city):
            return ("left",) if was_on else ()
        if not is_on:
            return ("cancelled",) if was_on else ()
        return tuple(self._facts_of_the_meeting(before, city))

    def _facts_of_the_meeting(self, before: Snapshot, city: str) -> list[Fact]:
        """Returns the facts of a meeting that takes place, for a city that was and is part of it."""
        after = self.after
        found: list[Fact] = []
        if _is_cancelled(before):
            found.append("reinstated")
        elif before.status is not after.status:
            found.append("confirmed" if after.status is Status.CONFIRMED else "tentative")
        if not before.start.is_same(after.start):
            found.append("moved")
        elif self._has_other_hour(before, city):
            found.append("zones")
        elif self._has_other_end(before):
            found.append("end")
        found += [name for name in ("place", "title") if name in self.details]
        if self.details & {*CONTENT_FIELDS} - _WITH_FACTS - _SILENT:
            found.append("details")
        return found

    def _has_other_hour(self, before: Snapshot, city: str) -> bool:
        """Returns whether a meeting that keeps its wall time has another hour in a city."""
        old, new = _local_begin(before, city), _local_begin(self.after, city)
        return self.by_zones if old is None else old != new

    def _has_other_end(self, before: Snapshot) -> bool:
        """Returns whether a meeting that keeps its start takes another time."""
        old = _length(before)
        return self.moves_end if old is None else old != _length(self.after)


def _takes_part(snapshot: Snapshot, city: str) -> bool:
    return any(part.city == city for part in snapshot.cities)


def _is_cancelled(snapshot: Snapshot) -> bool:
    return snapshot.status is Status.CANCELLED


def _local_begin(snapshot: Snapshot, city: str) -> object | None:
    """Returns the wall time of a city when the meeting begins; None if it was not recorded."""
    offset = next((part.offset for part in snapshot.cities if part.city == city), None)
    if snapshot.begin is None or offset is None:
        return None
    return snapshot.begin + timedelta(minutes=offset)


def _length(snapshot: Snapshot) -> timedelta | None:
    """Returns how long it takes; None if that was not recorded."""
    return snapshot.end - snapshot.begin if snapshot.begin is not None and snapshot.end is not None else None
