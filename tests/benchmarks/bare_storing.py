"""The least that P4 could cost: inserts the rows of one database into a new one, and writes its pieces.

Prints the cost of both as JSON. What is written is read before the clocks start, and is ready as Python values.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from icalendar import Event
from sqlalchemy import MetaData, create_engine

Values = list[tuple[str, Any]]
"""The properties of a piece: name and value."""


def timed(work: Callable[[], None]) -> dict[str, float]:
    """Returns what some work costs."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def insert(old: str, new: str) -> tuple[Callable[[], None], list[bytes]]:
    """Returns the work of inserting all rows of one database into another; and the pieces among them.

    `old` and `new` are URLs of databases of the same kind.
    """
    tables = MetaData()
    source = create_engine(old)
    tables.reflect(source)
    with source.connect() as connection:
        rows = {
            table: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in tables.sorted_tables
        }
    source.dispose()

    def work() -> None:
        engine = create_engine(new)
        tables.create_all(engine)
        with engine.begin() as connection:
            for table, values in rows.items():
                if values:
                    connection.execute(table.insert(), values)
        engine.dispose()

    return work, [row["body"] for row in rows[tables.tables["piece"]]]


def values_of(piece: bytes) -> Values:
    """Returns the properties of a piece as Python values, of which `rewrite` makes it again."""
    event = Event.from_ical(piece)
    return [
        (name, getattr(value, "dt", value if isinstance(value, int | list) else str(value)))
        for name, value in event.property_items(recursive=False)
        if name not in {"BEGIN", "END"}
    ]


def write(pieces: list[Values]) -> None:
    """Makes each piece with icalendar, and writes it."""
    for properties in pieces:
        event = Event()
        for name, value in properties:
            event.add(name, value)
        event.to_ical()


def main() -> None:
    """Runs both."""
    work, bodies = insert(*sys.argv[1:])
    costs = {"insert": timed(work)}
    pieces = [values_of(body) for body in bodies]
    costs["pieces"] = timed(lambda: write(pieces))
    print(json.dumps(costs))


if __name__ == "__main__":
    main()
