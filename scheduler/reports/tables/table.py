"""A table as a value, and the words for its cells.

1. A cell says by its type what it is: a text, a number, yes or no, a day, a wall time (naive) or an instant
   (aware). None stands for what does not apply or is not known.
2. A column has a key for programs, which is a promise, and a heading for people.
3. All forms show the same cells. What a program reads has no notes and no charts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import compress
from typing import Literal, TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from scheduler.reports.formats import one_line

Cell = str | int | float | date | None
"""A `bool` is an `int`, and a `datetime` is a `date`."""


class Column(Struct, frozen=True):
    """A column: its key in JSON and CSV (`start_utc`), and its heading for people."""

    key: str
    heading: str


class Chart(Struct, frozen=True, kw_only=True):
    """A chart of the table: a column or a stack for each row, with the numbers of the columns `values`.

    `labels` and `values` are keys of columns.
    """

    title: str
    layout: Literal["side by side", "stacked"] = "side by side"
    labels: str
    values: tuple[str, ...]


class Table(Struct, frozen=True, kw_only=True):
    """Rows of cells below columns. `title` is also the name of a sheet: at most 31 characters, no `[]:*?/\\`.

    `notes` are sentences for people below the rows.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of {self.title} has more or fewer cells than there are columns")

    def position(self, key: str) -> int:
        """Returns the place of the column with this key, from 0."""
        return [column.key for column in self.columns].index(key)

    def without_empty_columns(self) -> Table:
        """Returns the same rows without the columns in which every cell is None; all columns if no row is."""
        full = [any(row[place] is not None for row in self.rows) for place in range(len(self.columns))]
        if not any(full):
            return self
        rows = tuple(tuple(compress(row, full)) for row in self.rows)
        return replace(self, columns=tuple(compress(self.columns, full)), rows=rows)


def words(cell: Cell) -> str:
    """Returns a cell as a person reads it, on one line: `2026-12-16 10:00`, of an instant in UTC; `yes`."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return f"{naive(cell):%Y-%m-%d %H:%M}"
        case _:
            return one_line(str(cell))


def naive(moment: datetime) -> datetime:
    """Returns a wall time as it is, and an instant as the wall time of UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def is_number(cell: Cell) -> TypeGuard[float]:
    """Returns whether a cell is a number, which stands at the right of its column."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def numeric(table: Table) -> Sequence[bool]:
    """Returns of each column whether it has numbers, and nothing but numbers."""
    columns = ([row[place] for row in table.rows] for place in range(len(table.columns)))
    return [
        any(map(is_number, column)) and all(cell is None or is_number(cell) for cell in column)
        for column in columns
    ]
