"""Decides what an edit may change in a past meeting, and what it may move into the past.

1. A meeting is past if its stored end is not after `now`.
2. Only text that names this very occurrence changes it; a rule, a zone or a deletion never does.
3. Its wording changes freely. Its time, its status and its absent cities need the permission `past`.
4. A wrong date of a webinar, a visit or an extra may be corrected without it, if the meeting was over when it
   was first published.
5. A speaker, a link or a way to join that the text does not name any more always disappears.
6. A series of one takes place once: with a date to come, it would be another meeting, which needs a new id.
7. A holiday policy puts no new meeting into the past: it stays on its planned day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from scheduler.programme.advice import Permission, advise
from scheduler.programme.details import (
    CONTENT_FIELDS,
    PEOPLE_FIELDS,
    WITHDRAWN_FIELDS,
    Content,
    Details,
    Link,
    Speaker,
)
from scheduler.programme.english_days import in_words
from scheduler.programme.keys import ONCE
from scheduler.programme.problems import Problem
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence, Timing, by_present_zone_data, timed_for
from scheduler.timetable.timetable import Wanted


def update_past_wording(stored: Occurrence, wanted: Wanted) -> Occurrence:
    """Returns the past occurrence with the wording that `wanted` names, without what was withdrawn."""
    new = wanted.occurrence.content
    changed = withdraw(stored, new)
    named: dict[str, Any] = {name: getattr(new, name) for name in CONTENT_FIELDS if name in wanted.named}
    if "themes" in named and _theme_ids(new) == _theme_ids(stored.content):
        named["themes"] = stored.content.themes
    return replace(changed, content=replace(changed.content, **named))


def rewrite_past(stored: Occurrence, wanted: Wanted) -> Occurrence:
    """Returns the past occurrence with the wording, time, status and absent cities that `wanted` names.

    Raises DoubtfulHour if the new hour does not exist.
    """
    new = wanted.occurrence
    changed = update_past_wording(stored, wanted)
    if changes_time(stored, wanted):
        timing = _retimed(stored.timing, new.timing, wanted.named)
        source = new if "planned" in wanted.named else stored
        changed = replace(changed.at(timing), planned=source.planned, planned_days=source.planned_days)
    present = tuple(
        participant for participant in changed.participants if participant.city not in wanted.absent
    )
    changed = replace(changed, participants=present)
    return replace(changed, status=new.status) if "status" in wanted.named else changed


def was_over_when_published(stored: Stored) -> bool:
    """Returns whether a meeting was already over when it was first published: nobody expected it."""
    return stored.occurrence.timing.end_utc <= stored.stamp.created


def may_have_wrong_date(stored: Stored) -> bool:
    """Returns whether the text dates a meeting that was over when it was first published."""
    return not stored.occurrence.recurs and was_over_when_published(stored)


def changes_time(stored: Occurrence, wanted: Wanted) -> bool:
    """Returns whether `wanted` names a part of its time that differs from the stored one."""
    return changed_time_part(stored, wanted) is not None


def changed_time_part(stored: Occurrence, wanted: Wanted) -> str | None:
    """Returns the first part of its time that `wanted` names and that differs from the stored one.

    A cancelled meeting keeps its last time, whatever time the text names.
    """
    if wanted.occurrence.cancelled:
        return None
    old, new = _parts(stored.timing), _parts(wanted.occurrence.timing)
    return next((part for part in old if part in wanted.named and old[part] != new[part]), None)


def _parts(timing: Timing) -> dict[str, object]:
    duration = timing.ends - timing.starts if timing.all_day else timing.length
    return {
        "day": timing.starts.date(),
        "hour": (timing.starts.time(), timing.all_day),
        "duration": duration,
        "clock": timing.zone,
    }


def _retimed(old: Timing, new: Timing, named: frozenset[str]) -> Timing:
    """Returns `old` with the parts of `new` that are named."""
    if new.all_day or old.all_day:
        return new
    zone = new.zone if "clock" in named else old.zone
    day = new.starts if "day" in named else old.starts
    hour = new.starts if "hour" in named else old.starts
    length = new.length if "duration" in named else old.length
    return timed_for(zone, datetime.combine(day.date(), hour.time()), length)


def past_problem(stored: Occurrence, wanted: Wanted, now: datetime, *, allowed: bool) -> Problem | None:
    """Returns why the text may not change a past meeting in this way, or None if it may."""
    new = wanted.occurrence
    time_part = changed_time_part(stored, wanted)
    has_new_status = "status" in wanted.named and new.status is not stored.status
    past = f"{stored.content.title.say('en')}: {_describe(stored)}"
    path = wanted.path_of(time_part or ("status" if has_new_status else "absent"))
    if time_part and new.timing.end_utc > now and "dates" in path and (new.key == ONCE or not allowed):
        return Problem(path, f"{past}; past dates keep their place in the list: put it back")
    if time_part and new.timing.end_utc > now and new.key == ONCE:
        return Problem(path, f"{past}; a new meeting needs an id of its own")
    loses_city = not wanted.absent.isdisjoint(stored.cities())
    if (time_part or has_new_status or loses_city) and not allowed:
        subject = "its time" if time_part else "its status" if has_new_status else "who took part"
        return Problem(path, past, advice=advise("{} changes only with {}", subject, Permission("past")))
    return None


def _describe(stored: Occurrence) -> str:
    verb = "was cancelled for" if stored.cancelled else "took place on"
    return f"it {verb} {in_words(stored.timing.starts)}"


def _theme_ids(content: Content) -> tuple[str, ...]:
    return tuple(theme.id for theme in content.themes)


def withdraw(stored: Occurrence, wanted: Content | Details | None) -> Occurrence:
    """Returns `stored` without people and web addresses that the text does not name any more.

    If the whole series left the text (`wanted` is None), only speakers and a private way to join disappear.
    """
    content = stored.content
    if wanted is None:
        join = content.join if content.join and content.join.public else None
        without_people = {name: _still_named(getattr(content, name), None) for name in PEOPLE_FIELDS}
        return replace(stored, content=replace(content, join=join, **without_people))
    remaining = {
        name: _still_named(getattr(content, name), getattr(wanted, name)) for name in WITHDRAWN_FIELDS
    }
    return replace(stored, content=replace(content, **remaining))


def _still_named(stored: Any, wanted: Any) -> Any:
    """Returns the value of a field without the people and addresses that `wanted` does not hold."""
    if isinstance(stored, tuple):
        named = {_name(item) for item in wanted or ()}
        return tuple(item for item in stored if _name(item) in named)
    return stored if stored == wanted else None


def _name(item: Link | Speaker) -> str:
    """Returns what a link or a speaker is known by, whatever its label or role is."""
    return item.url if isinstance(item, Link) else item.name


def at_published_time(after: Occurrence, stored: Occurrence) -> Occurrence:
    """Returns `after` at the published wall time, with its participants in the published order."""
    order = {city: position for position, city in enumerate(stored.cities())}
    ranked = sorted(after.participants, key=lambda participant: order.get(participant.city, len(order)))
    return replace(
        after,
        planned=stored.planned,
        planned_days=stored.planned_days,
        participants=tuple(ranked),
        clock_name=stored.clock_name,
    ).at(by_present_zone_data(stored.timing))


def not_before_now(wanted: Wanted, now: datetime) -> Occurrence:
    """Returns the wanted occurrence, on its planned date if only its holiday policy moves it into the past.

    Raises DoubtfulHour if its hour does not exist on that date.
    """
    occurrence = wanted.occurrence
    moved = occurrence.timing
    if wanted.unmoved_start is None or moved.end_utc > now:
        return occurrence
    unmoved = timed_for(moved.zone, wanted.unmoved_start, moved.length)
    return occurrence if unmoved.end_utc <= now else occurrence.at(unmoved)
