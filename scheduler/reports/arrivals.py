"""What `twincal import` found, as text."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.commands.import_report import Imported
from scheduler.reports.formats import one_line


def import_lines(imported: Imported) -> Iterator[str]:
    """Yields a line for each note, the counts, and the files that were written."""
    for file, note in imported.notes:
        place = f"{file}, {note.row}" if note.row else file
        yield one_line(f"{place}: {note.words} [{note.code}]")
    yield from (f"{words.capitalize()}: {number}." for words, number in imported.counts.items() if number)
    for path in imported.written:
        yield f"Wrote {path}."
    if imported.written:
        yield "Calendars get new entries. Who subscribed to the source subscribes anew."
