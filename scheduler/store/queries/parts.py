"""Reads parts of the published state, for commands that show a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import chain, islice

from msgspec.structs import replace
from sqlalchemy import Connection, Select, Text, extract, false, func, select, tuple_, type_coerce

from scheduler.record.feeds import Feed, Feeds, belongs_in
from scheduler.record.identities import PresentIds, RecordedSeries
from scheduler.record.occurrences import Occurrences
from scheduler.record.overview import Overview
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.revision import LEFT, PublishedFeeds, Revision
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.record.window import Window
from scheduler.store import tables
from scheduler.store.queries.values import (
    ALL,
    Condition,
    RowsOf,
    all_rows,
    feed_versions,
    feeds,
    occurrences,
    pieces,
    recorded_series,
    zone_blocks,
)
from scheduler.store.revisions import history, last_revision
from scheduler.store.rows import OccurrenceReader, programme_of

MOST_PARAMETERS = 1000
"""Databases limit the parameters of a statement."""


def feed(connection: Connection, kind: str, id: str) -> Feed | None:
    """Returns the feed of this kind with the present id `id`; None if there is none."""
    found = feeds(connection, tables.feed.c.kind == kind, tables.feed.c.id == id)
    return found[0] if found else None


def feeds_of_tokens(connection: Connection) -> tuple[Feed, ...]:
    """Returns the feeds that tokens open, also revoked ones."""
    feed, token = tables.feed.c, tables.token.c
    return feeds(connection, tuple_(feed.kind, feed.identity).in_(select(token.kind, token.identity)))


def published_feed(connection: Connection, feed: Feed, most: int | None = None) -> PublishedFeeds | None:
    """Returns the meetings of `feed` with their pieces; None before the first revision.

    If the programme shows more than `most` public ones, only those nearest to its month are read.
    """
    last = last_revision(connection)
    if last is None:
        return None
    profile, window = _profile_and_window(connection)
    if feed.kind != "programme":
        parts = _parts(connection, _belongs_in(feed))
    elif most is None:
        parts = [all_rows]
    else:
        parts = _nearest_parts(connection, last[1], window, most)
    return PublishedFeeds(
        time=last[1],
        profile=profile,
        window=window,
        feeds=Feeds([feed]),
        occurrences=Occurrences.of(_occurrences_of(connection, parts)),
        pieces=dict(chain.from_iterable(pieces(connection, part) for part in parts)),
        zone_blocks=zone_blocks(connection),
        versions=feed_versions(connection, tables.feed_mark.c.feed == feed.name),
    )


def overview(connection: Connection) -> Overview | None:
    """Returns the overview of the programme; None before the first revision."""
    if last_revision(connection) is None:
        return None
    profile, window = _profile_and_window(connection)
    series, feed = tables.series.c, tables.feed.c
    ids = PresentIds(
        series=recorded_series(connection, series.identity != series.id),
        feeds=feeds(connection, feed.kind == "cities", feed.identity != feed.id),
    )
    return Overview(profile=profile, window=window, ids=ids)


def one_series(connection: Connection, identity: str) -> RecordedSeries | None:
    """Returns the facts about a series; None if it is not published."""
    return recorded_series(connection, tables.series.c.identity == identity).get(identity)


def _profile_and_window(connection: Connection) -> tuple[ProgrammeProfile, Window]:
    columns = (column for column in tables.programme.c if column.name not in ("profile", "skips"))
    profile, window, _ = programme_of(connection.execute(select(*columns)).first())
    return profile, window


def skips(connection: Connection) -> tuple[SkippedMeeting, ...]:
    """Returns the meetings that were skipped before they were published."""
    return connection.scalars(select(tables.programme.c.skips)).first() or ()


def coming_meetings(connection: Connection, feed: Feed, now: datetime, most: int) -> tuple[Stored, ...]:
    """Returns the first `most` public meetings of `feed`, in order of time, that have not ended by `now`."""
    column = tables.occurrence.c
    is_coming = (column.end_utc > now) & column.shown & (column.visibility == "public")
    meetings = _occurrences_of(connection, _parts(connection, is_coming, _belongs_in(feed)))
    return tuple(islice((stored for stored in meetings if belongs_in(feed, stored.occurrence)), most))


def meetings_of_series(connection: Connection, identity: str) -> tuple[Stored, ...]:
    """Returns the meetings of a series in order of time."""
    return tuple(_occurrences_of(connection, _parts(connection, tables.occurrence.c.series == identity)))


def history_of_series(connection: Connection, identity: str) -> tuple[Revision, ...]:
    """Returns every revision, newest first, with its changes to the meetings of a series alone."""
    return history(connection, tables.revision_entry.c.series == identity)


def history_of_feed(connection: Connection, feed: Feed) -> tuple[Revision, ...]:
    """Returns every revision, newest first, with its changes to the meetings of `feed` alone.

    The meetings of a city are also those that it has left.
    """
    belongs = _belongs_in(feed)
    meetings = _occurrences_of(connection, _parts(connection, belongs))
    uids = {stored.occurrence.uid for stored in meetings if belongs_in(feed, stored.occurrence)}
    entry = tables.revision_entry.c
    left = select(entry.uid).where(_left(feed))
    uids |= {*connection.scalars(left)}
    revisions = history(connection, entry.uid.in_(_uids(belongs)) | entry.uid.in_(left))
    return tuple(
        replace(revision, entries=tuple(entry for entry in revision.entries if entry.uid in uids))
        for revision in revisions
    )


def _left(feed: Feed) -> Condition:
    """Returns the condition that an entry of the history takes a city out of a meeting."""
    if feed.kind != "cities":
        return false()
    changed = type_coerce(tables.revision_entry.c.changed, Text)
    return changed.contains(f'"{LEFT}{feed.identity}"', autoescape=True)


def _belongs_in(feed: Feed) -> Condition:
    """Returns the condition that an occurrence belongs in `feed`; others may meet it as well."""
    occurrence, participant = tables.occurrence.c, tables.participant.c
    match feed.kind:
        case "programme":
            return ALL
        case "cities":
            return occurrence.uid.in_(select(participant.uid).where(participant.city == feed.identity))
        case "pairs" | "groups" | "themes":
            contents = type_coerce(occurrence.contents, Text)
            return contents.contains(f'"{feed.identity}"', autoescape=True)


def _uids(*where: Condition) -> Select[str]:
    """Returns a query for the UIDs of occurrences, in order of time."""
    column = tables.occurrence.c
    return select(column.uid).where(*where).order_by(column.begin_utc, column.uid)


def _parts(connection: Connection, *where: Condition) -> list[RowsOf]:
    """Returns the meetings for which `where` is true in parts, in order of time.

    Each part can be the parameters of one statement.
    """
    return _parts_of(connection.scalars(_uids(*where)).all())


def _nearest_parts(connection: Connection, at: datetime, window: Window, most: int) -> list[RowsOf]:
    """Returns all meetings in parts; if more than `most` public ones are shown, only the nearest of them.

    These are one more than `most`: those from the month of the window on first, then those of past months,
    the latest first. With them comes a meeting in each zone, because every zone takes room in a feed.
    """
    column = tables.occurrence.c
    # The same as PublishedFeeds.shows says of an occurrence that was read.
    is_early = (column.created > at) & (column.starts >= _midnight(window.edge))
    is_shown = column.shown & (column.ends > _midnight(window.first)) & ~is_early
    months = extract("year", column.starts) * 12 + extract("month", column.starts)
    distance = months - (window.month.year * 12 + window.month.month)
    nearest = (
        select(column.uid)
        .where(is_shown, column.visibility == "public")
        .order_by(distance < 0, func.abs(distance), column.begin_utc, column.uid)
        .limit(most + 1)
    )
    shown = connection.scalars(nearest).all()
    if len(shown) <= most:
        return [all_rows]
    one_in_each_zone = select(func.min(column.uid)).where(~column.all_day).group_by(column.zone)
    return _parts_of([*shown, *connection.scalars(one_in_each_zone)])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _parts_of(uids: Sequence[str]) -> list[RowsOf]:
    return [_rows_of(uids[start : start + MOST_PARAMETERS]) for start in range(0, len(uids), MOST_PARAMETERS)]


def _rows_of(uids: Sequence[str]) -> RowsOf:
    return lambda table: table.c.uid.in_(uids)


def _occurrences_of(connection: Connection, parts: Iterable[RowsOf]) -> Iterator[Stored]:
    """Yields the meetings of `parts`, in order of time; reads a part when it is needed."""
    reader = OccurrenceReader()
    return chain.from_iterable(occurrences(connection, reader, part) for part in parts)
