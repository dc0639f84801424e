"""P4: a cold apply beside SQLAlchemy that inserts the same rows and icalendar that writes the same pieces."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks import programmes
from benchmarks.figures import MB, TIMES, Cost, Resource, Row, Target, absent, each, ratios, spread
from benchmarks.peers import Peers
from benchmarks.processes import TWINCAL, alternate, run, write
from benchmarks.sizes import Size
from support import postgres

BARE = Path(__file__).with_name("bare_storing.py")
TWINCAL_DATABASE, BARE_DATABASE = "twincal", "bare"
"""The names of the two databases."""


class Databases(Protocol):
    """A kind of database. `counted` is what its target is about.

    The CPU is that of the client alone. Where a server works for it, only the wall time shows both.
    """

    @property
    def counted(self) -> Resource:
        """CPU or wall time."""

    def url(self, name: str) -> str:
        """Returns the URL of a database."""

    def empty(self, name: str) -> None:
        """Makes a new database, in place of an old one with this name."""


@dataclass(frozen=True, slots=True)
class Files:
    """SQLite: each database is a file, and the server is the program itself."""

    folder: Path
    counted: Resource = "cpu"

    def url(self, name: str) -> str:
        """Returns the URL of a database."""
        return f"sqlite:///{self.folder}/{name}.db"

    def empty(self, name: str) -> None:
        """Deletes the files of a database; the next program makes it again."""
        for path in self.folder.glob(f"{name}.db*"):
            path.unlink()


@dataclass(frozen=True, slots=True)
class OnServer:
    """PostgreSQL: the databases of a server."""

    server: postgres.Server
    counted: Resource = "wall"

    def url(self, name: str) -> str:
        """Returns the URL of a database."""
        return self.server.url(name)

    def empty(self, name: str) -> None:
        """Makes a new database, in place of an old one with this name."""
        self.server.create(name)


def storing(folder: Path, peers: Peers, size: Size) -> Iterator[Row]:
    """Measures P4, first on SQLite."""
    write(folder / "config", programmes.programme(size.storing))
    work = f"cold apply of {size.storing * programmes.MONTHS:,} occurrences"
    yield from _rows(folder, size, f"{work}, SQLite", Files(folder))
    if peers.postgres is None:
        yield absent("P4", f"{work}, PostgreSQL", "PostgreSQL")
        return
    with postgres.running(peers.postgres) as server:
        yield from _rows(folder, size, f"{work}, PostgreSQL", OnServer(server))


def _rows(folder: Path, size: Size, work: str, databases: Databases) -> Iterator[Row]:
    def ours() -> Cost:
        databases.empty(TWINCAL_DATABASE)
        variables = {"TWINCAL_DATABASE": databases.url(TWINCAL_DATABASE)}
        return run([*TWINCAL, "apply", "config"], folder, variables=variables)

    def bare() -> Cost:
        """Returns the cost of the inserts and of the writing, without that of reading what to write."""
        databases.empty(BARE_DATABASE)
        urls = (databases.url(name) for name in (TWINCAL_DATABASE, BARE_DATABASE))
        run([sys.executable, "-P", str(BARE), *urls], folder)
        said = json.loads((folder / "output").read_text())
        return Cost(**said["insert"]) + Cost(**said["pieces"])

    apply, other = alternate(size.rounds, ours, bare)
    label = "bare inserts with SQLAlchemy and bare writing with icalendar"
    for resource, name in TIMES:
        target = Target("≤", 4) if resource == databases.counted else None
        values = ratios(each(apply, resource), each(other, resource))
        yield Row(
            id="P4", work=work, measure=f"{name}, as a multiple of {label}", values=values, target=target
        )
    yield Row(id="P4", work=work, measure="CPU", values=spread(each(apply, "cpu")), unit="s")
    peak = spread(each(apply, "peak", 1 / MB))
    yield Row(id="P4", work=work, measure="peak memory", values=peak, unit="MB")
