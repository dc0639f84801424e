"""The texts of the last edits by command."""

from __future__ import annotations

from msgspec.structs import asdict
from sqlalchemy import Connection, select

from scheduler.state.edits import Files, TextEdit, edits_after, without_texts
from scheduler.state.state import NewRevision
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


def write_edits(connection: Connection, files: Files, edit: TextEdit | None = None) -> bool:
    """Keeps the edits that `files` leave, which need no revision; returns whether a text was deleted."""
    before = edits(connection)
    return _write(connection, before, edits_after(before, files, edit))


def _write(connection: Connection, before: tuple[TextEdit, ...], after: tuple[TextEdit, ...]) -> bool:
    old, new = ({edit.revision: edit for edit in each} for each in (before, after))
    write_difference(connection, tables.edit, old, new, lambda _number, edit: asdict(edit))
    return any(edit not in after for edit in before)
