"""What an edit may do to a meeting that has taken place: almost nothing.

Only naming the very occurrence reaches it: wording freely, time and status when the past is allowed.
What is withdrawn (a speaker, a link, a way to join) vanishes all the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from scheduler.programme.problems import Problem
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.outcome import Wanted

WORDING = ("title", "description", "kind", "place", "themes", "visibility", "reason", "busy")
PERSONAL = ("join", "registration", "links", "languages", "speakers")


def reach_past(stored: Occurrence, wanted: Wanted | None) -> Occurrence:
    """The past occurrence with the wording that `wanted` names, and without what was withdrawn."""
    kept = _withdraw(stored, wanted.occurrence if wanted else None)
    if wanted is None:
        return kept
    new = wanted.occurrence
    said: dict[str, Any] = {
        name: getattr(new, name) for name in (*WORDING, *PERSONAL) if name in wanted.named
    }
    if said.get("themes") is not None and _ids(new) == _ids(stored):
        said["themes"] = stored.themes
    return replace(kept, **said)


def rewrite_past(stored: Occurrence, wanted: Wanted) -> Occurrence:
    """As `reach_past`, with the time and status that `wanted` names as well."""
    new = wanted.occurrence
    kept = reach_past(stored, wanted)
    if "timing" in wanted.named and not new.timing.same_wall(kept.timing):
        seats = tuple(seat.at(new.timing.begin) for seat in kept.seats)
        kept = replace(kept, timing=new.timing, planned=new.planned, seats=seats)
    return replace(kept, status=new.status) if "status" in wanted.named else kept


def past_problem(stored: Occurrence, wanted: Wanted, now: datetime, *, allowed: bool) -> Problem | None:
    """Why the text may not say this of a meeting that has taken place; None where it may."""
    new = wanted.occurrence
    moved = "timing" in wanted.named and not new.timing.same_wall(stored.timing)
    restated = "status" in wanted.named and new.status is not stored.status
    took_place = f"{stored.title.say('en')} has taken place on {stored.timing.starts:%-d %B %Y}"
    if moved and new.timing.end > now and new.key == "once":
        return Problem(wanted.path, f"{took_place}; a new meeting needs an id of its own")
    if (moved or restated) and not allowed:
        what = "its time" if moved else "its status"
        return Problem(wanted.path, f"{took_place}; {what} changes only with --allow-past")
    return None


def _ids(occurrence: Occurrence) -> tuple[str, ...]:
    return tuple(theme.id for theme in occurrence.themes)


def _withdraw(stored: Occurrence, wanted: Occurrence | None) -> Occurrence:
    """`stored` without the people and addresses that the text no longer gives.

    Where the whole meeting left the text, its addresses stay with the past; people and ways in do not.
    """
    if wanted is None:
        join = stored.join if stored.join and stored.join.public else None
        return replace(stored, join=join, speakers=())
    return replace(
        stored,
        join=stored.join if wanted.join == stored.join else None,
        registration=stored.registration if wanted.registration == stored.registration else None,
        links=tuple(link for link in stored.links if link in wanted.links),
        speakers=tuple(person for person in stored.speakers if person in wanted.speakers),
    )
