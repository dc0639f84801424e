"""Pieces assembled to feeds, and feeds kept to the size that clients read without losing events.

Clients drop events silently above about 1 MB or 1,000 events, so a feed gives up its past first, then
months from the far end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from calendars import Header, write_calendar
from scheduler.plan.revision import Published, Reader
from scheduler.plan.roster import addresses
from scheduler.plan.stored import Feed, FeedKind, Masthead, Stored
from scheduler.plan.window import Window
from scheduler.programme.spans import Month
from scheduler.publication.language import language

MOST_BYTES = 480_000
MOST_EVENTS = 950


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedText:
    """One feed in one language; `first` and `last` are the months it had to be shortened to, if any."""

    body: bytes
    events: int
    first: Month | None = None
    last: Month | None = None


Contents = Mapping[tuple[FeedKind, str], Sequence[Stored]]
"""What stands in each feed, by kind and identity, in order of time."""


def contents(published: Published) -> Contents:
    """The occurrences of every feed: shown, and not over before the window begins."""
    edge = datetime.combine(published.window.first, time())
    found: dict[tuple[FeedKind, str], list[Stored]] = {}
    for stored in sorted(published.occurrences, key=_order):
        if stored.shown and stored.occurrence.timing.ends > edge:
            for address in addresses(stored.occurrence):
                found.setdefault(address, []).append(stored)
    return found


def _order(stored: Stored) -> tuple[datetime, str]:
    return stored.occurrence.timing.begin, stored.occurrence.uid


def write_feed(
    published: Published, feed: Feed, inside: Sequence[Stored], code: str, reader: Reader = "public"
) -> FeedText:
    """The bytes of `feed` in the language `code`, with the occurrences that are `inside` it."""
    items = [*_items(published, inside, code, reader)]
    kept = _shortened(items, published)
    zones = sorted({item.zone for item in kept if item.zone is not None}) or [feed.zone]
    body = write_calendar(
        _header(published.masthead, feed, code),
        [published.zone_blocks[zone] for zone in zones if zone in published.zone_blocks],
        [item.body for item in kept],
    )
    if len(kept) == len(items) or not kept:
        return FeedText(body=body, events=len(kept))
    return FeedText(body=body, events=len(kept), first=kept[0].month, last=kept[-1].month)


@dataclass(frozen=True, slots=True)
class _Item:
    month: Month
    zone: str | None
    body: bytes


def _items(published: Published, inside: Sequence[Stored], code: str, reader: Reader) -> Iterator[_Item]:
    for stored in inside:
        body = _piece(published.pieces, stored, code, reader)
        if body is not None:
            yield _item(stored, body)


def _item(stored: Stored, body: bytes) -> _Item:
    timing = stored.occurrence.timing
    zoned = not timing.all_day and timing.zone != "UTC"
    return _Item(Month.of(timing.starts.date()), timing.zone if zoned else None, body)


def _piece(
    pieces: Mapping[tuple[str, str, Reader], bytes], stored: Stored, code: str, reader: Reader
) -> bytes | None:
    uid = stored.occurrence.uid
    public = None if stored.occurrence.visibility == "private" else pieces.get((uid, code, "public"))
    return pieces.get((uid, code, "private"), public) if reader == "private" else public


def _shortened(items: Sequence[_Item], published: Published) -> Sequence[_Item]:
    room = MOST_BYTES - sum(map(len, published.zone_blocks.values())) - 4_000
    kept = items
    for month in _expendable(items, published.window):
        if _fits(kept, room):
            return kept
        kept = [item for item in kept if item.month != month]
    while not _fits(kept, room):
        kept = kept[:-1]
    return kept


def _fits(items: Sequence[_Item], room: int) -> bool:
    return len(items) <= MOST_EVENTS and sum(len(item.body) for item in items) <= room


def _expendable(items: Sequence[_Item], window: Window) -> list[Month]:
    """The months to give up, in that order: the past from its beginning, the future from its end."""
    months = sorted({item.month for item in items})
    past = [month for month in months if month < window.month]
    future = [month for month in months if month > window.month]
    return past + future[::-1]


def _header(masthead: Masthead, feed: Feed, code: str) -> Header:
    name = masthead.name.say(code)
    title = feed.title.say(code)
    speech = language(code)
    descriptions = {
        "programme": "Everything in {programme}",
        "cities": "Calendar of {city} in {programme}: every meeting it takes part in",
        "pairs": "Meetings of {pair}",
        "themes": "{programme}: {theme}",
    }
    words = speech.say(descriptions[feed.kind], programme=name, city=title, pair=title, theme=title)
    address = masthead.address
    source = f"{address}/feeds/{feed.name}.{code}.ics" if address else None
    return Header(
        name=name if feed.kind == "programme" else f"{name}: {title}",
        description=words,
        source=source if source and source.startswith("https:") else None,
        url=address,
        timezone=feed.zone if feed.kind == "cities" else None,
    )


def zones_of(occurrences: Iterable[Stored], feeds: Iterable[Feed]) -> set[str]:
    """The zones that feeds may need a VTIMEZONE of: those of timed meetings, and each feed's own."""
    used = {stored.occurrence.timing.zone for stored in occurrences if not stored.occurrence.timing.all_day}
    return (used | {feed.zone for feed in feeds}) - {"UTC"}


def zone_span(window: Window) -> tuple[date, date]:
    """The days over which zone blocks are right: two years before the window's month to three after."""
    month = window.month
    return min(month.plus(-24).first, window.first), max(month.plus(36).last, window.edge)
