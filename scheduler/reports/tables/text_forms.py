"""Tables as text: for a terminal, as Markdown, as CSV that a spreadsheet opens, and as JSON.

1. People see no column in which no row has anything. Programs have all columns, whatever the rows are.
2. A character of Chinese, Japanese or Korean takes two places of a terminal.
3. CSV has the keys of columns in its first line, is UTF-8 with a byte-order mark (Excel reads another
   encoding without it) and ends lines as RFC 4180 says.
4. Spreadsheets may take a text for a formula if it begins with one of `=+-@`, wide or not, or with a tab. In
   CSV it gets an apostrophe in front, which Excel and LibreOffice show as any other letter.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from scheduler.reports.formats import as_text, instant, json_document, markdown, printable
from scheduler.reports.tables.table import Cell, Table, numeric, words

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|\t")


def aligned(rows: Sequence[Sequence[str]], to_right: Iterable[bool] = ()) -> Iterator[str]:
    """Yields a line for each row, with columns of one width; those `to_right` end at the same place."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    right = [*to_right] or [False] * len(widths)
    for row in rows:
        cells = (
            f"{' ' * (room - width(cell))}{cell}" if ends else f"{cell}{' ' * (room - width(cell))}"
            for cell, room, ends in zip(row, widths, right, strict=True)
        )
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """Returns how many places of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_places, text))


def _places(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):  # marks on a letter, joiners
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def tables_text(tables: Iterable[Table]) -> str:
    """Returns each table below its title, with its notes."""
    return "\n".join(as_text(_lines(table)) for table in tables)


def _lines(written: Table) -> Iterator[str]:
    table = written.without_empty_columns()
    yield table.title
    yield ""
    headings = [column.heading for column in table.columns]
    yield from aligned([headings, *([*map(words, row)] for row in table.rows)], numeric(table))
    if table.notes:
        yield from ("", *table.notes)


def tables_markdown(tables: Iterable[Table]) -> str:
    """Returns the same as Markdown, to paste into a mail or a minute."""
    return "\n".join(as_text(_markdown_lines(table)) for table in tables)


def _markdown_lines(written: Table) -> Iterator[str]:
    table = written.without_empty_columns()
    yield from (f"## {markdown(table.title)}", "")
    yield _markdown_row(column.heading for column in table.columns)
    yield f"|{'|'.join('---:' if is_number else '---' for is_number in numeric(table))}|"
    yield from (_markdown_row(map(words, row)) for row in table.rows)
    for note in table.notes:
        yield from ("", markdown(note))


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(markdown, cells))} |"


def table_csv(table: Table, separator: str) -> bytes:
    """Returns the rows as CSV, with `separator` between cells."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, delimiter=separator)
    lines.writerow(column.key for column in table.columns)
    lines.writerows(map(_csv_cell, row) for row in table.rows)
    return written.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    text = words(cell)
    if not isinstance(cell, str):
        return text
    return printable(f"'{text}" if _FORMULA.match(text) else text)


def table_json(table: Table) -> str:
    """Returns a list with a flat object for each row; times are in ISO 8601, instants end in Z."""
    keys = [column.key for column in table.columns]
    return json_document([dict(zip(keys, map(_json_value, row), strict=True)) for row in table.rows])


def _json_value(cell: Cell) -> str | int | float | None:
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        return instant(cell)
    return cell.isoformat() if isinstance(cell, date) else cell
