"""Assembles feeds from pieces that are already written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calendars import write_calendar
from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed_header import feed_header
from scheduler.publication.feeds.feed_zones import zone_of_feed
from scheduler.publication.feeds.shortening import MOST_BYTES, month_of, shorten
from scheduler.record.feeds import Feed
from scheduler.record.revision import FeedContents, Published, Reader
from scheduler.record.stored import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedText:
    """One feed in one language for one reader.

    `meetings` are all that belong in it, `shown` those for which there was room; both in order of time.
    """

    body: bytes
    meetings: tuple[Stored, ...]
    shown: tuple[Stored, ...]

    @property
    def months(self) -> tuple[Month, Month] | None:
        """The first and the last month shown if the feed had to be shortened, else None."""
        if not self.shown or len(self.shown) == len(self.meetings):
            return None
        return month_of(self.shown[0]), month_of(self.shown[-1])


def write_feed(
    published: Published, feed: Feed, contents: FeedContents, code: str, reader: Reader = "public"
) -> FeedText:
    """Writes `feed` in the language `code`, with the meetings that `reader` may see."""
    header = feed_header(published, feed, code, reader)
    feed_meetings = contents.get(feed.key, ())
    pieces = _pieces(published, feed_meetings, code, reader)
    meetings = [stored for stored in feed_meetings if stored.occurrence.uid in pieces]
    empty_calendar = write_calendar(header, _zone_blocks(published, feed, meetings), ())
    shown = shorten(meetings, pieces, published.window, MOST_BYTES - len(empty_calendar))
    bodies = [pieces[stored.occurrence.uid] for stored in shown]
    body = write_calendar(header, _zone_blocks(published, feed, shown), bodies)
    return FeedText(body=body, meetings=tuple(meetings), shown=tuple(shown))


def _pieces(published: Published, meetings: Sequence[Stored], code: str, reader: Reader) -> dict[str, bytes]:
    """Returns, by UID, the VEVENT of each meeting that `reader` may see."""
    pieces: dict[str, bytes] = {}
    for stored in meetings:
        uid = stored.occurrence.uid
        is_private = stored.occurrence.content.is_private
        body = None if is_private else published.pieces.get((uid, code, "public"))
        if reader == "private":
            body = published.pieces.get((uid, code, "private"), body)
        if body is not None:
            pieces[uid] = body
    return pieces


def _zone_blocks(published: Published, feed: Feed, meetings: Sequence[Stored]) -> list[bytes]:
    """Returns a VTIMEZONE for each zone of `meetings`; an empty feed needs one to be a valid calendar."""
    timings = [stored.occurrence.timing for stored in meetings]
    zones = {timing.zone for timing in timings if not timing.all_day and timing.zone != "UTC"}
    return [published.zone_blocks[zone] for zone in sorted(zones if meetings else {zone_of_feed(feed)})]
