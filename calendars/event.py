"""The contents of one VEVENT (RFC 5545 section 3.6.1).

Flat by design: one meeting at one time, without rules, exceptions or people.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal, get_args

from msgspec import Struct

from calendars.text import ascii_url, clean

EventStatus = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

_STATUSES = get_args(EventStatus)

UTC_NAME = "UTC"
"""The only zone whose times are written with Z."""

_UID = re.compile(r"[!-~]{1,254}")
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
