"""Assembles feeds from pieces."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Set

from msgspec import Struct

from calendars import Header, calendar_parts
from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed_header import feed_header, meeting_header
from scheduler.publication.feeds.feed_zones import zone_of_feed, zones_in
from scheduler.publication.feeds.shortening import (
    MOST_BYTES,
    MOST_EVENTS,
    Shown,
    month_of,
    nearest_months,
    shorten,
)
from scheduler.state.feeds import Feed
from scheduler.state.revision import PieceKey, Reader
from scheduler.state.state import State
from scheduler.state.stored import Stored


class FeedText(Struct, frozen=True, kw_only=True):
    """One feed in one language for one reader; `parts` in their order are its bytes.

    `shown` are its meetings in order of time. If it is not complete, there was no room for others.
    """

    parts: tuple[bytes, ...]
    shown: tuple[Stored, ...]
    is_complete: bool

    @property
    def body(self) -> bytes:
        """The bytes of the feed."""
        return b"".join(self.parts)

    @property
    def months(self) -> tuple[Month, Month] | None:
        """The first and the last month shown if the feed had to be shortened, else None."""
        if not self.shown or self.is_complete:
            return None
        return month_of(self.shown[0]), month_of(self.shown[-1])


def write_feed(state: State, feed: Feed, code: str, reader: Reader = "public") -> FeedText:
    """Writes `feed` in the language `code`, with the meetings that `reader` may see."""
    return write_below(feed_header(state, feed, code, reader), state, feed, code, reader)


def write_meeting(state: State, stored: Stored) -> tuple[bytes, ...]:
    """Returns the parts of a calendar with one public meeting, in the programme's first language."""
    code, timing = state.profile.languages[0], stored.occurrence.timing
    zones = set() if timing.all_day else {timing.zone}
    piece = state.pieces[stored.occurrence.uid, code, "public"]
    return calendar_parts(meeting_header(state, code), _zone_blocks(state, zones), (piece,))


def write_below(header: Header, state: State, feed: Feed, code: str, reader: Reader = "public") -> FeedText:
    """Writes `feed` as `write_feed` does, with this header."""
    pieces, meetings = state.pieces, state.contents.get(feed.key, ())
    if len(meetings) <= MOST_EVENTS:
        whole = dict(visible_pieces(pieces, meetings, code, reader))
        parts = _parts(state, feed, header, whole)
        if _size(parts) <= MOST_BYTES:
            return FeedText(parts=parts, shown=tuple(whole.values()), is_complete=True)
    blocks = _zone_blocks(state, zones_in(meetings))
    room = MOST_BYTES - _size(calendar_parts(header, blocks, ()))
    months = nearest_months(meetings, state.window)
    by_month = (visible_pieces(pieces, in_month, code, reader) for in_month in months)
    shown, is_complete = shorten(by_month, lambda key: len(pieces[key]), room)
    parts = _parts(state, feed, header, shown)
    return FeedText(parts=parts, shown=tuple(shown.values()), is_complete=is_complete)


def _parts(state: State, feed: Feed, header: Header, shown: Shown) -> tuple[bytes, ...]:
    """Returns the parts of a feed with the meetings `shown`; if it is empty, it has the zone of the feed.

    A calendar without any component would not be valid.
    """
    timings = (stored.occurrence.timing for stored in shown.values())
    zones = {timing.zone for timing in timings if not timing.all_day} if shown else {zone_of_feed(feed)}
    pieces = map(state.pieces.__getitem__, shown)
    return calendar_parts(header, _zone_blocks(state, zones), pieces)


def _size(parts: Iterable[bytes]) -> int:
    return sum(map(len, parts))


def fewest_months(texts: Iterable[FeedText]) -> tuple[Month, Month] | None:
    """Returns the months of the text that shows the fewest meetings, if any had to be shortened."""
    shortened = [text for text in texts if text.months is not None]
    return min(shortened, key=lambda text: len(text.shown)).months if shortened else None


def visible_pieces(
    pieces: Container[PieceKey], meetings: Iterable[Stored], code: str, reader: Reader
) -> Iterator[tuple[PieceKey, Stored]]:
    """Yields those of `meetings` that `reader` may see, each with the key of its piece."""
    for stored in meetings:
        uid = stored.occurrence.uid
        if reader == "private" and (uid, code, "private") in pieces:
            yield (uid, code, "private"), stored
        elif not stored.occurrence.content.is_private and (uid, code, "public") in pieces:
            yield (uid, code, "public"), stored


def _zone_blocks(state: State, zones: Set[str]) -> list[bytes]:
    """Returns a VTIMEZONE for each of `zones` that needs one."""
    return [state.zone_blocks[zone] for zone in sorted(zones - {"UTC"})]
