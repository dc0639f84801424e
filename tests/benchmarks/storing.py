"""A cold apply, beside SQLAlchemy that inserts the same rows and icalendar that writes the same pieces."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from icalendar import Event
from sqlalchemy import MetaData, create_engine

from benchmarks import programmes
from benchmarks.case import Setting
from benchmarks.figures import Cost, Row, absent, costs_of, cpu, ratios
from benchmarks.processes import twincal, write
from support import postgres


def storing(setting: Setting) -> Iterator[Row]:
    """Measures SQLite, then PostgreSQL; the CPU is that of the client alone."""
    folder, count = setting.folder, setting.size.stored
    write(folder / "config", programmes.programme(count))
    work = f"cold `apply` of {count * programmes.MONTHS:,} occurrences"

    def new_file(name: str) -> str:
        (folder / f"{name}.db").unlink(missing_ok=True)
        return f"sqlite:///{folder}/{name}.db"

    yield from _beside(setting, f"{work}, SQLite", new_file)
    if "PostgreSQL" not in setting.peers:
        yield absent(f"{work}, PostgreSQL", "PostgreSQL")
        return
    with postgres.running(Path(setting.peers["PostgreSQL"]).parent) as server:
        yield from _beside(setting, f"{work}, PostgreSQL", server.create)


def _beside(setting: Setting, work: str, new_database: Callable[[str], str]) -> Iterator[Row]:
    """Yields the rows of one kind of database; `new_database` makes an empty one and returns its URL."""
    ours, inserts, pieces = [], [], []
    for _ in range(setting.size.rounds):
        url = new_database("twincal")
        ours.append(twincal(setting.folder, "apply", "config", database=url))
        costs = _bare(url, new_database("bare"))
        inserts.append(costs[0])
        pieces.append(costs[1])
    yield from costs_of(work, ours)
    for label, theirs in (
        ("bare inserts with SQLAlchemy", inserts),
        ("bare writing with icalendar", pieces),
        ("both", [Cost(one.cpu + other.cpu) for one, other in zip(inserts, pieces, strict=True)]),
    ):
        multiple = ratios(cpu(ours), cpu(theirs))
        yield Row(work=work, measure=f"CPU, as a multiple of {label}", values=multiple)


def _bare(old: str, new: str) -> tuple[Cost, Cost]:
    """Inserts the rows of one database into a new one, and writes its pieces with icalendar.

    All that is written is there as Python values before the clock runs.
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

    def insert() -> None:
        engine = create_engine(new)
        tables.create_all(engine)
        with engine.begin() as connection:
            for table, values in rows.items():
                if values:
                    connection.execute(table.insert(), values)
        engine.dispose()

    def write_pieces() -> None:
        for properties in pieces:
            event = Event()
            for name, value in properties:
                event.add(name, value)
            event.to_ical()

    pieces = [_properties(row["body"]) for row in rows[tables.tables["piece"]]]
    return _timed(insert), _timed(write_pieces)


def _properties(piece: bytes) -> list[tuple[str, Any]]:
    """Returns the properties of a piece as Python values, of which icalendar makes it again."""
    return [
        (name, getattr(value, "dt", value if isinstance(value, int | list) else str(value)))
        for name, value in Event.from_ical(piece).property_items(recursive=False)
        if name not in {"BEGIN", "END"}
    ]


def _timed(work: Callable[[], None]) -> Cost:
    before = time.process_time()
    work()
    return Cost(time.process_time() - before)
