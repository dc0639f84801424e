"""Reads the busy times of an iCalendar file (RFC 5545): its events with repetitions, and free-busy times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.busy.errors import UnreadableCalendar
from scheduler.busy.repetitions import MOST_EVENTS, check_repetitions, check_rules
from scheduler.programme.time_spans import TimeSpan, merged

MOST_LINES = 300_000
"""The most lines of a calendar; 20,000 events with a title and a place have fewer."""
_PARSING = Lock()  # the library keeps the time zones of a calendar for the whole process
_TIME = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE")
_USED = frozenset((*_TIME, "UID", "SEQUENCE", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"))
"""The properties of an event that say when it is busy."""


def busy_spans(data: bytes, zone: str, first: datetime, last: datetime) -> tuple[TimeSpan, ...]:
    """Returns the times between the instants `first` and `last` that the calendar in `data` says are taken.

    Events that are cancelled or block no time do not count. Whole days and times without a zone are those of
    the IANA zone `zone`. Raises UnreadableCalendar.
    """
    calendars = _parsed(data)
    try:
        return _spans(calendars, zone, first, last)
    except UnreadableCalendar:
        raise
    except Exception as error:  # a library works with values of strangers, and its errors are of any kind
        raise UnreadableCalendar("its events cannot be read") from error


def _parsed(data: bytes) -> list[Any]:
    from icalendar import Calendar
    from icalendar.timezone import tzp

    if data.count(b"\n") > MOST_LINES:
        raise UnreadableCalendar(f"it has more than {MOST_LINES:,} lines")
    with _PARSING:
        tzp.use_zoneinfo()  # forgets the time zones that the calendar before this one has defined
        try:
            calendars = Calendar.from_ical(data, multiple=True)
        except Exception as error:  # a library reads the file of a stranger, and its errors are of any kind
            raise UnreadableCalendar("it is not an iCalendar file") from error
    if not calendars:
        raise UnreadableCalendar("it is not an iCalendar file")
    return calendars


def _spans(calendars: list[Any], zone: str, first: datetime, last: datetime) -> tuple[TimeSpan, ...]:
    spans = []
    for calendar in calendars:
        check_rules(calendar, last)
        for begin, end in (*_events(calendar, zone, first, last), *_free_busy(calendar)):
            if begin < last and first < end and begin < end:
                spans.append(TimeSpan(max(begin, first), min(end, last)))
    return merged(spans)


def _events(calendar: Any, zone: str, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    from recurring_ical_events import of  # type: ignore[import-untyped]

    for event in calendar.walk("VEVENT"):
        _strip(event)
    query = of(calendar, skip_bad_series=True)
    check_repetitions(query, first, last)
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
        found = component.get("FREEBUSY", [])
        for period in found if isinstance(found, list) else [found]:
            if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                begin, end = period.start, period.end
                yield begin.astimezone(UTC), end.astimezone(UTC)


def _instant(moment: date, zone: str) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
