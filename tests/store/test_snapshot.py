"""A store remembers the state that it read or wrote last, and notices every other writer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from scheduler.commands.apply import apply
from scheduler.commands.consent import Consent
from scheduler.store import Store, open_store
from support.shell import Shell
from support.small_programme import WITH_BULGARIAN, small

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MOVE = "    changes:\n      2027-03: {move_to: 2027-03-18 11:00, reason: room}\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A configuration that is not applied yet, and a clock."""
    shell = Shell(tmp_path)
    shell.write(small())
    return shell


@pytest.fixture
def store(shell: Shell) -> Iterator[Store]:
    """A store like that of the daemon, which applies more than once."""
    opened = reopened(shell)
    yield opened
    opened.close()


def reopened(shell: Shell) -> Store:
    """A store of another process."""
    return open_store(f"sqlite:///{shell.folder}/t.db")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SELECT statements that are executed meanwhile."""
    executed: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            executed.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_it_is_what_another_process_reads_after_every_kind_of_revision(shell: Shell, store: Store) -> None:
    both = small(WITH_BULGARIAN)
    cancelled = MOVE.replace("move_to: 2027-03-18 11:00, reason: room", "cancel: snow")
    texts = (both, both + MOVE, both + cancelled, small(), both)
    for number, text in enumerate(texts):
        shell.write(text)
        apply(shell.config, store, NOW + timedelta(days=number), Consent(large=True))
        other = reopened(shell)

        assert store.memory() == other.memory()
        assert [*store.memory().occurrences] == [*other.memory().occurrences]
        assert store.published() == other.published()


def test_nothing_is_read_again_if_nobody_has_written(shell: Shell, store: Store) -> None:
    apply(shell.config, store, NOW, Consent())

    with statements() as executed:
        store.memory()
        store.published()

    assert [statement for statement in executed if "occurrence" in statement] == []


def test_a_revision_of_another_process_is_read(shell: Shell, store: Store) -> None:
    apply(shell.config, store, NOW, Consent())
    store.published()
    shell.add(MOVE)
    apply(shell.config, reopened(shell), NOW + timedelta(hours=1), Consent())

    assert store.memory().revision == 2
    assert store.published() == reopened(shell).published()


def test_a_store_that_was_put_back_and_written_again_is_another_one(
    shell: Shell, store: Store, tmp_path: Path
) -> None:
    """Its last revision has the same number, but another time."""
    apply(shell.config, store, NOW, Consent())
    backup = shutil.copy(tmp_path / "t.db", tmp_path / "backup.db")
    shell.add(MOVE)
    apply(shell.config, store, NOW + timedelta(hours=1), Consent())
    shutil.copy(backup, tmp_path / "t.db")
    for log in tmp_path.glob("t.db-*"):
        log.unlink()
    apply(shell.config, reopened(shell), NOW + timedelta(hours=2), Consent())

    assert store.published() == reopened(shell).published()


def test_a_store_that_was_lost_is_empty(shell: Shell, store: Store, tmp_path: Path) -> None:
    apply(shell.config, store, NOW, Consent())
    for file in tmp_path.glob("t.db*"):
        file.unlink()

    assert store.memory().revision == 0
    assert store.published() is None
