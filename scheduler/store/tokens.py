"""Tokens of private feeds. They are never deleted, so that an operator can account for each."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import asdict
from sqlalchemy import Connection, insert, select, update

from scheduler.state.tokens import Token
from scheduler.store import tables


def tokens(connection: Connection) -> tuple[Token, ...]:
    """Returns all tokens, also the revoked ones, the oldest first."""
    table = tables.token
    rows = connection.execute(select(table).order_by(table.c.created, table.c.digest))
    return tuple(Token(**row) for row in rows.mappings())


def add(connection: Connection, token: Token) -> None:
    """Adds a token."""
    connection.execute(insert(tables.token), asdict(token))


def revoke(connection: Connection, digest: str, at: datetime) -> bool:
    """Revokes a token. Returns False if there is no live token with this digest."""
    table = tables.token
    is_live = (table.c.digest == digest) & table.c.revoked.is_(None)
    return connection.execute(update(table).where(is_live).values(revoked=at)).rowcount == 1
