"""Assembles feeds from pieces."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from msgspec import Struct

from calendars import calendar_parts
from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed_header import feed_header
from scheduler.publication.feeds.feed_zones import zone_of_feed
from scheduler.publication.feeds.shortening import MOST_BYTES, MOST_EVENTS, month_of, shorten
from scheduler.record.feed_contents import FeedContents
from scheduler.record.feeds import Feed
from scheduler.record.revision import PieceKey, PublishedFeeds, Reader
from scheduler.record.stored import Stored


class FeedText(Struct, frozen=True, kw_only=True):
    """One feed in one language for one reader; `parts` in their order are its bytes.

    `meetings` are all that belong in it, `shown` those for which there was room; both in order of time.
    """

    parts: tuple[bytes, ...]
    meetings: tuple[Stored, ...]
    shown: tuple[Stored, ...]

    @property
    def body(self) -> bytes:
        """The bytes of the feed."""
        return b"".join(self.parts)

    @property
    def months(self) -> tuple[Month, Month] | None:
        """The first and the last month shown if the feed had to be shortened, else None."""
        if not self.shown or len(self.shown) == len(self.meetings):
            return None
        return month_of(self.shown[0]), month_of(self.shown[-1])


def write_feed(
    published: PublishedFeeds, feed: Feed, contents: FeedContents, code: str, reader: Reader = "public"
) -> FeedText:
    """Writes `feed` in the language `code`, with the meetings that `reader` may see."""
    header, pieces = feed_header(published, feed, code, reader), published.pieces
    by_key = _by_piece(pieces, contents.get(feed.key, ()), code, reader)
    meetings = tuple(by_key.values())
    blocks = _zone_blocks(published, feed, meetings)
    if len(meetings) <= MOST_EVENTS:
        parts = calendar_parts(header, blocks, map(pieces.__getitem__, by_key))
        if _size(parts) <= MOST_BYTES:
            return FeedText(parts=parts, meetings=meetings, shown=meetings)
    keys = {stored.occurrence.uid: key for key, stored in by_key.items()}
    room = MOST_BYTES - _size(calendar_parts(header, blocks, ()))
    shown = shorten(meetings, lambda uid: len(pieces[keys[uid]]), published.window, room)
    shown_pieces = (pieces[keys[stored.occurrence.uid]] for stored in shown)
    parts = calendar_parts(header, _zone_blocks(published, feed, shown), shown_pieces)
    return FeedText(parts=parts, meetings=meetings, shown=tuple(shown))


def _size(parts: Iterable[bytes]) -> int:
    return sum(map(len, parts))


def fewest_months(texts: Iterable[FeedText]) -> tuple[Month, Month] | None:
    """Returns the months of the text that shows the fewest meetings, if any had to be shortened."""
    shortened = [text for text in texts if text.months is not None]
    return min(shortened, key=lambda text: len(text.shown)).months if shortened else None


def _by_piece(
    pieces: Container[PieceKey], meetings: Iterable[Stored], code: str, reader: Reader
) -> dict[PieceKey, Stored]:
    """Returns the meetings that `reader` may see, in order, by the key of their piece."""
    by_key: dict[PieceKey, Stored] = {}
    for stored in meetings:
        uid = stored.occurrence.uid
        if reader == "private" and (uid, code, "private") in pieces:
            by_key[uid, code, "private"] = stored
        elif not stored.occurrence.content.is_private and (uid, code, "public") in pieces:
            by_key[uid, code, "public"] = stored
    return by_key


def _zone_blocks(published: PublishedFeeds, feed: Feed, meetings: Sequence[Stored]) -> list[bytes]:
    """Returns a VTIMEZONE for each zone of `meetings`; an empty feed needs one to be a valid calendar."""
    timings = (stored.occurrence.timing for stored in meetings)
    zones = {timing.zone for timing in timings if not timing.all_day} - {"UTC"}
    return [published.zone_blocks[zone] for zone in sorted(zones if meetings else {zone_of_feed(feed)})]
