"""Writes a time zone for the years of a feed: zone + span → VTIMEZONE (RFC 5545 section 3.6.5).

Offsets are those of zoneinfo at every moment of the span. The block takes the first of these forms that fits:

1. one STANDARD and one DAYLIGHT with yearly rules, if two rules make all changes of the span, whatever the
   law is before and after it;
2. one STANDARD, if clocks do not change in the span;
3. the changes one by one, those of one kind together by RDATE: clients read a component for each change as
   well, but Exchange may fail on a second STANDARD or DAYLIGHT (MS-OXCICAL 2.1.3.1.1.19.2).

A change that puts clocks forward is DAYLIGHT, even if the database says otherwise (Dublin, Casablanca).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from calendars.content_lines import date_time, utc_offset, write_lines
from calendars.vevent import UTC_NAME
from calendars.zone_changes import (
    ClockChange,
    changes_between,
    last_change_before,
    name_at,
    offset_at,
    yearly_rules,
)

_MARGIN = timedelta(days=8)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class _Observance(Struct, frozen=True, kw_only=True):
    """One STANDARD or DAYLIGHT: its first onset, and later ones as a rule or one by one."""

    onset: ClockChange
    rrule: str | None = None
    later: tuple[ClockChange, ...] = ()


def write_vtimezone(tzid: str, first: date, last: date) -> bytes:
    """Returns the VTIMEZONE of an IANA zone, valid from `first` to `last` and some days around.

    The first onset lies before the span. While the span moves on, the bytes stay if the zone had both rules
    before it and keeps them for years after it; else they may change when the span gains or loses a change.
    Raises ValueError for UTC, whose times are written with Z, and for a name that zoneinfo does not know.
    """
    zone = _zone(tzid)
    if last < first:
        raise ValueError(f"the span ends on {last}, before it begins on {first}")
    begin = datetime.combine(first, time(0), UTC) - _MARGIN
    end = datetime.combine(last, time(0), UTC) + _MARGIN
    observances = (
        _by_rules(zone, begin, end) or _unchanging(zone, begin, end) or _one_by_one(zone, begin, end)
    )
    return write_lines(_lines(tzid, observances))


def _zone(tzid: str) -> ZoneInfo:
    if tzid == UTC_NAME:
        raise ValueError("UTC needs no VTIMEZONE: its times are written with Z")
    try:
        return ZoneInfo(tzid)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {tzid!r}; a good one is Europe/Sofia") from error


def _by_rules(zone: ZoneInfo, begin: datetime, end: datetime) -> list[_Observance]:
    """Returns two observances with RRULE; none if no two rules make the changes of the span."""
    rules = yearly_rules(zone, begin, end)
    return [_Observance(onset=yearly.since, rrule=yearly.rule.rrule()) for yearly in rules]


def _unchanging(zone: ZoneInfo, begin: datetime, end: datetime) -> list[_Observance]:
    """Returns the only observance of a zone that does not change in the span; none if it does."""
    if changes_between(zone, begin, end):
        return []
    return [_Observance(onset=_since_long_ago(zone, end))]


def _one_by_one(zone: ZoneInfo, begin: datetime, end: datetime) -> list[_Observance]:
    """Returns all changes in the years of the span and the last one before, by kind, in order of onset."""
    kinds: dict[tuple[timedelta, timedelta, str], list[ClockChange]] = {}
    new_year, year_end = datetime(begin.year, 1, 1, tzinfo=UTC), datetime(end.year + 1, 1, 1, tzinfo=UTC)
    before = last_change_before(zone, begin.year) or _since_long_ago(zone, new_year)
    for change in (before, *changes_between(zone, new_year, year_end)):
        kinds.setdefault((change.before, change.after, change.name), []).append(change)
    return [_Observance(onset=onset, later=tuple(later)) for onset, *later in kinds.values()]


def _since_long_ago(zone: ZoneInfo, at: datetime) -> ClockChange:
    """Returns the offset and name at a moment, as if they had held since 1970."""
    offset = offset_at(zone, at)
    return ClockChange(at=_LONG_AGO - offset, before=offset, after=offset, name=name_at(zone, at))


def _lines(tzid: str, observances: list[_Observance]) -> Iterator[str]:
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{tzid}"
    for observance in observances:
        yield from _observance_lines(observance)
    yield "END:VTIMEZONE"


def _observance_lines(observance: _Observance) -> Iterator[str]:
    onset = observance.onset
    kind = "DAYLIGHT" if onset.is_forward else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{date_time(onset.local)}"
    yield f"TZOFFSETFROM:{utc_offset(onset.before)}"
    yield f"TZOFFSETTO:{utc_offset(onset.after)}"
    if observance.rrule is not None:
        yield f"RRULE:{observance.rrule}"
    if observance.later:
        # Repeat DTSTART: beside RDATE without RRULE, ical.js does not count it as an onset.
        for change in (onset, *observance.later):
            yield f"RDATE:{date_time(change.local)}"
    yield f"TZNAME:{onset.name}"
    yield f"END:{kind}"
