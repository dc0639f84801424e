"""The process that reads calendars: `python -m scheduler.arrivals.calendar_file SECONDS BYTES`.

It gets a `CalendarRequest` as a line of JSON, and answers with a line of JSON: `CalendarContents`, or a text
that says why the calendar cannot be read. Then it waits for the next one. A calendar may take so many seconds
of CPU, after which the process ends, and so many bytes of memory.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from icalendar import Calendar
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
from recurring_ical_events import CalendarQuery, of  # type: ignore[import-untyped]

from scheduler.arrivals.arrived import ZONES, ArrivedFile
from scheduler.arrivals.calendar_reader import (
    CalendarContents,
    CalendarRequest,
    ImportRequest,
    UnreadableCalendar,
)
from scheduler.programme.spans import TimeSpan, merged
from scheduler.timetable.zone_source import use_newest_zone_data

MOST_EVENTS = 20_000
"""The most events of a calendar in the time that counts, repetitions included."""
_TIME = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE")
_USED = frozenset((*_TIME, "UID", "SEQUENCE", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"))
"""The properties of an event that say when it is busy."""
_KNOWN = ZONES | WINDOWS_TO_OLSON.keys()
_ZONES = re.compile(rb"(?ims)^BEGIN:VTIMEZONE\r?$.*?^TZID:([^\r\n]*)\r?$.*?^END:VTIMEZONE\r?\n")
_ZONE_NAME = re.compile(rb'(?im)(^TZID:|;TZID=)("[^"\r\n]*"|[^":;,\r\n]*)')


class _Query(CalendarQuery):  # type: ignore[misc]
    # A library works with values of strangers, and its errors are of any kind, but not for lack of state.
    suppressed_errors = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def read_calendar(request: CalendarRequest) -> CalendarContents:
    """Returns the contents of a calendar between two instants.

    Events that are cancelled or block no time do not count. Whole days and times without a zone are those of
    the zone of the request. Raises UnreadableCalendar, and any error of the libraries. It may take hours and
    gigabytes.
    """
    first, last = request.first, request.last
    spans: list[TimeSpan] = []
    unreadable = 0
    for calendar in parsed(request.data):
        query = _query(calendar)
        unreadable += _unreadable(calendar, query)
        for begin, end in (*_events(query, request.zone, first, last), *_free_busy(calendar)):
            if begin < last and first < end and begin < end:
                spans.append(TimeSpan(max(begin, first), min(end, last)))
    return CalendarContents(merged(spans), unreadable)


def parsed(data: bytes) -> list[Any]:
    """Returns the calendars in a file; raises UnreadableCalendar if there is none."""
    text = _with_known_zones(data)
    for each in (text, _ZONES.sub(b"", text)):  # ics.py defines Seoul in a way that nobody can read
        tzp.use_zoneinfo()  # forgets the time zones that the calendar before this one has defined
        try:
            if calendars := Calendar.from_ical(each, multiple=True):
                return calendars
        except MemoryError:
            raise
        except Exception:  # noqa: S112 - a library reads the file of a stranger, and its errors are of any kind
            continue
    raise UnreadableCalendar("it is not an iCalendar file")


def _with_known_zones(data: bytes) -> bytes:
    """Returns a file in which IANA zones have their names, and which defines no zone that is known by its."""
    text = _ZONE_NAME.sub(lambda found: found[1] + _known_name(found[2]), re.sub(rb"\r?\n[ \t]", b"", data))
    return _ZONES.sub(lambda found: b"" if found[1].decode(errors="replace") in _KNOWN else found[0], text)


def _known_name(name: bytes) -> bytes:
    """Returns the IANA name in one such as `/citadel.org/20210210_1/Europe/Berlin`, or else the same name."""
    words = name.decode(errors="replace").strip('"').split("/")
    if words[-2:] == ["Microsoft", "Utc"]:
        return b"UTC"
    found = ("/".join(words[-count:]) for count in (3, 2))
    return next((each.encode() for each in found if each in ZONES), name)


def _query(calendar: Any) -> Any:
    """Returns the events of a calendar with their repetitions, without those that cannot be read."""
    for number, event in enumerate(calendar.walk("VEVENT")):
        _strip(event)
        event.setdefault("UID", f"without-uid-{number}")
        until_with_its_day(event)
    return of(calendar, skip_bad_series=True, calendar_query=_Query)


def until_with_its_day(event: Any) -> None:
    """Lets a rule with a day as its end include that day, as its author means it (RFC 5545, 3.3.10)."""
    start = start_of(event)
    if not isinstance(start, datetime):
        return
    for rule in values_of(event, "RRULE"):
        until = rule.get("UNTIL", [None])[0] if isinstance(rule, dict) else None  # else it is damaged
        if isinstance(until, date) and not isinstance(until, datetime):
            end = datetime.combine(until, time(23, 59, 59), start.tzinfo)
            with suppress(OverflowError):  # some programs write the last day of the year 9999
                rule["UNTIL"] = [end.astimezone(UTC) if end.tzinfo else end]


def start_of(event: Any) -> date | None:
    """Returns when an event begins; None if it does not say so once and readably."""
    try:
        start = event["DTSTART"].dt
    except (KeyError, AttributeError, ValueError):
        return None
    return start if isinstance(start, date) else None


def _unreadable(calendar: Any, query: Any) -> int:
    """Returns the number of events that are not in `query`. Nothing else of them may be told."""
    events = {str(event["UID"]) for event in calendar.walk("VEVENT") if _blocks_time(event)}
    return len(events - {str(series.uid) for series in query.series})


def _events(query: Any, zone: str, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    for number, event in enumerate(query.between(first, last)):
        if number >= MOST_EVENTS:
            raise UnreadableCalendar(f"it has more than {MOST_EVENTS:,} events")
        if _blocks_time(event):
            start = event["DTSTART"].dt
            end = event["DTEND"].dt if "DTEND" in event else start + _length(event, start)
            yield _instant(start, zone), _instant(end, zone)


def _strip(event: Any) -> None:
    """Removes all that says nothing about the time, because each repetition is a copy."""
    event.subcomponents.clear()
    for name in set(event) - _USED:
        del event[name]


def _blocks_time(event: Any) -> bool:
    is_free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    is_free |= str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    return not is_free and str(event.get("STATUS", "")).upper() != "CANCELLED"


def _length(event: Any, start: date) -> timedelta:
    """Returns the length of an event without an end (RFC 5545, 3.6.1)."""
    if "DURATION" in event:
        length: timedelta = event["DURATION"].dt
        return length
    return timedelta(0) if isinstance(start, datetime) else timedelta(days=1)


def _free_busy(calendar: Any) -> Iterator[tuple[datetime, datetime]]:
    """Yields the times of VFREEBUSY components (RFC 5545, 3.6.4)."""
    for component in calendar.walk("VFREEBUSY"):
        for period in values_of(component, "FREEBUSY"):
            if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                begin, end = period.start, period.end
                yield begin.astimezone(UTC), end.astimezone(UTC)


def values_of(component: Any, name: str) -> list[Any]:
    """Returns all values of a property, which a component may have several times."""
    found = component.get(name, [])
    return found if isinstance(found, list) else [found]


def _instant(moment: date, zone: str) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


if sys.platform != "win32":
    import resource


def main() -> None:
    """Answers until nobody asks any more."""
    seconds, memory = map(int, sys.argv[1:])
    _limit_memory(memory)
    use_newest_zone_data()
    for line in sys.stdin.buffer:
        _limit_time(seconds)
        sys.stdout.buffer.write(msgspec.json.encode(_answer(line)) + b"\n")
        sys.stdout.buffer.flush()


def _answer(line: bytes) -> CalendarContents | ArrivedFile | str:
    from scheduler.arrivals.series_file import read_series  # noqa: PLC0415 - it imports this module
    from scheduler.arrivals.sheet_file import read_sheet  # noqa: PLC0415 - busy calendars do without it

    try:
        request = msgspec.json.decode(line, type=CalendarRequest | ImportRequest)
        if isinstance(request, CalendarRequest):
            return read_calendar(request)
        return (read_series if request.suffix == ".ics" else read_sheet)(request)
    except UnreadableCalendar as error:
        return str(error)
    except MemoryError:
        return "it needs too much memory"
    except Exception:  # a library works with values of strangers, and its errors are of any kind
        return "its events cannot be read"


def _limit_memory(most: int) -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what a calendar says stays off the disk
        with suppress(OSError, ValueError):  # macOS has no such limit
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _limit_time(seconds: int) -> None:
    if sys.platform != "win32":
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(process_time()) + 1 + seconds, hard))


if __name__ == "__main__":
    main()
