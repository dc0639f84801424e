"""The tokens of private feeds: made and revoked, never deleted, so that each can be accounted for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from scheduler.record.tokens import Token
from scheduler.store import tables


def tokens(connection: Connection) -> tuple[Token, ...]:
    """Every token that was ever made, the oldest first."""
    table = tables.token
    rows = connection.execute(select(table).order_by(table.c.created, table.c.digest))
    return tuple(Token(**row) for row in rows.mappings())


def add(connection: Connection, token: Token) -> None:
    """Writes a token that is not there yet."""
    connection.execute(insert(tables.token), asdict(token))


def revoke(connection: Connection, digest: str, at: datetime) -> bool:
    """Revokes a token; False, and nothing is changed, where none with this digest works."""
    table = tables.token
    live = (table.c.digest == digest) & table.c.revoked.is_(None)
    return connection.execute(update(table).where(live).values(revoked=at)).rowcount == 1
