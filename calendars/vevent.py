"""Writes a meeting: Event + Stamp → the bytes of one VEVENT.

The order of the properties is fixed: UID; DTSTAMP, CREATED, LAST-MODIFIED, SEQUENCE; DTSTART, DTEND;
SUMMARY, DESCRIPTION, LOCATION, URL, CATEGORIES, CONFERENCE; STATUS, TRANSP, X-MICROSOFT-CDO-BUSYSTATUS.
Properties without a value are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from calendars.content_lines import date_time, escape, quote, write_lines
from calendars.event import UTC_NAME, Conference, Event
from calendars.stamp import Stamp


def write_vevent(event: Event, stamp: Stamp) -> bytes:
    """Returns the lines from BEGIN:VEVENT to END:VEVENT, each with CRLF; equal values give equal bytes."""
    return write_lines(_lines(event, stamp))


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
    return f"CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL={quote(conference.label)}:{conference.uri}"


def _moment(moment: datetime | date, tzid: str | None) -> str:
    """Returns the parameters and value of DTSTART or DTEND (RFC 5545 sections 3.3.4, 3.3.5)."""
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{_day(moment)}"
    if tzid == UTC_NAME:
        return f":{date_time(moment)}Z"
    return f";TZID={tzid}:{date_time(moment)}"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")
