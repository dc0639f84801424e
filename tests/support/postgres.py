"""A PostgreSQL server of our own: started in a new folder, and reached only by a socket in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OWNER = "postgres"
"""The user of the server if we are root, as whom PostgreSQL refuses to run; and the role that we connect as."""
FOR_TESTS = (
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=16MB",
    "max_wal_senders=0",
    "wal_level=minimal",
)
"""Settings of a server whose data nobody needs after a power cut."""

_COLLATION = ("--locale=C", "--locale-provider=icu", "--icu-locale=en-US")
"""Texts are in the order of a dictionary, as in most databases of others, and not in that of their bytes."""


def installed_programs() -> Path | None:
    """The folder of PostgreSQL's programs: on the path, or where Debian keeps the newest release."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


@dataclass(frozen=True, slots=True)
class Server:
    """A server, whose data and socket are in `folder`. Databases are known by their names."""

    programs: Path
    folder: Path
    settings: Sequence[str]

    def url(self, name: str) -> str:
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        self.drop(name)
        self._call("createdb", *self._socket, "--template", template, name)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Removes a database, and ends all sessions that use it."""
        self._call("dropdb", *self._socket, "--if-exists", "--force", name)

    def start(self) -> None:
        settings = ("listen_addresses=", f"unix_socket_directories={self.folder}", *self.settings)
        options = " ".join(f"-c {setting}" for setting in settings)
        self._control("start", "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        self._control("stop", "-m", "fast")

    @property
    def _socket(self) -> list[str]:
        return ["-h", str(self.folder), "-U", OWNER]

    def _control(self, *words: str) -> None:
        self._call("pg_ctl", "-D", str(self.folder / "data"), "-w", *words)

    def _call(self, program: str, *words: str) -> None:
        call(self.programs, program, *words)


@contextmanager
def running(programs: Path, settings: Sequence[str] = ()) -> Iterator[Server]:
    """A new server with these settings; it is stopped and removed in the end."""
    # Not below the folder of a test: the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="twincal-postgres-") as name:
        server = Server(programs, Path(name), settings)
        if os.geteuid() == 0:
            shutil.chown(name, OWNER)
        data = str(server.folder / "data")
        call(programs, "initdb", "-D", data, "-A", "trust", "-U", OWNER, "-E", "UTF8", "-N", *_COLLATION)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def call(programs: Path, program: str, *words: str) -> None:
    """Runs a program of PostgreSQL, as its owner if we are root."""
    subprocess.run(
        [programs / program, *words],
        check=True,
        stdout=subprocess.DEVNULL,
        user=OWNER if os.geteuid() == 0 else None,
        env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"},
        cwd="/",
    )
