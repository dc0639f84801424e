"""`twincal store backup` and `restore`: a copy of the whole store in one file, and the way back.

The file is a store on SQLite, whichever database it was copied from. So every command can read it, and a
store can move from one kind of database to the other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from scheduler.commands.lookup import nothing_applied
from scheduler.commands.refusals import LosesRevisions, Refused
from scheduler.commands.verify import verify
from scheduler.programme.advice import Option, Permission, advise, command
from scheduler.programme.english_days import in_words
from scheduler.store import Store, open_file

_UNFINISHED = ".unfinished"
_NAME_A_BACKUP = advise("name a file that {} wrote", command("store", "backup"))


def back_up(store: Store, file: Path) -> int:
    """Copies `store` to a new `file`, as it is at one moment; returns its revision.

    Others may write meanwhile. The file is for its owner alone. Raises Refused if there is nothing to copy or
    something has the name already, StoreError if a database cannot be used. Then there is no file.
    """
    if store.is_new():
        raise nothing_applied(store)
    if os.path.lexists(file):
        raise Refused(f"{file} is there already", "name a new file, or move that one away")
    if not file.parent.is_dir():
        raise Refused(f"there is no folder {file.parent}", "make it first, for its owner alone")
    with _unfinished(file) as unfinished:
        with closing(open_file(unfinished)) as copy:
            copy.migrate()
            copy.copy_from(store)
            revision = copy.state().revision
        unfinished.rename(file)
    return revision


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """Yields the name that the file has until it is complete. After an error, removes the incomplete file."""
    unfinished = file.with_name(file.name + _UNFINISHED)
    try:
        yield unfinished
    finally:
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                unfinished.with_name(unfinished.name + suffix).unlink()


class Restored(Struct, frozen=True):
    """The revision that a store holds again, and the copy of what it held before, if it held anything."""

    revision: int
    kept: Path | None


def restore(store: Store, file: Path, *, replace: bool, may_lose: bool, allow_damaged: bool) -> Restored:
    """Makes `store` what it was when `file` was written.

    Raises Refused if `file` is no backup, breaks the rules of a store and `allow_damaged` is False,
    `store` holds revisions and `replace` is False, or `twincal serve` works with it. Raises LosesRevisions if
    `file` lacks some of them and `may_lose` is False, StoreError if a database cannot be used or the copy
    cannot be made. Then nothing has changed.
    """
    if not file.is_file():
        raise Refused(f"there is no file {file}", _NAME_A_BACKUP)
    with _up_to_date(file) as backup:
        backup.allow_empty_file()
        revision = backup.state().revision
        if revision == 0:
            raise Refused(f"{file} holds no revision", _NAME_A_BACKUP)
        if not allow_damaged:
            _require_good(backup, file)
        store.allow_empty_file()
        lock = store.writer_lock(file.parent)
        if not lock.take():
            advice = advise("stop {}, then try again", command("serve"))
            raise Refused(f"a server works with {store.name}", advice)
        try:
            present = _present(store)
            if present is not None and not replace:
                raise Refused(
                    f"{store.name} holds {present}; nothing was changed",
                    advise(
                        f"to replace it by revision {revision} of the backup, add {{}}", Option("replace")
                    ),
                )
            if not may_lose:
                _require_all_revisions(store, backup)
            kept = _keep(store, present, file) if present is not None else None
            if store.later_schema() is None:
                store.migrate()
            store.copy_from(backup)
        finally:
            lock.release()
    return Restored(revision, kept)


@contextmanager
def _up_to_date(file: Path) -> Iterator[Store]:
    """Opens a backup; of one that an earlier release wrote, a copy that is brought up to date."""
    with closing(open_file(file)) as backup, TemporaryDirectory() as folder:
        backup.allow_empty_file()
        if not backup.is_older():
            yield backup
            return
        copied = Path(folder) / "backup.db"
        backup.copy_file(copied)
        with closing(open_file(copied)) as copy:
            copy.migrate()
            yield copy


def _present(store: Store) -> str | None:
    """Returns what a store holds, in two words: its last revision, or the schema of a later release."""
    later = store.later_schema()
    if later is not None:
        return f"schema {later}"
    last = store.last_revision()
    return f"revision {last[0]}" if last is not None else None


def _require_all_revisions(store: Store, backup: Store) -> None:
    """Raises LosesRevisions if `store` has, or may have, revisions that `backup` lacks."""
    if store.later_schema() is not None:
        raise LosesRevisions("what was changed after the backup")
    common = {(revision.number, revision.time) for revision in backup.history()}
    lost = [each for each in store.history() if (each.number, each.time) not in common]
    if lost:
        first, time = lost[-1].number, f"{in_words(lost[-1].time)} {lost[-1].time:%H:%M} UTC"
        several = f"{len(lost)} revisions, {first} to {first + len(lost) - 1}, since {time}"
        raise LosesRevisions(several if len(lost) > 1 else f"revision {first} of {time}")


def _keep(store: Store, present: str, file: Path) -> Path:
    """Copies `store`, which holds `present`, to a new file beside its own; beside `file` if it has none."""
    place = store.file or file
    name = f"{place.stem}-replaced-{present.removeprefix('revision ').replace(' ', '-')}"
    kept, number = place.with_name(f"{name}.db"), 1
    while os.path.lexists(kept):
        number += 1
        kept = place.with_name(f"{name}-{number}.db")
    if store.later_schema() is None:
        back_up(store, kept)
    else:
        store.copy_file(kept)
    return kept


def _require_good(backup: Store, file: Path) -> None:
    problems = verify(backup)
    if problems:
        more = f" (and {len(problems) - 1} more like it)" if len(problems) > 1 else ""
        raise Refused(
            f"{file} is damaged, and nothing was changed: {problems[0]}{more}",
            advise("restore an older backup; if there is none, add {}", Permission("damaged")),
        )
