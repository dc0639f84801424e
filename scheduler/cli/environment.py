"""Finds the clock, the person and the store of a run.

The store is at the URL of `--database`, else of TWINCAL_DATABASE. Else it is a file beside the folder of the
configuration, as that is named: so a link to a folder has a store of its own. All folders in the working
directory have the same one, and a command that reads no files need not know which of them is meant.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from scheduler.cli.output import echo
from scheduler.commands.programme_folder import is_programme
from scheduler.commands.refusals import Refused
from scheduler.store import Store, StoreError, open_file, open_store

DATABASE_VARIABLE = "TWINCAL_DATABASE"
STATE_VARIABLE = "STATE_DIRECTORY"
FILE_NAME = "twincal.db"
"""The file of a store that no address names."""
LONGEST_NAME = 100
"""Characters of the name of a person who runs a command."""

YEARS = range(1970, 2201)
"""The years in which a run may be."""


def start_time() -> datetime:
    """Returns the time of this run in UTC: `TWINCAL_NOW` (a date, or a time with offset), else the clock.

    Raises Refused if `TWINCAL_NOW` is neither, or far from any real time.
    """
    text = os.environ.get("TWINCAL_NOW", "").strip()
    if not text:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise _invalid_time(text) from None
    if instant.year not in YEARS or (instant.tzinfo is None and len(text) > len("2026-12-16")):
        raise _invalid_time(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def running_clock() -> Callable[[], datetime]:
    """Returns a clock in UTC that starts at `start_time` and runs on."""
    if not os.environ.get("TWINCAL_NOW", "").strip():
        return lambda: datetime.now(UTC)
    ahead = start_time() - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead


def person(by: str | None) -> str:
    """Returns who runs the command: `by`, else the user of the system; empty if there is none."""
    if by is not None and by.strip():
        return " ".join(by.split())[:LONGEST_NAME]
    with suppress(OSError, KeyError):
        return getpass.getuser()
    return ""


def folder_beside_store(config: Path | None) -> Path:
    """Returns `config`, else a folder that has the store of this working directory beside it."""
    return config or (Path() if is_programme(Path()) else Path("config"))


@contextmanager
def store(config: Path | None, database: str | None) -> Iterator[Store]:
    """Opens the store for a command that reads no files, and says where it is if no URL names it."""
    folder = folder_beside_store(config)
    if not _url(database):
        echo(f"Record: {FILE_NAME} in {_beside(folder).absolute().parent}", err=True)
    with store_of(folder, database) as opened:
        yield opened


@contextmanager
def store_of(config: Path, database: str | None) -> Iterator[Store]:
    """Opens the store at the URL `database`, else at `TWINCAL_DATABASE`, else the one beside `config`."""
    url = _url(database)
    with closing(open_store(url) if url else open_file(_beside(config))) as opened:
        opened.keep_copies_in(state_folder(config, opened))
        yield opened


def _url(database: str | None) -> str | None:
    return database or os.environ.get(DATABASE_VARIABLE)


def state_folder(config: Path, opened: Store) -> Path:
    """Returns the folder for the files that Twincal keeps beside the store.

    That is the folder of a SQLite file. With PostgreSQL it is the state folder that systemd gives the service
    (STATE_DIRECTORY, systemd.exec(5)), else the folder that holds `config`.
    """
    if opened.file is not None:
        return opened.file.absolute().parent
    state = os.environ.get(STATE_VARIABLE, "").partition(":")[0]
    return Path(state) if state else config.absolute().parent


def _beside(config: Path) -> Path:
    """Returns the file of the store of a configuration, beside its folder as it is named."""
    folder = Path(os.path.abspath(config)).parent  # noqa: PTH100 - `resolve` would follow links
    return Path(FILE_NAME) if folder == Path.cwd() else folder / FILE_NAME


def announce_new(store: Store) -> None:
    """Says that the command makes a new store, if there is none. The command reports errors of the store."""
    with suppress(StoreError):
        if store.is_new():
            echo(
                f"Twincal has no record yet. Unless it finds errors, this command makes one: {store.name}",
                err=True,
            )


def _invalid_time(text: str) -> Refused:
    return Refused(
        f"TWINCAL_NOW is {text}, which is neither a date nor a time with an offset",
        "right would be 2026-11-24 or 2026-11-24T09:00:00Z",
    )
