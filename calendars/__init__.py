"""What a subscriber receives: values in, the bytes of an iCalendar feed out.

Knows the RFCs (5545, 7986) and what real clients make of them; knows nothing of cities or programmes,
reads no clock and no file of its own. Use it by these names.
"""

from calendars.event import Conference, Event, EventStatus
from calendars.stamp import Stamp
from calendars.text import ascii_url, clean
from calendars.vcalendar import LONGEST_NAME, PRODID, Header, write_calendar
from calendars.vevent import write_vevent
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
    "clean",
    "write_calendar",
    "write_vevent",
    "write_vtimezone",
]
