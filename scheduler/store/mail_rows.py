"""Mails to the offices of cities, and the mark of all of them, by the rules in scheduler/state/mails.py.

1. For each city, the revisions of a mail follow those of which its office was told before: none is told twice
   or left out.
2. A mail changes while it is open. Later it is only noted that it was seen, until it is deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, delete, insert, select, true, update

from scheduler.state.mails import KEPT, OPEN, Mail, MailMark, ToldNote, told_until
from scheduler.store import tables
from scheduler.store.database_errors import StoreError
from scheduler.store.writing import insert_rows

_columns = tables.mail.c
_waits = _columns.state == "waits"
_is_open = _columns.state.in_(OPEN)
_mark = tables.mail_mark.c.revision
_is_beyond_the_mark = _columns.revision > select(_mark).scalar_subquery()


def mail_mark(connection: Connection) -> MailMark | None:
    """Returns the mark of all offices; None until mail is first on."""
    row = connection.execute(select(tables.mail_mark)).mappings().first()
    return None if row is None else MailMark(**row)


def mails(connection: Connection) -> tuple[Mail, ...]:
    """Returns all mails in the order in which they were claimed."""
    return _found(connection, true())


def current_mails(connection: Connection) -> tuple[Mail, ...]:
    """Returns the mails that are open, or tell what the mark has not passed, as `mails` does."""
    return _found(connection, _is_open | _is_beyond_the_mark)


def begin_mail(connection: Connection, revision: int) -> None:
    """Writes the first mark, unless there is one."""
    if mail_mark(connection) is None:
        connection.execute(insert(tables.mail_mark), asdict(MailMark(revision=revision)))


def claim_mails(connection: Connection, new: Collection[Mail], mark: int | None, **went: date) -> None:
    """Adds mails, then moves the mark forward; raises StoreError for other revisions than the next ones.

    `went` are the days of mails by schedule, by their kind; it raises StoreError if they went already.
    """
    present, known = mail_mark(connection), list(mails(connection))
    if present is None:
        raise StoreError("mail was never switched on; nothing was written")
    days = asdict(present)
    if any(days[kind] is not None and days[kind] >= day for kind, day in went.items()):
        raise StoreError("the mails of this day went already; nothing was written")
    for mail in new:
        if mail.since != told_until(present, known, mail.city):
            words = f"the mail to {mail.city} does not go on where the last one ended"
            raise StoreError(f"{words}; nothing was written, try again")
        known.append(mail)
    insert_rows(connection, tables.mail, map(asdict, new))
    if mark is not None:
        connection.execute(update(tables.mail_mark).where(_mark < mark).values(revision=mark))
    if went:
        connection.execute(update(tables.mail_mark).values(**went))


def change_mail(connection: Connection, old: Mail, new: Mail) -> bool:
    """Changes an open mail, and deletes old ones; returns False if it is not as `old` was read.

    If it waits on, its words must be those that were read: what is withdrawn meanwhile is not sent.
    """
    values = asdict(new)
    del values["seen"]
    as_read = (_columns.id == old.id) & (_columns.state == old.state)
    if new.ended is None:
        as_read &= _columns.words == old.words
    is_changed = old.is_open and _change(connection, as_read, **values)
    if new.ended is not None:  # mails beyond the mark stay: they say how much an office knows
        is_old = _columns.ended < new.ended - KEPT
        connection.execute(delete(tables.mail).where(is_old, ~_is_beyond_the_mark))
    return is_changed


def hold_mails(connection: Connection, *, held: bool) -> None:
    """Holds all mails back, or no longer; nothing happens where mail was never on."""
    connection.execute(update(tables.mail_mark).values(held=held))


def see_mail(connection: Connection, digest: str, at: datetime) -> None:
    """Notes that the mail with the digest of a link was seen; the first time counts."""
    same = (_columns.seen_digest == digest) & (_columns.seen_digest != "")
    _change(connection, same & _columns.seen.is_(None), seen=at)


def told_notes(connection: Connection) -> tuple[ToldNote, ...]:
    """Returns the last note of each city whose office a person told."""
    return tuple(ToldNote(**row) for row in connection.execute(select(tables.told_note)).mappings())


def note_told(connection: Connection, notes: Collection[ToldNote]) -> None:
    """Writes notes in the place of those of the same cities, unless these know more."""
    known = {each.city: each.revision for each in told_notes(connection)}
    new = [each for each in notes if known.get(each.city, 0) <= each.revision]
    table = tables.told_note
    connection.execute(delete(table).where(table.c.city.in_([each.city for each in new])))
    insert_rows(connection, table, map(asdict, new))


def erase_words(connection: Connection) -> None:
    """Erases the words of all mails that wait, because they may tell what is withdrawn."""
    _change(connection, _waits, words=b"")


def _found(connection: Connection, where: ColumnElement[bool]) -> tuple[Mail, ...]:
    rows = connection.execute(select(tables.mail).where(where)).mappings()
    # Not by the database: PostgreSQL may sort texts like a dictionary.
    return tuple(sorted((Mail(**row) for row in rows), key=attrgetter("claimed", "id")))


def _change(connection: Connection, where: ColumnElement[bool], **values: Any) -> bool:
    """Changes the mails for which `where` is true; returns whether there are any."""
    return connection.execute(update(tables.mail).where(where).values(**values)).rowcount > 0
