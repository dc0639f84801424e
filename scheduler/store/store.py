"""The store as its users see it: open it, read what is published, write a revision.

Nothing is created before `migrate`: whoever only reads finds an empty memory where there is no store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine, make_url

from scheduler.record.memory import EMPTY, Memory
from scheduler.record.polls import Poll
from scheduler.record.revision import NewRevision, Published, Revision
from scheduler.record.tokens import Token
from scheduler.store import polls, queries, revisions, tokens
from scheduler.store.engine import is_in_memory, make_engine, reading, sqlite_file, writing
from scheduler.store.erasure import erase_withdrawn, note_withdrawal, pending_erasure
from scheduler.store.errors import StoreError, readable_address_errors, readable_errors
from scheduler.store.schema import refuse_other, upgrade, version_of

Found = TypeVar("Found")


class Store:
    """One database; every method raises StoreError, in words for people, where it cannot be used."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name

    def migrate(self) -> None:
        """Makes the store, or brings an older one to this release; StoreError for one that is newer."""
        version = self._version()
        with readable_errors(self._name):
            upgrade(self._engine, version)
        self._erase()

    def migrate_existing(self) -> None:
        """Brings an older store to this release, as `migrate` does, but makes none where there is none."""
        if self._version() is not None:
            self.migrate()

    def memory(self) -> Memory:
        """All that a plan is compared with; empty where there is no store yet."""
        return self._read(queries.memory, EMPTY)

    def published(self) -> Published | None:
        """What feeds and pages show; None before the first revision."""
        return self._read(queries.published, None)

    def last_revision(self) -> tuple[int, datetime] | None:
        """The number and the time of the last revision, cheap to ask; None before the first.

        The number alone tells no revision from another: a store that was lost and made anew begins to count
        again.
        """
        return self._read(revisions.last_revision, None)

    def zone_blocks(self) -> Mapping[str, bytes]:
        """The VTIMEZONE of each zone as feeds have it now; empty before the first revision."""
        return self._read(queries.zone_blocks, {})

    def series_ids(self) -> Mapping[str, str]:
        """The id of each series by its identity, cheap to ask; empty before the first revision."""
        return self._read(queries.series_ids, {})

    def history(self) -> tuple[Revision, ...]:
        """Every revision with what it did, newest first."""
        return self._read(revisions.history, ())

    def write(self, revision: NewRevision) -> None:
        """Writes the whole of `revision`, or nothing; Raced where its number has been taken.

        What it withdraws is then swept out of the file; where that must wait, `erasure_pending` tells.
        """
        with self._writing() as connection:
            revisions.write_revision(connection, revision)
            if revision.withdraws:
                note_withdrawal(connection, revision.revision.number)
        self._erase()

    def tokens(self) -> tuple[Token, ...]:
        """The tokens of private feeds, cheap to ask, the oldest first; those that were revoked as well."""
        return self._read(tokens.tokens, ())

    def add_token(self, token: Token) -> None:
        """Lets a new token open its feed."""
        with self._writing() as connection:
            tokens.add(connection, token)

    def revoke_token(self, digest: str, at: datetime, *, successor: Token | None = None) -> bool:
        """Revokes a token and lets its `successor` work in the same instant.

        False, and nothing is written, where the token does not work any more.
        """
        with self._writing() as connection:
            revoked = tokens.revoke(connection, digest, at)
            if revoked and successor is not None:
                tokens.add(connection, successor)
            return revoked

    def polls(self) -> tuple[Poll, ...]:
        """Who has fetched which version of a feed, the oldest first; empty where nobody has."""
        return self._read(polls.polls, ())

    def add_polls(self, counted: Collection[Poll], now: datetime) -> None:
        """Adds requests to those that are remembered, and forgets what is old by `now`."""
        with self._writing() as connection:
            polls.add(connection, counted)
            polls.forget(connection, now)

    def erasure_pending(self) -> bool:
        """Whether what was withdrawn may still stand in the file, cheap to ask; the next run sweeps again."""
        return self._read(pending_erasure, 0) != 0

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def _version(self) -> str | None:
        with readable_errors(self._name):
            if not self._exists():
                return None
            with reading(self._engine) as connection:
                return version_of(connection)

    def _read(self, ask: Callable[[Connection], Found], otherwise: Found) -> Found:
        with readable_errors(self._name):
            if not self._exists():
                return otherwise
            with reading(self._engine) as connection:
                version = version_of(connection)
                if version is None:
                    return otherwise
                refuse_other(version)
                return ask(connection)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction; StoreError where there is no database, which only `migrate` makes."""
        if not self._exists():
            raise StoreError(f"{self._name} is not there any more")
        with readable_errors(self._name), writing(self._engine) as connection:
            yield connection

    def _exists(self) -> bool:
        """Whether there is a database to connect to; SQLite would make the file that it does not find."""
        file = sqlite_file(self._engine.url)
        return file is None or file.exists()

    def _erase(self) -> None:
        """Never fails: what has been written stays written, and the mark says what is left to be done."""
        with suppress(StoreError), readable_errors(self._name):
            erase_withdrawn(self._engine)


def open_store(url: str) -> Store:
    """The store at a SQLAlchemy `url`.

    Raises StoreError where that is no address, its driver is missing, or nothing would remain there.
    """
    with readable_address_errors(_without_secrets(url)):
        address = make_url(url)
        engine = make_engine(address)
    if is_in_memory(address):
        raise StoreError(
            f"{_without_secrets(url)} is kept in memory, and gone when the command ends; write sqlite:///twincal.db"
        )
    return Store(engine, address.set(query={}).render_as_string(hide_password=True))


def _without_secrets(url: str) -> str:
    """What may be shown of an address that nobody could read yet: its query may hold a password as well."""
    before, _, query = url.partition("?")
    if "@" in query:  # the mark may be a part of the password itself
        return before.partition("://")[0]
    return before.rpartition("@")[2]
