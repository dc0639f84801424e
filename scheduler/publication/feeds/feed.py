"""Pieces assembled to feeds, and feeds kept to the size that clients read without losing events.

Clients drop events silently above about 1 MB or 1,000 events, so a feed gives up its past first, then
months from the far end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from calendars import LONGEST_NAME, Header, write_calendar
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import one_line, web_address
from scheduler.publication.languages.language import Language, language
from scheduler.record.feeds import Feed, FeedKind, addresses
from scheduler.record.revision import Published, Reader
from scheduler.record.stored import Stored
from scheduler.record.window import Window
from scheduler.timetable.occurrence import Occurrence

MOST_BYTES = 480_000
MOST_EVENTS = 950
ROOM = MOST_BYTES * 3 // 4
"""Bytes of meetings that fit any feed: the rest is far more than its own words and its zones take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedText:
    """One feed in one language; `first` and `last` are the months it had to be shortened to, if any."""

    body: bytes
    events: int
    first: Month | None = None
    last: Month | None = None


FeedContents = Mapping[tuple[FeedKind, str], Sequence[Stored]]
"""What stands in each feed, by kind and identity, in order of time."""


def feed_contents(published: Published) -> FeedContents:
    """The occurrences of every feed: shown, and not over before the window begins."""
    found: dict[tuple[FeedKind, str], list[Stored]] = {}
    for stored in sorted(published.occurrences, key=_order):
        if published.keeps(stored):
            for address in addresses(stored.occurrence):
                found.setdefault(address, []).append(stored)
    return found


def _order(stored: Stored) -> tuple[datetime, str]:
    return stored.occurrence.timing.begin, stored.occurrence.uid


def write_feed(
    published: Published, feed: Feed, inside: Sequence[Stored], code: str, reader: Reader = "public"
) -> FeedText:
    """The bytes of `feed` in the language `code`, with the occurrences that are `inside` it."""
    header = _header(published, feed, code, reader)
    items = [*_items(published, inside, code, reader)]
    kept = _kept(published, feed, header, items)
    body = write_calendar(header, _blocks(published, feed, kept), [item.body for item in kept])
    if len(kept) == len(items) or not kept:
        return FeedText(body=body, events=len(kept))
    return FeedText(body=body, events=len(kept), first=kept[0].month, last=kept[-1].month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What of a feed there is room for: `shown`, of `all` that belongs in it, in order of time."""

    all: tuple[Stored, ...]
    shown: tuple[Stored, ...]


def fit(published: Published, feed: Feed, inside: Sequence[Stored], code: str, reader: Reader) -> Fit:
    """Which of the occurrences `inside` it `feed` shows, as `write_feed` writes it."""
    items = [*_items(published, inside, code, reader)]
    kept = _kept(published, feed, _header(published, feed, code, reader), items)
    return Fit(all=tuple(item.stored for item in items), shown=tuple(item.stored for item in kept))


def _kept(published: Published, feed: Feed, header: Header, items: Sequence[_Item]) -> Sequence[_Item]:
    empty = write_calendar(header, _blocks(published, feed, items), ())
    return _shortened(items, published.window, MOST_BYTES - len(empty))


def _blocks(published: Published, feed: Feed, items: Sequence[_Item]) -> list[bytes]:
    """A VTIMEZONE for each zone of `items`; for none at all the feed's own, so that it is a calendar."""
    zones = {item.zone for item in items if item.zone is not None} if items else {_own_zone(feed)}
    return [published.zone_blocks[zone] for zone in sorted(zones)]


def _own_zone(feed: Feed) -> str:
    """The zone of a feed under a name that a VTIMEZONE can have."""
    return "Etc/UTC" if feed.zone == "UTC" else feed.zone


@dataclass(frozen=True, slots=True)
class _Item:
    stored: Stored
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
    return _Item(stored, Month.of(timing.starts.date()), timing.zone if zoned else None, body)


def _piece(
    pieces: Mapping[tuple[str, str, Reader], bytes], stored: Stored, code: str, reader: Reader
) -> bytes | None:
    uid = stored.occurrence.uid
    public = None if stored.occurrence.content.visibility == "private" else pieces.get((uid, code, "public"))
    return pieces.get((uid, code, "private"), public) if reader == "private" else public


def _shortened(items: Sequence[_Item], window: Window, room: int) -> Sequence[_Item]:
    """As many of `items` as fit into `room` bytes."""
    events, size = len(items), sum(len(item.body) for item in items)
    if events <= MOST_EVENTS and size <= room:
        return items
    months = _by_month(items)
    for month in _expendable(months, window):
        given_up = months.pop(month)
        events, size = events - len(given_up), size - sum(len(item.body) for item in given_up)
        if events <= MOST_EVENTS and size <= room:
            break
    # Not month by month: on the last evening of a month, hours in east and west are not in that order.
    return [*_first((item for item in items if item.month in months), room)]


def _by_month(items: Iterable[_Item]) -> dict[Month, list[_Item]]:
    found: dict[Month, list[_Item]] = {}
    for item in items:
        found.setdefault(item.month, []).append(item)
    return found


def _first(items: Iterable[_Item], room: int) -> Iterator[_Item]:
    """`items` from the beginning, as many as fit."""
    size = 0
    for item in islice(items, MOST_EVENTS):
        size += len(item.body)
        if size > room:
            return
        yield item


def _expendable(found: Iterable[Month], window: Window) -> list[Month]:
    """The months to give up, in that order: the past from its beginning, the future from its end."""
    months = sorted(found)
    past = [month for month in months if month < window.month]
    future = [month for month in months if month > window.month]
    return past + future[::-1]


def _header(published: Published, feed: Feed, code: str, reader: Reader) -> Header:
    speech, profile = language(code), published.profile
    mark = published.versions.get((feed.name, code))
    programme, title = one_line(profile.name.say(code)), one_line(feed.title.say(code))
    address = web_address(profile.address) if profile.address else None
    # The address of a private feed is a secret: not even the feed itself tells it.
    source = f"{address}/feeds/{feed.name}.{code}.ics" if address and reader == "public" else None
    return Header(
        name=_name(programme if feed.kind == "programme" else f"{programme}: {title}", speech, reader),
        description=mark.description if mark else describe(feed.kind, feed.title, profile.name, code),
        source=source if source and source.startswith("https:") else None,
        url=address,
        timezone=feed.zone if feed.kind == "cities" else None,
    )


def _name(name: str, speech: Language, reader: Reader) -> str:
    """`name` as long as clients take it; a private feed can be told apart from the public one."""
    if reader == "public":
        return name[:LONGEST_NAME].strip()
    room = LONGEST_NAME - len(speech.say("{name} (private)", name=""))
    return speech.say("{name} (private)", name=name[:room].strip())


def describe(kind: FeedKind, title_text: Text, programme_name: Text, code: str) -> str:
    """Returns the description of a feed in the language `code`, in the words of this release."""
    speech = language(code)
    programme, title = one_line(programme_name.say(code)), one_line(title_text.say(code))
    match kind:
        case "programme":
            return speech.say("Everything in {programme}", programme=programme)
        case "cities":
            phrase = "Calendar of {city} in {programme}: every meeting it takes part in"
            return speech.say(phrase, city=title, programme=programme)
        case "pairs":
            return speech.say("Meetings of {pair}", pair=title)
        case "themes":
            return speech.say("{programme}: {theme}", programme=programme, theme=title)


def zones_of(occurrences: Iterable[Occurrence], feeds: Iterable[Feed]) -> set[str]:
    """The zones that feeds may need a VTIMEZONE of: those of timed meetings, and each feed's own."""
    used = {occurrence.timing.zone for occurrence in occurrences if not occurrence.timing.all_day}
    return (used - {"UTC"}) | {_own_zone(feed) for feed in feeds}


def zone_span(window: Window, occurrences: Iterable[Occurrence]) -> tuple[date, date]:
    """The days over which zone blocks are right: all that feeds can show.

    From two years before the window's month to three after it, and to the last of `occurrences`.
    """
    ends = (occurrence.timing.ends.date() for occurrence in occurrences)
    last = max(ends, default=window.edge)
    return min(window.month.plus(-24).first, window.first), max(window.month.plus(36).last, window.edge, last)
