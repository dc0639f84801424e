"""A calendar file with some meetings, to import once or to send on: nobody subscribes to it.

It has no address and no limit. Private meetings are in it, and private ways to join are not.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from calendars import LONGEST_NAME, Header, calendar_parts, write_vevent, write_vtimezone
from scheduler.publication.feeds.feed_bytes import calendar_name, zones_of
from scheduler.publication.feeds.wording import event_for
from scheduler.publication.languages.language import language
from scheduler.state.feeds import Feed
from scheduler.state.state import State
from scheduler.state.stored import Stored


def write_download(state: State, feed: Feed, meetings: Sequence[Stored], code: str) -> bytes:
    """Returns the bytes of a calendar with these `meetings`, of which there is at least one.

    Public ones are the VEVENTs of the feeds; their zones are valid for all of their days.
    """
    profile = state.profile
    name = calendar_name(feed.kind, feed.title, profile.name, language(code, profile.phrases))
    days = [stored.occurrence.timing for stored in meetings]
    first, last = min(each.starts for each in days).date(), max(each.ends for each in days).date()
    blocks = [write_vtimezone(zone, first, last) for zone in sorted(zones_of(meetings, ()))]
    pieces = [_piece(state, stored, code) for stored in meetings]
    return b"".join(calendar_parts(Header(name=name[:LONGEST_NAME].strip()), blocks, pieces))


def _piece(state: State, stored: Stored, code: str) -> bytes:
    """Returns the public VEVENT of a meeting; of a private one, the same as if it were public."""
    public = state.pieces.get((stored.occurrence.uid, code, "public"))
    if public is not None:
        return public
    told = stored.told
    shown = replace(told, content=replace(told.content, visibility="public"))
    event = event_for(shown, code, "public", state.profile)
    assert event is not None
    return write_vevent(event, stored.stamp)
