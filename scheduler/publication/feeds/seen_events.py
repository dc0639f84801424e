"""Continues the stamps of events that subscribers have, after the store has lost them.

A store that is made anew would begin at SEQUENCE 0, and one that was put back would use a SEQUENCE twice.
Calendar programs may ignore what has a lower SEQUENCE than they know (RFC 5546 section 2.1.5).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from calendars import Event, Stamp, write_vevent
from scheduler.publication.feeds.pieces import events_of
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import PieceKey
from scheduler.state.stored import Stored

_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_STAMP_LINES = ("UID", "SEQUENCE", "CREATED", "LAST-MODIFIED")
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
    """Returns the events in feeds that Twincal wrote, or in pieces of them."""
    by_uid: defaultdict[str, dict[bytes, Stamp]] = defaultdict(dict)
    for body in bodies:
        for event in _EVENT.findall(body):
            uid, sequence, created, modified = (_line(event, name) for name in _STAMP_LINES)
            by_uid[uid][event] = Stamp(
                sequence=int(sequence), created=_instant(created), modified=_instant(modified)
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


def _line(event: bytes, name: str) -> str:
    match = re.search(rf"^{name}:(.*?)\r\n".encode(), event, re.MULTILINE)
    if match is None:
        raise ValueError(f"an event has no {name}")
    return match[1].decode()


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
