"""Those who read feeds: tokens of private feeds, and counts of requests by family of calendar programs.

Tokens are never deleted, so that an operator can account for each. Old counts are deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import attrgetter

from msgspec.structs import asdict, replace
from sqlalchemy import Connection, insert, select, update

from scheduler.state.feeds import Poll, Token
from scheduler.store import tables
from scheduler.store.writing import write_difference

RETENTION = timedelta(days=90)
"""The time after its last request for which the counts of an old version are stored."""

_version = attrgetter("feed", "language", "digest")
_key = attrgetter("feed", "language", "digest", "family")


def tokens(connection: Connection) -> tuple[Token, ...]:
    """Returns all tokens, also the revoked ones, the oldest first."""
    table = tables.token
    rows = connection.execute(select(table).order_by(table.c.created, table.c.digest))
    return tuple(Token(**row) for row in rows.mappings())


def add_token(connection: Connection, token: Token) -> None:
    """Adds a token."""
    connection.execute(insert(tables.token), asdict(token))


def revoke_token(connection: Connection, digest: str, at: datetime) -> bool:
    """Revokes a token. Returns False if there is no live token with this digest."""
    table = tables.token
    is_live = (table.c.digest == digest) & table.c.revoked.is_(None)
    return connection.execute(update(table).where(is_live).values(revoked=at)).rowcount == 1


def polls(connection: Connection) -> tuple[Poll, ...]:
    """Returns all counts, the oldest first."""
    found = [Poll(**row) for row in connection.execute(select(tables.poll)).mappings()]
    # Not by the database: PostgreSQL may sort texts like a dictionary.
    return tuple(sorted(found, key=attrgetter("first", "feed", "language", "family", "digest")))


def add_polls(connection: Connection, counts: Iterable[Poll], now: datetime) -> None:
    """Adds `counts` to the stored ones, and deletes those of old versions that nobody fetches any more."""
    before = {_key(poll): poll for poll in polls(connection)}
    after = dict(before)
    for poll in counts:
        known = after.get(_key(poll))
        # Two daemons may count for one store, and write a minute apart.
        after[_key(poll)] = poll if known is None else _sum(known, poll)
    last: dict[tuple[str, ...], datetime] = {}
    for poll in after.values():
        last[_version(poll)] = max(poll.last, last.get(_version(poll), poll.last))
    present_digests = {*connection.scalars(select(tables.feed_mark.c.digest))}
    kept = {
        key: poll
        for key, poll in after.items()
        if poll.digest in present_digests or last[_version(poll)] >= now - RETENTION
    }
    write_difference(connection, tables.poll, before, kept, lambda _key, poll: asdict(poll))


def _sum(one: Poll, other: Poll) -> Poll:
    return replace(one, count=one.count + other.count, last=max(one.last, other.last))
