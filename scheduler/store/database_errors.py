"""Errors of the database, with messages for people.

Errors of SQLAlchemy, drivers and the file system are translated here and nowhere else. Any other error is a
bug and has a traceback.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy.exc import ArgumentError, DBAPIError

from scheduler.programme.advice import Advice, advise, command

_SQLITE = {
    sqlite3.SQLITE_PERM: "may not be opened by this user; give it the right to read and write the file",
    sqlite3.SQLITE_BUSY: "is locked by another program; try again when that one is done",
    sqlite3.SQLITE_LOCKED: "is locked by another program; try again when that one is done",
    sqlite3.SQLITE_READONLY: "may only be read; give this user the right to write the file and its folder",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error; look after the disk",
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full; make room and try again",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; its folder must exist, and this user may write there",
    sqlite3.SQLITE_NOTADB: "is not a database; name the file that Twincal made, or one that is not there yet",
}
_POSTGRESQL = {
    "25006": "may only be read; give this user the right to write, or name the server that may be written",
    "25P03": "ended a transaction that had paused for too long; try again",
    "42501": "may not be used by this user; give it the rights to create tables and to write them",
    "53100": "cannot grow: the disk is full; make room and try again",
    "53300": "has too many connections; try again later, or allow more",
    "55P03": "is locked by another program; try again when that one is done",
    "57P01": "is being stopped; try again when it runs",
    "57P02": "is being stopped; try again when it runs",
    "57P03": "is being started; try again in a moment",
}
"""The reasons by SQLSTATE."""
PUT_A_BACKUP_BACK = advise(
    "stop {}, move the file away, and put the last backup back with {}",
    *(command("serve"), command("store", "restore")),
)
"""What helps if a database is damaged."""
_PRIMARY = 0xFF  # the low byte of an extended result code of SQLite


class StoreError(Exception):
    """The database cannot be used. The message says why; `advice` says which commands help, if any do."""

    def __init__(self, message: str, advice: Advice = "") -> None:
        super().__init__(message)
        self.advice = advice


class LostRace(StoreError):  # noqa: N818 - what happened, not a mistake
    """Another run wrote a revision with this number first; plan again."""

    def __init__(self, number: int) -> None:
        super().__init__(f"another run wrote revision {number} at the same time; plan again")


@contextmanager
def readable_url_errors(name: str) -> Iterator[None]:
    """Raises StoreError if `name` (without its password) is no valid URL or has no driver."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{name}: the driver {error.name} is missing; it comes with `pip install 'twincal[postgres]'`"
        ) from error
    except (ArgumentError, ValueError) as error:
        is_file = name.endswith(".db") and ":" not in name
        example = f"sqlite:///{name if is_file else 'twincal.db'}"
        raise StoreError(f"{name} is not the address of a database; write {example}") from error


@contextmanager
def readable_errors(name: str) -> Iterator[None]:
    """Raises StoreError for every error of the database at `name` (without its password)."""
    try:
        yield
    except DBAPIError as error:
        raise _unusable(name, error.orig) from error
    except sqlite3.Error as error:  # from the statements that bypass SQLAlchemy
        raise _unusable(name, error) from error
    except msgspec.DecodeError as error:
        raise StoreError(f"the database {name} holds what this release cannot read: {error}") from error
    except OSError as error:
        raise StoreError(f"the database {name} cannot be opened: {error.strerror}") from error


def _unusable(name: str, error: BaseException | None) -> StoreError:
    reason = _reason(error)
    is_damaged = reason == _SQLITE[sqlite3.SQLITE_CORRUPT]
    return StoreError(f"the database {name} {reason}", PUT_A_BACKUP_BACK if is_damaged else "")


def _reason(error: BaseException | None) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & _PRIMARY in _SQLITE:
        return _SQLITE[code & _PRIMARY]
    state = getattr(error, "sqlstate", None)
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    return f"reports: {str(error).strip().partition(chr(10))[0]}"
