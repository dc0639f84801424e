"""The result as text: a table for each piece of work, bars for the targets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from benchmarks.figures import Row

WIDTH = 20
"""Length of a bar that is just on its target."""
LONGEST = 2 * WIDTH
HEADER = ("measure", "median", "lowest to highest", "rounds", "target", "met")


def number(value: float) -> str:
    """Returns three digits of a number, or all digits before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3}f}"


def cells(row: Row) -> tuple[str, ...]:
    """Returns the cells of a row, in the order of HEADER."""
    if row.values is None:
        return (row.note, "–", "–", "–", str(row.target or ""), "")
    values, target = row.values, row.target
    met = "" if target is None else "yes" if target.is_met(values.median) else "no"
    return (
        row.measure,
        f"{number(values.median)} {row.unit}".rstrip(),
        f"{number(values.lowest)} to {number(values.highest)}",
        str(values.rounds),
        str(target or ""),
        met,
    )


def table(lines: Sequence[Sequence[str]]) -> str:
    """Returns a Markdown table with columns of one width; the first line is its header."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([written[0], rule, *written[1:]]) + "\n"


def tables(rows: Iterable[Row]) -> str:
    """Returns a table for each work, under its name."""
    parts = (
        f"**{id}** {work}\n\n{table([HEADER, *map(cells, group)])}"
        for (id, work), group in groupby(rows, lambda row: (row.id, row.work))
        if id != "growth"
    )
    return "\n".join(parts)


def growth_table(rows: Iterable[Row]) -> str:
    """Returns the table of the growth; empty if it was not measured."""
    lines = [
        (row.work, f"{row.values.median:.2f}", row.measure)
        for row in rows
        if row.id == "growth" and row.values is not None
    ]
    return table([("figure", "exponent", "median at each N"), *lines]) if lines else ""


def bars(rows: Iterable[Row]) -> str:
    """Returns a bar for each row with a target: one that reaches the line has met it."""
    return "".join(_bars(rows))


def _bars(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if row.target is None or row.values is None:
            continue
        median = row.values.median
        score = row.target.score(median)
        bar = bar_of(score)
        figure = f"{number(median)} {row.unit}".rstrip()
        yield f"{row.id:<4} {bar} {number(score):>5}  {figure}, {row.target}: {row.measure}\n"


def bar_of(score: float) -> str:
    """Returns a bar with the line of the target in it; a bar beyond the edge ends with an arrow."""
    length = round(score * WIDTH)
    bar = ("█" * min(length, LONGEST)).ljust(LONGEST)
    end = bar[:-1] + "→" if length > LONGEST else bar
    return f"{end[:WIDTH]}|{end[WIDTH:]}"
