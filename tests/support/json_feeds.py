"""Reads JSON feeds for tests, as a program of somebody else would, and the feeds beside them with icalendar."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, NamedTuple

import icalendar
from jsonschema import Draft202012Validator

from scheduler.publication.feeds.json_form import feed_schema

VALIDATOR = Draft202012Validator(feed_schema())


class Booking(NamedTuple):
    """What both kinds of feeds say of a meeting: times with their offset, or days; the zone of timed ones."""

    uid: str
    sequence: int
    status: str
    start: datetime | date
    end: datetime | date
    zone: str | None


def document(body: bytes) -> dict[str, Any]:
    """A JSON feed that fits its schema."""
    value: dict[str, Any] = json.loads(body)
    VALIDATOR.validate(value)
    return value


def meetings(body: bytes) -> list[dict[str, Any]]:
    """The meetings."""
    found: list[dict[str, Any]] = document(body)["meetings"]
    return found


def json_bookings(body: bytes) -> list[Booking]:
    """The bookings of a JSON feed in their order."""
    return [
        Booking(
            each["uid"],
            each["sequence"],
            each["status"].upper(),
            _moment(each["start"]),
            _moment(each["end"]),
            None if each.get("all_day") else each["zone"],
        )
        for each in meetings(body)
    ]


def _moment(written: str) -> datetime | date:
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


def ics_bookings(body: bytes) -> list[Booking]:
    """The bookings of the feed beside it, by icalendar; their times have the same offsets."""
    return [
        Booking(
            str(event["UID"]),
            event["SEQUENCE"],
            str(event["STATUS"]),
            _at_offset(event.start),
            _at_offset(event.end),
            event["DTSTART"].params.get("TZID", "UTC") if isinstance(event.start, datetime) else None,
        )
        for event in icalendar.Calendar.from_ical(body).walk("VEVENT")
    ]


def _at_offset(moment: datetime | date) -> datetime | date:
    return datetime.fromisoformat(moment.isoformat()) if isinstance(moment, datetime) else moment
