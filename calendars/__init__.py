"""Writes iCalendar feeds (RFC 5545, RFC 7986) that all common clients read alike: values in, bytes out.

Must not know cities or programmes, read a clock or do I/O. Import only the names below.
"""

from calendars.content_lines import ascii_url, clean
from calendars.stamp import Stamp
from calendars.vcalendar import LONGEST_NAME, PRODID, Header, calendar_parts
from calendars.vevent import Conference, Event, EventStatus, with_summary, write_vevent
from calendars.vtimezone import write_vtimezone

__all__ = [
    "LONGEST_NAME",
    "PRODID",
    "Conference",
    "Event",
    "EventStatus",
    "Header",
    "Stamp",
    "ascii_url",
    "calendar_parts",
    "clean",
    "with_summary",
    "write_vevent",
    "write_vtimezone",
]
