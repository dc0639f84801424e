"""Reads the state: the values of each table but those of the history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, select

from scheduler.state.revision import FeedVersion, FeedVersions
from scheduler.state.state import NOTHING_PUBLISHED, State
from scheduler.state.stored import time_and_uid
from scheduler.store import tables
from scheduler.store.occurrences import occurrences_in
from scheduler.store.revisions import last_revision
from scheduler.timetable.holidays import Holidays


def state(connection: Connection) -> State:
    """Returns what is published now; `NOTHING_PUBLISHED` before the first revision.

    Raises ValueError if the facts about the programme are missing.
    """
    last = last_revision(connection)
    if last is None:
        return NOTHING_PUBLISHED
    programme = connection.execute(select(tables.programme)).mappings().first()
    if programme is None:
        raise ValueError("the facts about the programme are missing")
    meetings = occurrences_in(connection.execute(select(tables.occurrence)))
    holidays = connection.execute(select(tables.holiday))
    return State(
        time=last[1],
        **programme,
        # SQLite would sort whole rows in memory, which takes as much again as the meetings themselves.
        occurrences={stored.occurrence.uid: stored for stored in sorted(meetings, key=time_and_uid)},
        pieces=_bodies(connection, tables.piece),
        zone_blocks={zone: body for (zone,), body in _bodies(connection, tables.zone_block).items()},
        versions=_feed_versions(connection),
        holidays=Holidays({(country, part or None, year): days for country, part, year, days in holidays}),
    )


def _feed_versions(connection: Connection) -> FeedVersions:
    """Returns the present version of each feed by its name and the language."""
    versions: dict[str, dict[str, FeedVersion]] = {}
    for row in connection.execute(select(tables.feed_mark)).mappings():
        versions.setdefault(row["feed"], {})[row["language"]] = FeedVersion(**row)
    return versions


def _bodies(connection: Connection, table: Table) -> dict[Any, bytes]:
    """Returns the bytes of each row by its key; raises ValueError if they are a text."""
    bodies: dict[Any, bytes] = {}
    for *key, body in connection.execute(select(table)):
        if not isinstance(body, bytes):  # SQLite keeps any type in any column
            raise ValueError(f"the bytes of {' '.join(key)} are a text, and must be bytes")
        bodies[tuple(key)] = body
    return bodies
