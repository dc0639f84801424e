"""Mails to the offices of cities, and the mark of all of them, by the rules in scheduler/state/mails.py.

1. For each city, the revisions of a mail follow those of which its office was told before: none is told twice
   or left out.
2. A mail changes while it is open. Later it is only noted that it was seen, until it is deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from operator import attrgetter
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, delete, insert, select, true, update

from scheduler.state.mails import KEPT, OPEN, Mail, MailMark, MailState, told_until
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


def claim_mails(connection: Connection, new: Collection[Mail], mark: int | None) -> None:
    """Adds mails, then moves the mark forward; raises StoreError for other revisions than the next ones."""
    present, known = mail_mark(connection), list(mails(connection))
    if present is None:
        raise StoreError("mail was never switched on; nothing was written")
    for mail in new:
        if mail.since != told_until(present, known, mail.city):
            raise _other_revisions(mail)
        known.append(mail)
    insert_rows(connection, tables.mail, map(asdict, new))
    if mark is not None:
        connection.execute(update(tables.mail_mark).where(_mark < mark).values(revision=mark))


def reword_mail(connection: Connection, mail: Mail) -> None:
    """Gives new words to a mail that waits without any; raises StoreError if it cannot tell its revisions."""
    old, later = _waiting(connection, mail.id)
    end = min((each.since for each in later), default=mail.revision)
    same = (mail.city, mail.since) == (old.city, old.since)
    if old.words or not same or not old.revision <= mail.revision <= end:
        raise _other_revisions(mail)
    made = ("words", "revision", "changed", "claimed", "seen_digest")
    _change(connection, _columns.id == mail.id, **{name: getattr(mail, name) for name in made})


def note_mail(connection: Connection, id: str, tried: datetime, trouble: str) -> bool:
    """Notes an attempt to send a mail; returns False if it does not wait, or its words were erased."""
    has_words = _waits & (_columns.words != b"")
    return _change(connection, (_columns.id == id) & has_words, tried=tried, trouble=trouble)


def end_mail(connection: Connection, id: str, state: MailState, at: datetime, trouble: str) -> bool:
    """Ends an open mail, and deletes old ones; those beyond the mark say how much an office was told."""
    ended = _change(
        connection, (_columns.id == id) & _is_open, state=state, ended=at, words=b"", trouble=trouble
    )
    connection.execute(delete(tables.mail).where(_columns.ended < at - KEPT, ~_is_beyond_the_mark))
    return ended


def release_mails(connection: Connection, ids: Collection[str]) -> None:
    """Lets open mails be sent, whatever their age, with words that are made anew."""
    where = _columns.id.in_(ids) & _is_open
    _change(connection, where, state="waits", ended=None, released=True, words=b"", trouble="")


def hold_mails(connection: Connection, *, held: bool) -> None:
    """Holds all mails back, or no longer; nothing happens where mail was never on."""
    connection.execute(update(tables.mail_mark).values(held=held))


def see_mail(connection: Connection, digest: str, at: datetime) -> None:
    """Notes that the mail with the digest of a link was seen; the first time counts."""
    same = (_columns.seen_digest == digest) & (_columns.seen_digest != "")
    _change(connection, same & _columns.seen.is_(None), seen=at)


def erase_words(connection: Connection) -> None:
    """Erases the words of all mails that wait, because they may tell what is withdrawn."""
    _change(connection, _waits, words=b"")


def _found(connection: Connection, where: ColumnElement[bool]) -> tuple[Mail, ...]:
    rows = connection.execute(select(tables.mail).where(where)).mappings()
    # Not by the database: PostgreSQL may sort texts like a dictionary.
    return tuple(sorted((Mail(**row) for row in rows), key=attrgetter("claimed", "id")))


def _waiting(connection: Connection, id: str) -> tuple[Mail, list[Mail]]:
    """Returns a mail that waits, with the later ones to its office; raises StoreError if it does not wait."""
    known = mails(connection)
    for mail in known:
        if mail.id == id and mail.state == "waits":
            return mail, [each for each in known if each.city == mail.city and each.since >= mail.revision]
    raise StoreError(f"the mail {id} does not wait any more; nothing was written")


def _change(connection: Connection, where: ColumnElement[bool], **values: Any) -> bool:
    """Changes the mails for which `where` is true; returns whether there are any."""
    return connection.execute(update(tables.mail).where(where).values(**values)).rowcount > 0


def _other_revisions(mail: Mail) -> StoreError:
    return StoreError(
        f"the office of {mail.city} was told of other revisions meanwhile; nothing was written, try again"
    )
