"""Writes a feed: a header, VTIMEZONE blocks and pieces → one VCALENDAR (RFC 5545 section 3.4).

The order of the properties is fixed: VERSION, PRODID, CALSCALE; NAME, X-WR-CALNAME; DESCRIPTION,
X-WR-CALDESC; X-WR-TIMEZONE; URL, SOURCE; REFRESH-INTERVAL, X-PUBLISHED-TTL. There is no METHOD: with one,
Outlook takes a feed for an invitation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from msgspec import Struct

from calendars.content_lines import ascii_url, clean, duration, escape, write_lines
from calendars.vevent import check_zone_name

PRODID = "-//Twincal//Twincal//EN"
"""The program that wrote the feed, without a release number: an update changes no byte."""

_END = b"END:VCALENDAR\r\n"

LONGEST_NAME = 255
"""Characters in a calendar's name (MS-OXCICAL, X-WR-CALNAME)."""


class Header(Struct, frozen=True, kw_only=True):
    """The properties of a feed; raises ValueError if a calendar cannot show one.

    `source` is the feed's own https address, `url` that of a page for people. `timezone` (an IANA name) is a
    hint for clients. `refresh` is the interval at which they should ask again.
    """

    name: str
    description: str | None = None
    source: str | None = None
    url: str | None = None
    timezone: str | None = None
    refresh: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise ValueError(f"the name {self.name!r} is not 1 to {LONGEST_NAME} characters")
        for words in (self.name, self.description):
            if words is not None and clean(words) != words:
                raise ValueError(
                    f"{words!r} holds characters that calendars cannot show; clean() removes them"
                )
        for address in (self.source, self.url):
            if address is not None and ascii_url(address) != address:
                raise ValueError(f"the address {address!r} must be written {ascii_url(address)!r}")
        if self.source is not None and not self.source.startswith("https://"):
            raise ValueError(f"the feed's address {self.source!r} must begin with https://")
        if self.timezone is not None:
            check_zone_name(self.timezone)
        if self.refresh < timedelta(seconds=1) or self.refresh.microseconds:
            raise ValueError(f"the refresh interval {self.refresh} is not a number of whole seconds")


def calendar_parts(
    header: Header, zone_blocks: Sequence[bytes], pieces: Iterable[bytes]
) -> tuple[bytes, ...]:
    """Returns the parts of a feed, which together are its bytes; blocks and pieces are the given values.

    A feed without pieces needs a zone block: a VCALENDAR has at least one component (RFC 5545 section 3.6).
    """
    return (write_lines(_lines(header)), *zone_blocks, *pieces, _END)


def _lines(header: Header) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{PRODID}"
    yield "CALSCALE:GREGORIAN"
    yield from _text_lines("NAME", "X-WR-CALNAME", header.name)
    if header.description:
        yield from _text_lines("DESCRIPTION", "X-WR-CALDESC", header.description)
    if header.timezone is not None:
        yield f"X-WR-TIMEZONE:{header.timezone}"
    if header.url is not None:
        yield f"URL:{header.url}"
    if header.source is not None:
        yield f"SOURCE;VALUE=URI:{header.source}"
    refresh = duration(header.refresh)
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}"
    yield f"X-PUBLISHED-TTL:{refresh}"


def _text_lines(standard: str, older: str, words: str) -> Iterator[str]:
    """Yields the property of RFC 7986 and the older one that clients read, with the same text."""
    yield f"{standard}:{escape(words)}"
    yield f"{older}:{escape(words)}"
