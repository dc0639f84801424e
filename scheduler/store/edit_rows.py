"""The texts of the last edits by command, and of the one that is being made."""

from __future__ import annotations

from msgspec.structs import asdict
from sqlalchemy import Connection, delete, insert, select, update

from scheduler.state.state import NewRevision
from scheduler.state.text_edits import BegunEdit, Files, TextEdit, edits_after, without_texts
from scheduler.store import tables
from scheduler.store.writing import write_difference


def edits(connection: Connection) -> tuple[TextEdit, ...]:
    """Returns the edits that are kept, the last one first."""
    rows = connection.execute(select(tables.edit).order_by(tables.edit.c.revision.desc())).mappings()
    return tuple(TextEdit(**row) for row in rows)


def write_edits_of(connection: Connection, revision: NewRevision) -> bool:
    """Keeps the edits that `revision` leaves; returns whether a text was deleted."""
    before = edits(connection)
    after = edits_after(before, revision.after.files, revision.edit)
    return _write(connection, before, without_texts(after, "withdrawn") if revision.withdraws else after)


def write_edits(connection: Connection, files: Files) -> bool:
    """Keeps the edits that `files` leave, which need no revision; returns whether a text was deleted."""
    before = edits(connection)
    return _write(connection, before, edits_after(before, files))


def _write(connection: Connection, before: tuple[TextEdit, ...], after: tuple[TextEdit, ...]) -> bool:
    old, new = ({edit.revision: edit for edit in each} for each in (before, after))
    write_difference(connection, tables.edit, old, new, lambda _number, edit: asdict(edit))
    return any(edit not in after for edit in before)


def begun_edits(connection: Connection) -> tuple[BegunEdit, ...]:
    """Returns the edits that are begun and not published, of all folders."""
    return tuple(BegunEdit(**row) for row in connection.execute(select(tables.begun_edit)).mappings())


def begin_edit(connection: Connection, edit: BegunEdit) -> None:
    """Keeps an edit until it is published or taken back."""
    connection.execute(insert(tables.begun_edit), asdict(edit))


def stop_edit(connection: Connection, id: str) -> bool:
    """Marks an edit, so that it cannot be published any more; returns False if it is not there."""
    marked = update(tables.begun_edit).where(tables.begun_edit.c.id == id).values(stopped=True)
    return connection.execute(marked).rowcount == 1


def end_edit(connection: Connection, id: str, *, stopped: bool) -> bool:
    """Deletes an edit; returns False if it is not there, or stopped and this does not expect it."""
    table = tables.begun_edit
    same = (table.c.id == id) & (table.c.stopped == stopped)
    return connection.execute(delete(table).where(same)).rowcount == 1
