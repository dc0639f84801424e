"""A PostgreSQL server of the suite's own, for P4: started in a new folder, reached only by a socket in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Resource
from benchmarks.peers import ROOT

DRIVER = ROOT / "build" / "psycopg"
"""The driver, for which Twincal's own environment has no need yet. Git ignores the folder."""
REQUIREMENTS = ("psycopg==3.3.9", "psycopg-binary==3.3.9")
OWNER = "postgres"
"""The user of the server if the suite runs as root, as whom PostgreSQL refuses to run."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server that runs; its databases are known by their names.

    `programs` and `folder` are those of its programs and of its data.
    """

    programs: Path
    folder: Path
    counted: Resource = "wall"

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables with which a program in Python finds the driver."""
        return {"PYTHONPATH": str(DRIVER)}

    def url(self, name: str) -> str:
        """Returns the URL of a database."""
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self.folder}"

    def empty(self, name: str) -> None:
        """Makes a new database, in place of an old one with this name."""
        for words in (["dropdb", "--if-exists"], ["createdb"]):
            call(self.programs, [*words, "-h", str(self.folder), "-U", OWNER, name])


@contextmanager
def postgres(programs: Path | None) -> Iterator[Postgres | None]:
    """Starts a server of these programs for as long as it is needed; None without them or without the driver."""
    if programs is None or not _has_driver():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="twincal-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        data, options = folder / "data", f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        call(programs, ["initdb", "-D", str(data), "-A", "trust", "-U", OWNER, "-E", "UTF8", "--no-locale"])
        control = ["pg_ctl", "-D", str(data), "-w"]
        call(programs, [*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield Postgres(programs, folder)
        finally:
            call(programs, [*control, "-m", "fast", "stop"])


def call(programs: Path, words: Sequence[str]) -> None:
    """Runs a program of PostgreSQL, as its owner if the suite runs as root."""
    subprocess.run(
        [programs / words[0], *words[1:]],
        check=True,
        stdout=subprocess.DEVNULL,
        user=OWNER if os.geteuid() == 0 else None,
        env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"},
        cwd="/",
    )


def _has_driver() -> bool:
    """Installs the driver if it is not there; returns whether it is now."""
    mark = DRIVER / "installed.txt"
    wanted = "\n".join(REQUIREMENTS)
    if not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(DRIVER, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        if subprocess.run([*pip, "--target", DRIVER, *REQUIREMENTS], check=False).returncode != 0:
            return False
        mark.write_text(wanted)
    return True
