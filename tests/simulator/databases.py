"""The database of an installation, and what may happen to it: on SQLite to its files, on PostgreSQL to its content."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from scheduler.commands.backup import back_up
from scheduler.store import open_file, open_store
from support.postgres import Server


class Database(Protocol):
    """A database for one installation."""

    url: str

    def note_death(self) -> None:
        """Notes what is in the database now, because a process that uses it dies."""

    def be_as_at_death(self) -> None:
        """Restores the state at the death; later writes of the ending process are undone."""

    def copy_to(self, folder: Path) -> None:
        """Copies the database to a new folder."""

    def put_back(self, folder: Path) -> None:
        """Restores the copy in `folder`, even while nodes use the database."""

    def lose(self) -> None:
        """Deletes everything, even while nodes use the database."""

    def is_lost(self) -> bool:
        """Returns whether nobody has made it anew since it was lost."""


MakeDatabase = Callable[[Path], Database]


class SqliteDatabase:
    def __init__(self, folder: Path) -> None:
        self._file = folder / "t.db"
        self._at_death = folder / "at-death"
        self.url = f"sqlite:///{self._file}"

    def note_death(self) -> None:
        shutil.rmtree(self._at_death, ignore_errors=True)
        self.copy_to(self._at_death)

    def be_as_at_death(self) -> None:
        """Puts the copies back: closing a connection cleans up, and a killed process does not."""
        self.put_back(self._at_death)

    def copy_to(self, folder: Path) -> None:
        folder.mkdir()
        for file in (self._file, self._wal):
            if file.exists():
                shutil.copyfile(file, folder / file.name)

    def put_back(self, folder: Path) -> None:
        self.lose()
        for file in folder.iterdir():
            shutil.copyfile(file, self._file.with_name(file.name))

    def lose(self) -> None:
        for file in (self._file, self._wal, self._file.with_name(f"{self._file.name}-shm")):
            file.unlink(missing_ok=True)

    def is_lost(self) -> bool:
        return not self._file.exists()

    @property
    def _wal(self) -> Path:
        return self._file.with_name(f"{self._file.name}-wal")


class PostgresDatabase:
    """The database `name` of a server, empty at first."""

    def __init__(self, server: Server, name: str = "simulated") -> None:
        self._server, self._name = server, name
        self.url = server.create(name)

    def note_death(self) -> None:
        """Does nothing: the server ends the transaction of a process that dies."""

    def be_as_at_death(self) -> None:
        """Does nothing, for the same reason."""

    def copy_to(self, folder: Path) -> None:
        folder.mkdir()
        with closing(open_store(self.url)) as store:
            back_up(store, folder / "backup.db")

    def put_back(self, folder: Path) -> None:
        with closing(open_store(self.url)) as store, closing(open_file(folder / "backup.db")) as backup:
            store.copy_from(backup)

    def lose(self) -> None:
        self._server.create(self._name)

    def is_lost(self) -> bool:
        with closing(open_store(self.url)) as store:
            return store.is_new()
