"""Writes a meeting: Event + Stamp → the bytes of one VEVENT.

The order of the properties is fixed: UID; DTSTAMP, CREATED, LAST-MODIFIED, SEQUENCE; DTSTART, DTEND;
SUMMARY, DESCRIPTION, LOCATION, URL, CATEGORIES, CONFERENCE; STATUS, TRANSP, X-MICROSOFT-CDO-BUSYSTATUS.
Properties without a value are left out.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from calendars.content_lines import date_time, escape, folded, quote
from calendars.event import UTC_NAME, Conference, Event, EventTexts
from calendars.stamp import Stamp

_BUSY = "TRANSP:OPAQUE\r\n"
_FREE = "TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"  # Outlook does not look at TRANSP


def write_vevent(event: Event, stamp: Stamp) -> bytes:
    """Returns the lines from BEGIN:VEVENT to END:VEVENT, each with CRLF; equal values give equal bytes."""
    before_url, after_url = _text_lines(event.texts)
    lines = (
        "BEGIN:VEVENT\r\n",
        folded(f"UID:{escape(event.uid)}"),
        _stamp_lines(stamp),
        folded(f"DTSTART{_moment(event.start, event.tzid)}"),
        folded(f"DTEND{_moment(event.end, event.tzid)}"),
        before_url,
        folded(f"URL:{event.url}") if event.url is not None else "",
        after_url,
        f"STATUS:{event.status}\r\n",
        _FREE if event.transparent else _BUSY,
        "END:VEVENT\r\n",
    )
    return "".join(lines).encode()


@lru_cache(maxsize=64)  # all new meetings of a revision have one stamp
def _stamp_lines(stamp: Stamp) -> str:
    # Without METHOD, DTSTAMP is the time of the last revision (RFC 5545 section 3.8.7.2).
    modified = f"{date_time(stamp.modified)}Z"
    return (
        f"DTSTAMP:{modified}\r\n"
        f"CREATED:{date_time(stamp.created)}Z\r\n"
        f"LAST-MODIFIED:{modified}\r\n"
        f"SEQUENCE:{stamp.sequence}\r\n"
    )


@lru_cache(maxsize=64)  # many meetings of a series have the same texts
def _text_lines(texts: EventTexts) -> tuple[str, str]:
    """Returns the lines with texts before and after that of the URL."""
    before = [f"SUMMARY:{escape(texts.summary)}"]
    if texts.description is not None:
        before.append(f"DESCRIPTION:{escape(texts.description)}")
    if texts.location is not None:
        before.append(f"LOCATION:{escape(texts.location)}")
    after = []
    if texts.categories:
        after.append(f"CATEGORIES:{','.join(map(escape, texts.categories))}")
    if texts.conference is not None:
        after.append(_conference_line(texts.conference))
    return "".join(map(folded, before)), "".join(map(folded, after))


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
