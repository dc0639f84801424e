"""The lock of a folder whose files somebody changes, and what becomes of an edit that stopped halfway.

1. Who changes the files or reads them to publish them has the lock. The system frees it when a process ends.
2. What was not published was never made. The record keeps an edit before its first file changes, and the
   transaction of its revision deletes it there. Who gets the lock next takes back an edit that is still kept.
3. A file goes back only if it holds exactly the new text. If somebody has repaired the files by hand and they
   are good, all of them stay.
4. On one host, the lock decides whether an edit goes on. Another host takes an edit back only in a folder
   that all share, and only when its maker has no connection to the database any more.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scheduler.commands.atomic_files import remove_files_left_beside, replace_file
from scheduler.commands.refusals import Refused
from scheduler.configuration import read
from scheduler.state.text_edits import BegunEdit, FileText
from scheduler.store import Store
from scheduler.timetable.wall_times import to_local

LONGEST_WAIT = 60.0
INTERVAL = 0.05
"""Seconds between two looks at a lock that another process has."""
NO_ANSWER = "look at the history: your change is there, or nothing was changed"
"""What helps who got no answer."""
Tell = Callable[[str], object]
"""Hears in a sentence of each edit that was taken back."""


@contextmanager
def edit_lock(directory: Path, store: Store, tell: Tell, *, is_shared: bool = False) -> Iterator[None]:
    """Waits until no other process has the lock of a folder, takes back what stopped halfway, and holds it.

    `is_shared`: other hosts have this very folder. Raises Refused after a minute.
    """
    with _lock(directory):
        for edit in stopped_edits(directory, store, is_shared=is_shared):
            if store.stop_edit(edit.id):
                if not _is_mended(directory, edit.texts):
                    put_back(directory, edit.texts)
                store.end_edit(edit.id, stopped=True)
                tell(f"{about(edit, store)} stopped halfway: taken back.")
        yield


@contextmanager
def _lock(directory: Path) -> Iterator[None]:
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where no daemon runs beside a command

        descriptor = os.open(directory, os.O_RDONLY)
    except (ImportError, OSError):  # the next step says so if there is no folder
        yield
        return
    try:
        last = time.monotonic() + LONGEST_WAIT
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_files_left_beside(directory)
                break
            if time.monotonic() > last:
                raise Refused("another run has been changing these files for a minute", "try again later")
            time.sleep(INTERVAL)
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # a child process may have inherited the descriptor
        os.close(descriptor)


def place_of(directory: Path) -> tuple[str, str]:
    """Returns the host and the folder under which the record keeps an edit of these files."""
    return platform.node(), str(directory.resolve())


def take_back_stopped(directory: Path, store: Store, tell: Tell) -> None:
    """Takes back what stopped halfway, so that the files can be read; waits for an edit that goes on."""
    if any(stopped_edits(directory, store)):
        with edit_lock(directory, store, tell):
            pass


def stopped_edits(directory: Path, store: Store, *, is_shared: bool = False) -> Iterator[BegunEdit]:
    """Yields the edits of these files that are not published, as the record of this release keeps them.

    Unless this process has the lock of the folder, one of them may still be going on.
    """
    host, folder = place_of(directory)
    for edit in store.begun_edits():
        # A file of SQLite stays on one host, which may have got another name.
        is_of_this_host = edit.host == host or store.file is not None
        may_decide = is_of_this_host or (is_shared and not store.is_made_elsewhere(edit))
        if edit.folder == folder and may_decide:
            yield edit


def about(edit: BegunEdit, store: Store) -> str:
    """Returns who made an edit and when on the clock of the host: `An edit by Help desk, of 2 May, 0:53,`."""
    begun = to_local(edit.time, store.state().profile.zone)
    by = f" by {edit.by}" if edit.by else ""
    return f"An edit{by}, of {begun.day} {begun:%B, %H:%M},"


def put_back(directory: Path, texts: Iterable[FileText]) -> None:
    """Gives each file with exactly the new text the old one."""
    for text in texts:
        if _present(directory / text.name) == text.after != text.before:
            replace_file(directory / text.name, text.before.encode(), lambda: None)


def _is_mended(directory: Path, texts: Iterable[FileText]) -> bool:
    """Returns whether a person has written other texts into files of an edit, and all files are good."""
    is_by_hand = any(_present(directory / text.name) not in (text.before, text.after) for text in texts)
    return is_by_hand and read(directory).programme is not None


def _present(path: Path) -> str | None:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_bytes().decode()
    return None
