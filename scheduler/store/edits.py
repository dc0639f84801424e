"""The texts of the last edits by command.

A row has all files of an edit: their names in lines, and their texts with zero bytes between them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, select

from scheduler.state.edits import Files, FileText, TextEdit, edits_after, without_texts
from scheduler.state.state import NewRevision
from scheduler.store import tables
from scheduler.store.writing import write_difference


def edits(connection: Connection) -> tuple[TextEdit, ...]:
    """Returns the edits that are kept, the last one first."""
    rows = connection.execute(select(tables.edit).order_by(tables.edit.c.revision.desc())).mappings()
    return tuple(map(_edit, rows))


def _edit(row: RowMapping) -> TextEdit:
    texts = zip(
        row["file"].split("\n"), *(row[name].split(b"\0") for name in ("before", "after")), strict=True
    )
    return TextEdit(
        revision=row["revision"],
        texts=() if row["erased"] else tuple(FileText(*each) for each in texts),
        files=row["files"],
        erased=row["erased"],
    )


def _row(edit: TextEdit) -> dict[str, Any]:
    return {
        "revision": edit.revision,
        "file": "\n".join(text.name for text in edit.texts),
        "before": b"\0".join(text.before for text in edit.texts),
        "after": b"\0".join(text.after for text in edit.texts),
        "files": edit.files,
        "erased": edit.erased,
    }


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
    write_difference(connection, tables.edit, old, new, lambda _number, edit: _row(edit))
    return any(edit not in after for edit in before)
