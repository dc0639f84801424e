"""Writes a meeting: Event + Stamp → the bytes of one VEVENT.

The meeting is flat by design: one at one time, without rules, exceptions or people (RFC 5545 section 3.6.1).
The order of the properties is fixed: UID; DTSTAMP, CREATED, LAST-MODIFIED, SEQUENCE; DTSTART, DTEND;
SUMMARY, DESCRIPTION, LOCATION, URL, CATEGORIES, CONFERENCE; STATUS, TRANSP, X-MICROSOFT-CDO-BUSYSTATUS.
Properties without a value are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, get_args

from msgspec import Struct

from calendars.content_lines import ascii_url, clean, date_time, escape, quoted, write_lines
from calendars.stamp import Stamp

EventStatus = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

_STATUSES = get_args(EventStatus)

UTC_NAME = "UTC"
"""The only zone whose times are written with Z."""

_UID = re.compile(r"[!-~]{1,254}")
_SUMMARY = re.compile(rb"^SUMMARY:.*\n(?: .*\n)*", re.MULTILINE)
"""A folded line goes on behind a blank (RFC 5545 section 3.1)."""
_ZONE_NAME = re.compile(r"[A-Z][\w+-]*(/[\w+-]+)+", re.ASCII)


class Conference(Struct, frozen=True, kw_only=True):
    """An online room: its address and a label for it (RFC 7986 section 5.11)."""

    uri: str
    label: str

    def __post_init__(self) -> None:
        _check_url("conference", self.uri)
        _check_words("conference label", self.label)


class Event(Struct, frozen=True, kw_only=True):
    """One meeting as a calendar shows it; raises ValueError if a calendar cannot show it.

    `start` and `end` are naive wall times in the zone `tzid` (an IANA name, or "UTC"), in whole seconds; or
    both are dates without `tzid`, the end exclusive. Addresses must be as `calendars.ascii_url` returns them.
    Texts must be as `calendars.clean` returns them. A `transparent` event blocks no time.
    """

    uid: str
    start: datetime | date
    end: datetime | date
    tzid: str | None
    summary: str
    description: str | None = None
    location: str | None = None
    categories: tuple[str, ...] = ()
    conference: Conference | None = None
    url: str | None = None
    status: EventStatus = "CONFIRMED"
    transparent: bool = False

    def __post_init__(self) -> None:
        if not _UID.fullmatch(self.uid):
            raise ValueError(f"uid {self.uid!r} is not 1 to 254 printable ASCII characters without blanks")
        if self.status not in _STATUSES:
            raise ValueError(f"status {self.status!r} is none of {', '.join(_STATUSES)}")
        _check_span(self.start, self.end, self.tzid)
        _check_words("summary", self.summary)
        for name, words in (("description", self.description), ("location", self.location)):
            if words is not None:
                _check_words(name, words)
        for category in self.categories:
            _check_words("category", category)
        if self.url is not None:
            _check_url("url", self.url)


def check_zone_name(tzid: str) -> None:
    """Raises ValueError unless `tzid` is UTC or has the form of an IANA name, such as Europe/Sofia."""
    if tzid != UTC_NAME and not _ZONE_NAME.fullmatch(tzid):
        raise ValueError(f"{tzid!r} is not the name of a time zone; a good one is Europe/Sofia, or UTC")


def _check_span(start: date, end: date, tzid: str | None) -> None:
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise ValueError("start and end must both have an hour or both be dates")
    if isinstance(start, datetime) and isinstance(end, datetime):
        if tzid is None:
            raise ValueError(f"{start} needs a time zone")
        check_zone_name(tzid)
        _check_wall_time(start)
        _check_wall_time(end)
    elif tzid is not None:
        raise ValueError(f"the date {start} takes no time zone, {tzid} was given")
    if end <= start:
        raise ValueError(f"the end {end} is not after the start {start}")


def _check_wall_time(moment: datetime) -> None:
    if moment.tzinfo is not None or moment.microsecond:
        raise ValueError(f"{moment} is not a wall time in whole seconds")


def _check_words(name: str, words: str) -> None:
    if not words.strip():
        raise ValueError(f"the {name} is empty")
    if clean(words) != words:
        raise ValueError(
            f"the {name} {words!r} holds characters that calendars cannot show; clean() removes them"
        )


def _check_url(name: str, url: str) -> None:
    if ascii_url(url) != url:
        raise ValueError(f"the {name} {url!r} must be written {ascii_url(url)!r}")


def write_vevent(event: Event, stamp: Stamp) -> bytes:
    """Returns the lines from BEGIN:VEVENT to END:VEVENT, each with CRLF; equal values give equal bytes."""
    return write_lines(_lines(event, stamp))


def with_summary(vevent: bytes, summary: str) -> bytes:
    """Returns a written VEVENT with another summary."""
    _check_words("summary", summary)
    return _SUMMARY.sub(lambda _: write_lines((f"SUMMARY:{escape(summary)}",)), vevent, count=1)


def _lines(event: Event, stamp: Stamp) -> Iterator[str]:
    # Without METHOD, DTSTAMP is the time of the last revision (RFC 5545 section 3.8.7.2).
    modified = f"{date_time(stamp.modified)}Z"
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{modified}"
    yield f"CREATED:{date_time(stamp.created)}Z"
    yield f"LAST-MODIFIED:{modified}"
    yield f"SEQUENCE:{stamp.sequence}"
    yield f"DTSTART{_moment(event.start, event.tzid)}"
    yield f"DTEND{_moment(event.end, event.tzid)}"
    yield f"SUMMARY:{escape(event.summary)}"
    if event.description is not None:
        yield f"DESCRIPTION:{escape(event.description)}"
    if event.location is not None:
        yield f"LOCATION:{escape(event.location)}"
    if event.url is not None:
        yield f"URL:{event.url}"
    if event.categories:
        yield f"CATEGORIES:{','.join(map(escape, event.categories))}"
    if event.conference is not None:
        yield _conference_line(event.conference)
    yield f"STATUS:{event.status}"
    if event.transparent:
        yield "TRANSP:TRANSPARENT"
        yield "X-MICROSOFT-CDO-BUSYSTATUS:FREE"  # Outlook does not look at TRANSP
    else:
        yield "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _conference_line(conference: Conference) -> str:
    return f"CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL={quoted(conference.label)}:{conference.uri}"


def _moment(moment: datetime | date, tzid: str | None) -> str:
    """Returns the parameters and value of DTSTART or DTEND (RFC 5545 sections 3.3.4, 3.3.5)."""
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{_day(moment)}"
    if tzid == UTC_NAME:
        return f":{date_time(moment)}Z"
    return f";TZID={tzid}:{date_time(moment)}"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")
