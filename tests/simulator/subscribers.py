"""Calendars that ask for a feed as real clients do, and what they show."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Literal

from dateutil import tz

from scheduler.web.app import SiteApp
from simulator.violation import Violation
from support.ics import blocks, properties
from support.web import respond

Habit = Literal["replaces all", "keeps the newest"]
"""Google and Thunderbird take the file as it is. Outlook and Apple keep an event until a newer one comes."""


@dataclass(frozen=True)
class ShownEvent:
    """One VEVENT as a calendar shows it; begin and end in UTC."""

    uid: str
    sequence: int
    stamp: str
    created: datetime
    begin: datetime
    end: datetime
    title: str
    is_cancelled: bool
    body: bytes

    @property
    def age(self) -> tuple[int, str]:
        """What tells a newer version from an older one (RFC 5546 section 2.1.5)."""
        return self.sequence, self.stamp


@dataclass
class Subscriber:
    path: str
    habit: Habit
    etag: bytes = b""
    body: bytes = b""
    events: dict[str, ShownEvent] = field(default_factory=dict)

    def poll(self, app: SiteApp) -> int:
        """Asks a server, and takes what it answers; returns the status."""
        headers = ((b"if-none-match", self.etag),) if self.etag else ()
        response = respond(app, "GET", self.path, headers)
        if response.status == 200:
            self.etag = dict(response.headers)[b"etag"]
            self.body = response.body
            self._take(events_of(response.body))
        return response.status

    def _take(self, found: dict[str, ShownEvent]) -> None:
        if self.habit == "replaces all":
            self.events = found
            return
        known = self.events
        self.events = {
            uid: event if uid not in known or event.age > known[uid].age else known[uid]
            for uid, event in found.items()
        }


def events_of(feed: bytes) -> dict[str, ShownEvent]:
    """Returns the events of a feed by UID; raises Violation if a UID is there twice."""
    zones = {tzid: _zone(block) for block in blocks(feed, "VTIMEZONE") for tzid in _tzids(block)}
    events = [_event(block, zones) for block in blocks(feed)]
    found = {event.uid: event for event in events}
    if len(found) < len(events):
        raise Violation("a UID stands twice in one feed")
    return found


def _tzids(block: bytes) -> list[str]:
    return re.findall(r"^TZID:(.*?)\r\n", block.decode(), re.MULTILINE)


@lru_cache(maxsize=32)
def _zone(block: bytes) -> tzinfo:
    """Returns the zone that a VTIMEZONE describes, as a client reads it that has no data of its own."""
    zone = tz.tzical(io.StringIO(block.decode())).get()
    assert zone is not None, "the block has a TZID"
    return zone


def _event(block: bytes, zones: dict[str, tzinfo]) -> ShownEvent:
    fields = {name.partition(";")[0]: (name, value) for name, value in properties(block).items()}
    return ShownEvent(
        uid=fields["UID"][1],
        sequence=int(fields["SEQUENCE"][1]),
        stamp=fields["DTSTAMP"][1],
        created=_instant(*fields["CREATED"], zones),
        begin=_instant(*fields["DTSTART"], zones),
        end=_instant(*fields["DTEND"], zones),
        title=fields["SUMMARY"][1],
        is_cancelled=fields.get("STATUS", ("", ""))[1] == "CANCELLED",
        body=block,
    )


def _instant(name: str, value: str, zones: dict[str, tzinfo]) -> datetime:
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    tzid = name.partition("TZID=")[2].strip('"')
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=zones[tzid]).astimezone(UTC)
