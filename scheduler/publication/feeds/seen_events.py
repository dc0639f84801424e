"""Continues what subscribers have, after the store has lost it or was put back: stamps, and past meetings.

1. A store that is made anew would begin at SEQUENCE 0, and one that was put back would use a SEQUENCE twice.
   Calendar programs may ignore what has a lower SEQUENCE than they know (RFC 5546 section 2.1.5).
2. A text says when meetings take place from now on. What it says of an earlier day may have changed since. So
   past meetings are kept as subscribers have them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time

from msgspec import Struct
from msgspec.structs import replace

from calendars import Event, Stamp, write_vevent
from scheduler.plan.make_plan import Plan
from scheduler.plan.steps import Step, kind_of
from scheduler.programme.details import Status
from scheduler.publication.feeds.pieces import events_of
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import Cause, PieceKey
from scheduler.state.state import State
from scheduler.state.stored import Stored
from scheduler.timetable import wall_times
from scheduler.timetable.occurrence import Occurrence, Timing

_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_PROPERTY = re.compile(r"^([A-Z-]+)((?:;[^:\r]*)?):(.*?)\r$", re.MULTILINE)
_BOOKING = re.compile(
    rb"^(?:DTSTART|DTEND|DURATION|STATUS|LOCATION)[;:].*?\r\n(?! )", re.DOTALL | re.MULTILINE
)


class SeenEvent(Struct, frozen=True):
    """An event as subscribers have it: its written forms, in several languages, each with its stamp."""

    stamps: Mapping[bytes, Stamp]

    @property
    def stamp(self) -> Stamp:
        """The stamp that none of them exceeds."""
        stamps = self.stamps.values()
        return Stamp(
            sequence=max(stamp.sequence for stamp in stamps),
            created=min(stamp.created for stamp in stamps),
            modified=max(stamp.modified for stamp in stamps),
        )


SeenEvents = Mapping[str, SeenEvent]
"""Events by UID."""
NO_SEEN_EVENTS: SeenEvents = {}


def events_in(bodies: Iterable[bytes]) -> SeenEvents:
    """Returns the events in feeds that Twincal wrote, or in pieces of them; raises KeyError for others."""
    by_uid: defaultdict[str, dict[bytes, Stamp]] = defaultdict(dict)
    for body in bodies:
        for event in _EVENT.findall(body):
            said = _properties(event)
            by_uid[said["UID"][1]][event] = Stamp(
                sequence=int(said["SEQUENCE"][1]),
                created=_instant(said["CREATED"][1]),
                modified=_instant(said["LAST-MODIFIED"][1]),
            )
    return {uid: SeenEvent(stamps) for uid, stamps in by_uid.items()}


def events_ahead(seen: SeenEvents, occurrences: Mapping[str, Stored]) -> SeenEvents:
    """Returns the events of `seen` that `occurrences` do not have, or have with an older stamp."""
    return {
        uid: event
        for uid, event in seen.items()
        if uid not in occurrences or has_older_stamp(occurrences[uid], event)
    }


def has_older_stamp(stored: Stored, seen: SeenEvent) -> bool:
    """Returns whether `stored` has an older stamp than subscribers have."""
    stamp, other = stored.stamp, seen.stamp
    return (stamp.sequence, stamp.modified) < (other.sequence, other.modified)


def continue_event(
    stored: Stored, seen: SeenEvent, profile: ProgrammeProfile, at: datetime
) -> tuple[Stored, dict[PieceKey, bytes]]:
    """Returns `stored` with a stamp that follows what subscribers have, and its pieces.

    A piece that they have is used as it is. If all are used, the stamp does not change.
    """
    events = {
        (language, reader): event
        for language in profile.languages
        for reader, event in events_of(stored, profile, language).items()
    }
    kept = {key: body for key, event in events.items() if (body := _kept(event, seen)) is not None}
    stamp = seen.stamp
    if {*kept.values()} != seen.stamps.keys():
        new = {_booking(write_vevent(event, stamp)) for event in events.values()}
        if {*map(_booking, seen.stamps)} <= new:
            stamp = stamp.touched(at)
        else:
            stamp, kept = stamp.revised(at), {}
    pieces: dict[PieceKey, bytes] = {
        (stored.occurrence.uid, *key): kept.get(key) or write_vevent(event, stamp)
        for key, event in events.items()
    }
    return replace(stored, stamp=stamp), pieces


def _kept(event: Event, seen: SeenEvent) -> bytes | None:
    """Returns the written form of `event` that subscribers have; None if they have it in another form."""
    written = (write_vevent(event, stamp) for stamp in {*seen.stamps.values()})
    return next((body for body in written if body in seen.stamps), None)


def _booking(body: bytes) -> tuple[bytes, ...]:
    """Returns the lines of an event for which SEQUENCE grows."""
    return tuple(_BOOKING.findall(body))


def _properties(event: bytes) -> dict[str, tuple[str, str]]:
    """Returns the parameters and the value of each property; an alarm in the event comes after them."""
    found = _PROPERTY.findall(event.replace(b"\r\n ", b"").decode())
    return {name: (parameters, value) for name, parameters, value in reversed(found)}


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


class EventFacts(Struct, frozen=True, order=True):
    """What an event tells of a meeting: when it is, on the clock that counts, its title, status and place."""

    starts: str
    ends: str
    zone: str
    title: str
    status: str
    place: str


def facts_of(bodies: Iterable[bytes]) -> set[EventFacts]:
    """Returns what the written forms of an event tell, without the pair that the file of one meeting adds."""
    told = {_facts(_properties(body)) for body in bodies}
    return {each for each in told if not any(each.title.startswith(f"{other.title} (") for other in told)}


def _facts(said: Mapping[str, tuple[str, str]]) -> EventFacts:
    values = {name: re.sub(r"\\(.)", r"\1", value) for name, (_, value) in said.items()}
    starts, ends, *words = (
        values.get(name, "") for name in ("DTSTART", "DTEND", "SUMMARY", "STATUS", "LOCATION")
    )
    return EventFacts(starts, ends, said["DTSTART"][0].partition("TZID=")[2], *words)


def otherwise_told(
    state: State, seen: SeenEvents, now: datetime
) -> Iterator[tuple[str, set[EventFacts], set[EventFacts]]]:
    """Yields the UIDs of coming meetings that `state` tells otherwise than `seen`, with what both tell.

    What begins after all in `seen` was not published yet, and what was cancelled may leave the text.
    """
    own: defaultdict[str, list[bytes]] = defaultdict(list)
    for (uid, *_), body in state.pieces.items():
        own[uid].append(body)
    known = {uid: facts_of(event.stamps) for uid, event in seen.items()}
    last, today = max(min(told).starts for told in known.values()), f"{now:%Y%m%d}"
    for uid in sorted({*known, *own}):
        published, planned = known.get(uid, set()), facts_of(own[uid])
        first = min(published or planned)
        is_alike = published <= planned if published else first.starts > last
        is_dropped = not planned and first.status == "CANCELLED"
        if first.ends > today and not (is_alike or is_dropped):
            yield uid, published, planned


IsPast = Callable[[Timing], bool]


def with_past_as_seen(plan: Plan, state: State, seen: SeenEvents, now: datetime) -> Plan:
    """Returns `plan` with meetings that ended before `now` at the time and with the status that `seen` has.

    Meetings of `state` that have another time there get a step. Meetings that have left the feeds at that
    time are not in the calendars of subscribers any more, so they do not change.
    """
    if not seen:
        return plan

    def is_past(timing: Timing) -> bool:
        return timing.is_over(now) and plan.window.shows(timing.ends)

    steps = [_as_seen(step, seen, is_past) for step in plan.steps]
    planned = {step.after.uid for step in steps}
    return replace(plan, steps=(*steps, *_further_steps(state, seen, planned, is_past)))


def _as_seen(step: Step, seen: SeenEvents, is_past: IsPast) -> Step:
    event = seen.get(step.after.uid)
    if event is None:
        return step
    after = _occurrence_as_seen(step.after, event, is_past)
    # A step that withdraws words of a meeting may cancel it, too, or move it.
    kind = step.kind if step.before is None else kind_of(step.before.occurrence, after)
    return replace(step, kind=kind, after=after)


def _further_steps(state: State, seen: SeenEvents, planned: set[str], is_past: IsPast) -> Iterator[Step]:
    for uid, event in seen.items():
        if uid in planned or uid not in state.occurrences:
            continue
        stored = state.occurrences[uid]
        after = _occurrence_as_seen(stored.occurrence, event, is_past)
        if after is not stored.occurrence:
            kind = kind_of(stored.occurrence, after)
            yield Step(kind=kind, cause=Cause.CONFIGURATION, before=stored, after=after, shown=stored.shown)


def _occurrence_as_seen(occurrence: Occurrence, seen: SeenEvent, is_past: IsPast) -> Occurrence:
    """Returns `occurrence` as subscribers have it if it is past there; else the same value."""
    body = max(seen.stamps, key=lambda each: (seen.stamps[each].sequence, seen.stamps[each].modified))
    said = _properties(body)
    timing = _timing_in(said, occurrence.timing)
    if timing is None or not is_past(timing):
        return occurrence
    status = Status(said["STATUS"][1].lower()) if "STATUS" in said else occurrence.status
    if timing.same_wall(occurrence.timing) and status is occurrence.status:
        return occurrence
    at_that_time = replace(occurrence, planned=timing.starts, planned_days=timing.all_day, status=status)
    return at_that_time.at(timing)


def _timing_in(said: Mapping[str, tuple[str, str]], known: Timing) -> Timing | None:
    """Returns the time of an event; None if it has no end, or an hour that clocks do not show once."""
    if not {"DTSTART", "DTEND"} <= said.keys():
        return None
    starts, ends = _moment(*said["DTSTART"]), _moment(*said["DTEND"])
    zone = known.zone if starts[0] is None else starts[0]
    try:
        begin, end = (wall_times.nearest_instant(wall, zone) for wall in (starts[1], ends[1]))
        return Timing(
            zone=zone,
            starts=starts[1],
            ends=ends[1],
            all_day=starts[0] is None,
            begin_utc=begin.astimezone(UTC),
            end_utc=end.astimezone(UTC),
        )
    except ValueError:
        return None


def _moment(parameters: str, value: str) -> tuple[str | None, datetime]:
    """Returns a zone and a wall time in it; the zone of a date is None."""
    if "VALUE=DATE" in parameters:
        return None, datetime.combine(date.fromisoformat(value), time())
    zone = "UTC" if value.endswith("Z") else parameters.partition("TZID=")[2]
    return zone, datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time
