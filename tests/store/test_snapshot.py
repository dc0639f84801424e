"""A store remembers the state that it read or wrote last, and notices every other writer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from scheduler.commands.apply import apply
from scheduler.commands.consent import Consent
from scheduler.store import Store, open_store
from support.shell import Shell
from support.small_programme import WITH_BULGARIAN, small

Reopen = Callable[[Shell], Store]

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MOVE = "    changes:\n      2027-03: {move_to: 2027-03-18 11:00, reason: room}\n"


@pytest.fixture
def shell(tmp_path: Path, database: str) -> Shell:
    """A configuration that is not applied yet, and a clock."""
    shell = Shell(tmp_path, database=database)
    shell.write(small())
    return shell


@pytest.fixture
def file_shell(tmp_path: Path) -> Shell:
    """The same with a SQLite database, for a test that touches its file."""
    shell = Shell(tmp_path)
    shell.write(small())
    return shell


@pytest.fixture
def store(shell: Shell) -> Iterator[Store]:
    """A store like that of the daemon, which applies more than once."""
    opened = open_store(shell.url)
    yield opened
    opened.close()


@pytest.fixture
def reopened() -> Iterator[Reopen]:
    """Opens a store as another process does; it is closed in the end."""
    with ExitStack() as opened:
        yield lambda shell: opened.enter_context(closing(open_store(shell.url)))


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


def test_it_is_what_another_process_reads_after_every_kind_of_revision(
    shell: Shell, store: Store, reopened: Reopen
) -> None:
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


def test_a_revision_of_another_process_is_read(shell: Shell, store: Store, reopened: Reopen) -> None:
    apply(shell.config, store, NOW, Consent())
    store.published()
    shell.add(MOVE)
    apply(shell.config, reopened(shell), NOW + timedelta(hours=1), Consent())

    assert store.memory().revision == 2
    assert store.published() == reopened(shell).published()


def test_a_store_that_was_put_back_and_written_again_is_another_one(
    file_shell: Shell, tmp_path: Path, reopened: Reopen
) -> None:
    """Its last revision has the same number, but another time."""
    with closing(reopened(file_shell)) as store:
        apply(file_shell.config, store, NOW, Consent())
        backup = shutil.copy(tmp_path / "t.db", tmp_path / "backup.db")
        file_shell.add(MOVE)
        apply(file_shell.config, store, NOW + timedelta(hours=1), Consent())
        shutil.copy(backup, tmp_path / "t.db")
        for log in tmp_path.glob("t.db-*"):
            log.unlink()
        apply(file_shell.config, reopened(file_shell), NOW + timedelta(hours=2), Consent())

        assert store.published() == reopened(file_shell).published()


def test_a_store_that_was_lost_is_empty(file_shell: Shell, tmp_path: Path, reopened: Reopen) -> None:
    with closing(reopened(file_shell)) as store:
        apply(file_shell.config, store, NOW, Consent())
        for file in tmp_path.glob("t.db*"):
            file.unlink()

        assert store.memory().revision == 0
        assert store.published() is None
