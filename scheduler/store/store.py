"""The store: open it, read the published state, write a revision.

Only `migrate` creates a database. Before that, every read returns the result of an empty store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, make_url

from scheduler.programme.advice import advise, command
from scheduler.state.feeds import Poll, Token
from scheduler.state.mails import Mail, MailMark, ToldNote
from scheduler.state.revision import PieceKey, Revision
from scheduler.state.state import NOTHING_PUBLISHED, NewRevision, State
from scheduler.state.text_edits import BegunEdit, Files, TextEdit, edits_after
from scheduler.store import mail_rows, readers, revisions
from scheduler.store.database_errors import StoreError, readable_errors, readable_url_errors
from scheduler.store.databases.engine import make_engine, read_connection, write_transaction
from scheduler.store.databases.sqlite import (
    erase_withdrawn,
    is_in_memory,
    note_withdrawal,
    pending_erasure,
    sqlite_file,
    sqlite_problems,
    use_write_ahead_log,
)
from scheduler.store.databases.writer_lock import (
    FileLock,
    ServerLock,
    WriterLock,
    has_maker_connection,
    maker_connection,
)
from scheduler.store.edit_rows import (
    begin_edit,
    begun_edits,
    end_edit,
    stop_edit,
    write_edits,
    write_edits_of,
)
from scheduler.store.edit_rows import edits as kept_edits
from scheduler.store.state_rows import changed_pieces, read_state, write_revision
from scheduler.store.tables import (
    HEAD,
    OLDER,
    bring_up_to_date,
    is_later,
    make_anew,
    require_current_schema,
    version_of,
)
from scheduler.store.writing import copy_as_it_is, copy_tables

T = TypeVar("T")
TAKEN_BACK = "somebody has taken this edit back meanwhile"


class Store:
    """One database. Every method raises StoreError, with a message for people, if it cannot use it."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.name = name
        """The file or the address of the database, without its password."""
        self._engine = engine
        self._lock: WriterLock | None = None
        self._may_be_empty = False
        self._copies: Path | None = None

    @property
    def url(self) -> str:
        """The address of the database with its password, for another process of this program."""
        return self._engine.url.render_as_string(hide_password=False)

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        return sqlite_file(self._engine.url)

    def allow_empty_file(self) -> None:
        """Takes a file of 0 bytes for no store yet, from now on: it is put back or made anew."""
        self._may_be_empty = True

    def is_new(self) -> bool:
        """Returns whether there is no store yet: `migrate` would make one."""
        return self._version() is None

    def migrate(self) -> None:
        """Creates the store if it is not there yet, or brings that of an earlier release up to date.

        A copy of the latter stays in a file beside it. Raises StoreError for any other schema.
        """
        version = self._version()
        if version is None or version in OLDER:
            with readable_errors(self.name):
                bring_up_to_date(self._engine, self._keep)
        else:
            require_current_schema(version, self.name)
        self._tidy()

    def keep_copies_in(self, folder: Path) -> None:
        """Has the copy of an older store written to `folder`; by default to that of a SQLite file."""
        self._copies = folder

    def is_older(self) -> bool:
        """Returns whether an earlier release wrote it, and `migrate` would bring it up to date."""
        return self._version() in OLDER

    def later_schema(self) -> str | None:
        """Returns the schema of a store that a later release wrote; None for any other store.

        Such a store can only be copied as it is, and replaced.
        """
        version = self._version()
        return version if version is not None and is_later(version) else None

    def copy_file(self, file: Path) -> None:
        """Writes a store of any schema to a new SQLite file, as it is."""
        with readable_errors(self.name), read_connection(self._engine) as connection:
            write_copy(connection, file)

    def _keep(self, connection: Connection, version: str) -> None:
        folder = self._copies or (self.file.parent if self.file is not None else Path())
        name = self.file.stem if self.file is not None else "twincal"
        write_copy(connection, folder / f"{name}-schema-{version}.db")

    def state(self) -> State:
        """Returns what is published now; `NOTHING_PUBLISHED` before the first revision."""
        return self._read(read_state, NOTHING_PUBLISHED)

    def last_revision(self) -> tuple[int, datetime] | None:
        """Returns the number and time of the last revision quickly; None before the first."""
        return self._read(revisions.last_revision, None)

    def has_revision(self, number: int, time: datetime) -> bool:
        """Returns quickly whether the history has a revision with this number and time."""
        return self._read(partial(revisions.has_revision, number=number, time=time), False)

    def history(self, since: date = date.min, most: int | None = None) -> tuple[Revision, ...]:
        """Returns the newest revisions with their entries, at most `most`, from the day `since` (UTC) on."""
        return self._read(partial(revisions.history, since=since, most=most), ())

    def history_of(self, uid: str) -> tuple[Revision, ...]:
        """Returns the revisions that changed a meeting, newest first, with its entries alone."""
        return self._read(partial(revisions.history_of, uid=uid), ())

    def history_of_pages(self, first: date) -> tuple[Revision, ...]:
        """Returns the revisions that changed meetings of pages: webinars, and those from `first` on."""
        return self._read(partial(revisions.history_of_pages, first=first), ())

    def revision(self, number: int) -> Revision:
        """Returns the revision `number`, which the history has."""
        found = self._read(partial(revisions.revision, number=number), None)
        assert found is not None, "somebody has read its number here"
        return found

    def writer_lock(self, folder: Path) -> WriterLock:
        """Returns the lock of a daemon that writes what `folder` says. From now on, `write` needs it."""
        url, file = self._engine.url, self.file
        self._lock = FileLock(file) if file is not None else ServerLock(url, self.name, folder)
        return self._lock

    def write(self, revision: NewRevision, last_look: Callable[[], object] = lambda: None) -> None:
        """Writes `revision` completely or not at all, then erases withdrawn data from the file.

        Raises LostRace if another one was written after the state before it, StoreError if the edit that it
        publishes was taken back, and what `last_look` raises just before the end. If the erasure has to wait,
        `erasure_pending` returns True.
        """
        with self._writing_alone() as connection:
            write_revision(connection, revision)
            if revision.begun and not end_edit(connection, revision.begun, stopped=False):
                raise StoreError(TAKEN_BACK)
            if write_edits_of(connection, revision) or revision.withdraws:
                note_withdrawal(connection, revision.revision.number)
            if revision.withdraws:
                mail_rows.erase_words(connection)
            last_look()
        self._tidy()

    def require_lock(self) -> None:
        """Raises StoreError if this process is a daemon, and another one writes to the store now."""
        if self._lock is not None and not self._lock.keep():
            raise StoreError("another daemon writes to the store now; nothing was written")

    def begun_edits(self) -> tuple[BegunEdit, ...]:
        """Returns the edits that are begun and not published, of all folders."""
        return self._read(begun_edits, ())

    @contextmanager
    def begun(self, edit: BegunEdit) -> Iterator[None]:
        """Keeps an edit until its revision deletes it; PostgreSQL shows others that its maker lives."""
        with maker_connection(self._engine.url, edit.id):
            with self._writing() as connection:
                begin_edit(connection, edit)
            yield

    def require_begun(self, id: str) -> None:
        """Raises StoreError unless this process may go on with an edit."""
        self.require_lock()
        if not any(edit.id == id and not edit.stopped for edit in self.begun_edits()):
            raise StoreError(TAKEN_BACK)

    def is_made_elsewhere(self, edit: BegunEdit) -> bool:
        """Returns whether the maker of an edit lives on another host, as far as the database knows."""
        return has_maker_connection(self._engine, edit.id)

    def stop_edit(self, id: str) -> bool:
        """Marks an edit, so that it cannot be published any more; returns False if it is not there."""
        with self._writing() as connection:
            return stop_edit(connection, id)

    def end_edit(self, id: str, *, stopped: bool) -> bool:
        """Deletes an edit; returns False if it is not there, or stopped and this does not expect it."""
        with self._writing() as connection:
            return end_edit(connection, id, stopped=stopped)

    def edits(self) -> tuple[TextEdit, ...]:
        """Returns the last edits by command, which `undo` takes back; the last one is first."""
        return self._read(kept_edits, ())

    def keep_edits(self, files: Files, number: int) -> None:
        """Keeps the edits that `files` leave, which need no revision after `number`."""
        edits = self.edits()
        if edits_after(edits, files) == edits:
            return
        with self._writing() as connection:
            if write_edits(connection, files):
                note_withdrawal(connection, number)
        self._tidy()

    def copy_from(self, source: Store) -> None:
        """Replaces everything in this store by the content of `source`, in one transaction.

        It may be a store of a later release. Mails are held then, until a person says that they are not sent
        twice.
        """
        with readable_errors(source.name), read_connection(source._engine) as reading:
            version = version_of(reading)
            assert version is not None, "the caller has read a revision there"
            require_current_schema(version, source.name)
            with self._writing() as connection:
                if is_later(version_of(connection) or HEAD):
                    make_anew(connection)
                copy_tables(reading, connection)
                mail_rows.hold_mails(connection, held=True)
                last = revisions.last_revision(connection)
                if last is not None:
                    note_withdrawal(connection, last[0])
            self._tidy()

    def integrity_problems(self) -> tuple[str, ...]:
        """Returns the problems that SQLite finds in its file; PostgreSQL has no such check."""
        if not self._exists():
            return ()
        with readable_errors(self.name):
            return sqlite_problems(self._engine)

    def changed_pieces(self) -> tuple[PieceKey, ...]:
        """Returns the keys of the pieces whose bytes are not those that were written."""
        return self._read(changed_pieces, ())

    def tokens(self) -> tuple[Token, ...]:
        """Returns all tokens quickly, also the revoked ones, the oldest first."""
        return self._read(readers.tokens, ())

    def add_token(self, token: Token) -> None:
        """Adds a token."""
        with self._writing() as connection:
            readers.add_token(connection, token)

    def revoke_token(self, digest: str, at: datetime, *, successor: Token | None = None) -> bool:
        """Revokes a token and adds its `successor` in one transaction.

        Returns False and writes nothing if the token is not live.
        """
        with self._writing() as connection:
            revoked = readers.revoke_token(connection, digest, at)
            if revoked and successor is not None:
                readers.add_token(connection, successor)
            return revoked

    def polls(self) -> tuple[Poll, ...]:
        """Returns the counts of requests, the oldest first."""
        return self._read(readers.polls, ())

    def add_polls(self, counts: Collection[Poll], now: datetime) -> None:
        """Adds counts of requests, and deletes those that are too old at `now`."""
        with self._writing() as connection:
            readers.add_polls(connection, counts, now)

    def mail_mark(self) -> MailMark | None:
        """Returns the mark of all offices; None until mail is first on."""
        return self._read(mail_rows.mail_mark, None)

    def mails(self) -> tuple[Mail, ...]:
        """Returns all mails that are kept, in the order in which they were claimed."""
        return self._read(mail_rows.mails, ())

    def current_mails(self) -> tuple[Mail, ...]:
        """Returns those that are open, or tell what the mark has not passed, in the same order."""
        return self._read(mail_rows.current_mails, ())

    def begin_mail(self, revision: int) -> None:
        """Writes the first mark, unless there is one: all offices count as told until `revision`."""
        with self._writing_alone() as connection:
            mail_rows.begin_mail(connection, revision)

    def claim_mails(self, mails: Collection[Mail], mark: int | None, **went: date) -> None:
        """Adds mails that wait, and moves the mark forward to `mark` if it is later, in one transaction.

        `went` are the days of mails by schedule, by their kind. Raises StoreError if a mail does not begin
        where its office was told until, if those of the day went already, or if mail was never on.
        """
        with self._writing_alone() as connection:
            mail_rows.claim_mails(connection, mails, mark, **went)

    def change_mail(self, old: Mail, new: Mail) -> bool:
        """Changes an open mail; returns False if it is not as `old` was read, or its words were erased."""
        with self._writing_alone() as connection:
            return mail_rows.change_mail(connection, old, new)

    def hold_mails(self, *, held: bool) -> None:
        """Holds all mails back, or no longer; nothing happens where mail was never on."""
        with self._writing_alone() as connection:
            mail_rows.hold_mails(connection, held=held)

    def told_notes(self) -> tuple[ToldNote, ...]:
        """Returns the last note of each city whose office a person told."""
        return self._read(mail_rows.told_notes, ())

    def note_told(self, notes: Collection[ToldNote]) -> None:
        """Writes notes in the place of those of the same cities, unless these know more."""
        with self._writing_alone() as connection:
            mail_rows.note_told(connection, notes)

    def see_mail(self, digest: str, at: datetime) -> None:
        """Notes that the mail with the digest of a link was seen; the first time counts."""
        with self._writing_alone() as connection:
            mail_rows.see_mail(connection, digest, at)

    def erasure_pending(self) -> bool:
        """Returns quickly whether withdrawn data may still be in the file; the next run tries again."""
        return self._read(pending_erasure, 0) != 0

    def close(self) -> None:
        """Closes the connections to the database, and gives the lock back."""
        if self._lock is not None:
            self._lock.release()
        self._engine.dispose()

    def _version(self) -> str | None:
        with readable_errors(self.name):
            if not self._exists():
                return None
            with read_connection(self._engine) as connection:
                return version_of(connection)

    def _read(self, query: Callable[[Connection], T], default: T) -> T:
        """Returns the result of `query`, or `default` if there is no store yet."""
        with readable_errors(self.name):
            if not self._exists():
                return default
            with read_connection(self._engine) as connection:
                version = version_of(connection)
                if version is None:
                    return default
                require_current_schema(version, self.name)
                try:
                    return query(connection)
                except ValueError as error:  # a value that the state does not allow
                    raise StoreError(
                        f"the database {self.name} holds what this release cannot read: {error}. If a newer "
                        "release wrote it, use that one. If not, put the last backup back"
                    ) from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Opens one transaction. Raises StoreError if the database does not exist."""
        if not self._exists():
            raise StoreError(f"{self.name} is not there any more")
        with readable_errors(self.name), write_transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing_alone(self) -> Iterator[Connection]:
        """Opens one transaction. Raises StoreError also as `require_lock` does."""
        with self._writing() as connection:
            self.require_lock()  # after the wait for other writers
            yield connection

    def _exists(self) -> bool:
        """Returns whether there is a database to connect to; SQLite would create a missing file.

        Raises StoreError for a file of 0 bytes: a new store in its place would begin SEQUENCE anew.
        """
        file = self.file
        if file is not None and file.is_file() and file.stat().st_size == 0 and not self._may_be_empty:
            raise StoreError(
                f"the database {self.name} has 0 bytes: what it held is lost",
                advise(
                    "put a backup back with {}, or make it anew from the published calendars with {}. If "
                    "nothing was published yet, delete the file",
                    *(command("store", "restore"), command("store", "rebuild")),
                ),
            )
        return file is None or file.exists()

    def _tidy(self) -> None:
        """Begins a log and erases withdrawn data, but never fails: a later run does what was impossible."""
        with suppress(StoreError), readable_errors(self.name):
            use_write_ahead_log(self._engine)
            erase_withdrawn(self._engine)


def write_copy(connection: Connection, file: Path) -> None:
    """Writes a database to a SQLite file, which is there only when it is complete."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    engine = make_engine(URL.create("sqlite", database=str(unfinished)))
    with write_transaction(engine) as target:
        copy_as_it_is(connection, target)
    engine.dispose()
    unfinished.replace(file)


def open_file(path: Path) -> Store:
    """Returns the store in the SQLite database `path`."""
    return Store(make_engine(URL.create("sqlite", database=str(path))), str(path))


def open_store(url: str) -> Store:
    """Returns the store at a SQLAlchemy `url`.

    Raises StoreError if the URL is wrong, its driver is missing, or it names a database in memory.
    """
    with readable_url_errors(_without_secrets(url)):
        address = make_url(url)
        engine = make_engine(address)
    if is_in_memory(address):
        raise StoreError(
            f"{_without_secrets(url)} is kept in memory, and gone when the command ends; write sqlite:///twincal.db"
        )
    return Store(engine, address.set(query={}).render_as_string(hide_password=True))


def _without_secrets(url: str) -> str:
    """Returns the part of an unparsed URL that messages may show; the query may hold a password too."""
    address, _, query = url.partition("?")
    if "://" not in address and ":" in url:  # any part of it may be a password
        return "this text"
    if "@" in query:  # the question mark may be part of the password
        return address.partition("://")[0]
    return address.rpartition("@")[2]
