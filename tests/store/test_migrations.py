"""A store of every released schema opens: the same meetings, history and feeds, and a copy of it as it was.

`schemas/` has each as the commands of its release made it. `support.kept_schemas` adds that of a new one, and
writes the histories in the words of today.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from scheduler.commands.backup import back_up, restore
from scheduler.commands.verify import verify
from scheduler.desk.messages import DeskAnswer, DeskRequest
from scheduler.publication.feeds.resources import private_feeds
from scheduler.reports.advice_words import in_terminal
from scheduler.state.feeds import digest_of
from scheduler.state.revision import CityPart, Snapshot
from scheduler.store import Store, StoreError, open_file, open_store
from scheduler.store.tables import HEAD, OLDER
from scheduler.web.desk_door import DeskDoor
from support import databases, kept_schemas
from support.shell import Shell
from support.small_programme import edited
from support.waiting import PATIENCE


@pytest.fixture(params=OLDER)
def version(request: pytest.FixtureRequest) -> str:
    """Each older schema."""
    found: str = request.param
    return found


@pytest.fixture
def old_url(version: str, empty_url: str) -> str:
    """A store of that schema, on each kind of database."""
    kept_schemas.fill(version, empty_url)
    return empty_url


def opened_by(secret: str, store: Store) -> tuple[bool, list[str]]:
    """Whether a secret opens the desk, and the files of the private feed that it opens."""

    asked = []

    async def desk(request: DeskRequest) -> DeskAnswer:
        asked.append(request)
        return DeskAnswer(body="")

    tokens = store.tokens()
    door = DeskDoor(desk)
    door.show_keys(tokens)
    fields = {b"host": b"localhost", b"cookie": f"twincal-desk={secret}".encode()}
    asyncio.run(door.answer("GET", "/desk/", b"", fields, b""))
    return asked != [], sorted(private_feeds(store.state(), tokens).get(digest_of(secret), {}))


@pytest.fixture
def store(old_url: str, tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(old_url)) as opened:
        opened.keep_copies_in(tmp_path)
        yield opened


@contextmanager
def full_disk(statement: str) -> Iterator[None]:
    """No room is left for statements that begin so."""

    def fail(_connection: object, _cursor: object, running: str, *_: object) -> None:
        if running.strip().startswith(statement):
            raise OSError(28, "No space left on device")

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fail)


def test_every_schema_that_this_release_opens_is_kept() -> None:
    assert kept_schemas.VERSIONS == [*OLDER, HEAD]


@pytest.mark.parametrize("version", kept_schemas.VERSIONS)
def test_it_has_the_same_history_and_feeds_and_breaks_no_rule(version: str, store: Store) -> None:
    store.migrate()

    for name, found in (("history", kept_schemas.history_of), ("feeds", kept_schemas.feeds_of)):
        kept = kept_schemas.FOLDER / f"{version}-{name}.txt"
        assert found(store) == kept.read_text(encoding="utf-8")
    assert verify(store) == ()


@pytest.mark.parametrize("version", kept_schemas.VERSIONS)
def test_each_secret_opens_what_it_opened_and_nothing_else(version: str, store: Store) -> None:
    store.migrate()
    office, officer = kept_schemas.SECRETS["feed"], kept_schemas.SECRETS["desk"]

    names = [f"cities/sofia.{language}.ics" for language in kept_schemas.LANGUAGES]
    assert opened_by(office, store) == (False, sorted([*names, "cities/sofia.ics"]))
    assert opened_by(officer, store) == (version >= "0005", [])


@pytest.mark.parametrize("version", kept_schemas.VERSIONS)
def test_mails_that_wait_are_kept_since_there_are_any(version: str, store: Store) -> None:
    store.migrate()

    assert store.mails() == (kept_schemas.MAILS if version >= "0008" else ())


@pytest.mark.parametrize("version", kept_schemas.VERSIONS)
def test_undo_brings_back_what_the_last_edits_changed(
    version: str, store: Store, old_url: str, tmp_path: Path
) -> None:
    shell = Shell(tmp_path, database=old_url)
    text = (kept_schemas.FOLDER / f"{version}.yaml").read_text(encoding="utf-8")
    shell.write(text)
    assert shell.apply(now="2026-11-26T09:00:00Z").text.startswith("Nothing to do")

    for edit in kept_schemas.edits_to_undo(text):
        text = edited(text, edit)
        options = ("--yes", "--by", "officer", "--config", str(shell.config))
        assert shell.run("undo", *options, now="2026-11-26T09:00:00Z").code == 0
        assert shell.read() == text
    assert verify(store) == ()


@pytest.mark.parametrize("version", kept_schemas.VERSIONS)
def test_backups_of_before_and_after_bring_back_the_same_bytes(
    version: str, store: Store, tmp_path: Path
) -> None:
    before = tmp_path / "before.db"
    store.copy_file(before)
    store.migrate()
    back_up(store, tmp_path / "after.db")

    for backup in (before, tmp_path / "after.db"):
        with closing(open_file(tmp_path / f"restored-{backup.name}")) as restored:
            restore(restored, backup, replace=False, may_lose=False, allow_damaged=False)
            feeds = (kept_schemas.FOLDER / f"{version}-feeds.txt").read_text(encoding="utf-8")
            assert (kept_schemas.feeds_of(restored), verify(restored)) == (feeds, ())


def test_an_older_one_is_neither_read_nor_backed_up(version: str, store: Store, tmp_path: Path) -> None:
    for ask in (Store.state, lambda store: back_up(store, tmp_path / "backup.db")):
        with pytest.raises(StoreError, match=f"schema {version}") as refused:
            ask(store)
        assert "`twincal apply` or `twincal serve`" in in_terminal(refused.value.advice)


@pytest.mark.parametrize("version", ["0003"])
def test_entries_know_who_took_part_and_what_readers_saw(store: Store) -> None:
    store.migrate()
    entries = {(revision.number, entry.key, entry.series): entry for revision in store.history() for entry in revision.entries}  # fmt: skip

    def cities(snapshot: Snapshot | None) -> list[str]:
        return [part.city for part in snapshot.cities] if snapshot is not None else []

    joined, left = entries[6, "2026-12", "monthly"], entries[7, "2026-12", "monthly"]
    assert (cities(joined.before), cities(joined.after)) == (
        ["sofia", "sejong"],
        ["sofia", "sejong", "dublin"],
    )
    assert (left.joined, left.left) == ((), ("dublin",))
    assert joined.after.cities[0] == CityPart("sofia", None)
    assert (joined.after.begin, joined.after.end) == (None, None)
    secret, public = entries[13, "once", "talk"], entries[14, "once", "talk"]
    assert [secret.before and secret.before.private, secret.after.private, public.after.private] == [
        False,
        True,
        False,
    ]
    hidden = entries[10, "once", "roofs"]
    assert (hidden.before and hidden.before.shown, hidden.after.shown, hidden.details) == (
        True,
        False,
        ("reason",),
    )


@pytest.mark.parametrize("version", OLDER[:1])  # its migration has every step
def test_a_copy_of_it_as_it_was_stays_and_can_be_restored(version: str, store: Store, tmp_path: Path) -> None:
    store.migrate()
    copy = tmp_path / f"{store.file.stem if store.file is not None else 'twincal'}-schema-{version}.db"

    assert open_file(copy).is_older()
    restore(store, copy, replace=True, may_lose=False, allow_damaged=False)
    assert verify(store) == ()
    assert open_file(copy).is_older(), "the file of a backup stays as it is"


KILLED = """
import os, sys
from sqlalchemy import Engine, event
from scheduler.store import open_store
event.listen(Engine, "before_cursor_execute", lambda _, __, said, *___: "UPDATE alembic_version" in said and os._exit(9))
open_store(sys.argv[1]).migrate()
"""
"""Ends as SIGKILL does, when all is changed but the version."""
CHANGED = ("alembic_version", "revision", "revision_entry", "occurrence")


@pytest.mark.parametrize("version", OLDER[:1])  # its migration has every step
@pytest.mark.parametrize("statement", ["CREATE TABLE", "ALTER TABLE", "UPDATE alembic_version"])
def test_a_migration_that_fails_changes_nothing_and_the_next_one_ends_it(
    store: Store, old_url: str, statement: str
) -> None:
    """It fails when it makes the copy, changes the first table, or has changed all."""
    before = [databases.rows(old_url, table) for table in CHANGED]

    with full_disk(statement), pytest.raises(StoreError, match="No space left"):
        store.migrate()

    assert [databases.rows(old_url, table) for table in CHANGED] == before
    store.migrate()
    assert verify(store) == ()


@pytest.mark.parametrize("version", OLDER[:1])  # its migration has every step
def test_so_does_one_that_is_killed(store: Store, old_url: str, tmp_path: Path) -> None:
    before = [databases.rows(old_url, table) for table in CHANGED]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", KILLED, old_url]

    assert subprocess.run(command, cwd=tmp_path, env=environment, timeout=PATIENCE).returncode == 9

    assert [databases.rows(old_url, table) for table in CHANGED] == before
    store.migrate()
    assert verify(store) == ()
