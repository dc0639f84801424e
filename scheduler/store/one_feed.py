"""Reads what one feed is made from. In a large programme that is a small part of what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Select, Text, select, type_coerce

from scheduler.record.feeds import Feed
from scheduler.record.revision import Published
from scheduler.store import tables
from scheduler.store.queries import feed_versions, feeds, occurrences, pieces, zone_blocks
from scheduler.store.revisions import last_revision
from scheduler.store.rows import programme_of
from scheduler.timetable.holidays import Holidays

if TYPE_CHECKING:
    Uids = Select[tuple[str]]


def published_feed(connection: Connection, kind: str, id: str) -> Published | None:
    """Returns what the feed of a city, pair or theme with this present id is made from; None without one.

    The result has this feed alone, its meetings with their pieces, and no holidays and history.
    """
    matching = feeds(connection, tables.feed.c.kind == kind, tables.feed.c.id == id)
    last = last_revision(connection)
    if not matching or kind == "programme" or last is None:
        return None
    uids = _uids(matching[0])
    profile, window, skips = programme_of(connection.execute(select(tables.programme)).one())
    return Published(
        revision=last[0],
        time=last[1],
        profile=profile,
        window=window,
        feeds=matching,
        occurrences=occurrences(
            connection, tables.occurrence.c.uid.in_(uids), tables.participant.c.uid.in_(uids)
        ),
        pieces=pieces(connection, tables.piece.c.uid.in_(uids)),
        zone_blocks=zone_blocks(connection),
        versions=feed_versions(connection, tables.feed_mark.c.feed == matching[0].name),
        holidays=Holidays({}),
        history=(),
        skips=skips,
    )


def _uids(feed: Feed) -> Uids:
    """Returns a query for the UIDs of all meetings of `feed`; it may include meetings of other feeds."""
    uid = tables.occurrence.c.uid
    match feed.kind:
        case "programme":
            return select(uid)
        case "cities":
            return select(tables.participant.c.uid).where(tables.participant.c.city == feed.identity)
        case "pairs" | "themes":
            contents = type_coerce(tables.occurrence.c.contents, Text)
            return select(uid).where(contents.contains(f'"{feed.identity}"', autoescape=True))
