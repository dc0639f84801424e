"""Errors of the database have messages for people that say what would help."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, make_url

from scheduler.store import Store, StoreError, open_store
from scheduler.store.databases.engine import make_engine
from support import databases
from support import store_values as values


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param(
            "twincal.db", "twincal.db is not the address .* write sqlite:///twincal.db", id="a-path"
        ),
        pytest.param("", "not the address of a database", id="nothing"),
        pytest.param("sqlite:///t.db?timeout=soon", "not the address of a database", id="odd-timeout"),
        pytest.param(
            "oracel://host/name", "^oracel is no kind of database that Twincal knows", id="misspelt"
        ),
        pytest.param("mysql://anna:secret@host/name", "^mysql is no kind of database", id="password-kept"),
        pytest.param("postgresql+pg8000://host/name", r"^postgresql\+pg8000 is no kind", id="another-driver"),
        pytest.param("host/name?user=anna&password=secret", "^host/name is not the address", id="query"),
        pytest.param("host/name?password=sec@secret", "^host/name", id="odd-query"),
        pytest.param("secret:::", "^this text is not the address", id="no-scheme"),
        pytest.param("anna:sec?secret@host", "^this text is not the address", id="no-scheme-odd-query"),
        pytest.param("anna:secret?option=://", "^this text is not the address", id="scheme-in-query"),
    ],
)
def test_a_wrong_address(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        open_store(url)

    assert "secret" not in str(caught.value)


def test_a_driver_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(
        StoreError, match=r"^host/name: the driver psycopg is missing; .*`pip install 'twincal\[postgres\]'"
    ) as caught:
        open_store("postgresql://anna:secret@host/name")

    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("first Wednesday, ten o'clock\n" * 100, encoding="utf-8")
    store = open_store(f"sqlite:///{file}")

    for ask in (store.last_revision, store.state, store.migrate):
        with pytest.raises(StoreError, match=r"notes\.txt is not a database"):
            ask()
    store.close()
    assert file.read_text(encoding="utf-8").startswith("first Wednesday")


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/missing/twincal.db")

    assert values.number(store) == 0
    with pytest.raises(StoreError, match="cannot be opened; its folder must exist"):
        store.migrate()
    store.close()


def test_a_database_that_another_program_has_locked(file: Path) -> None:
    store = open_store(f"sqlite:///{file}?timeout=0.01")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="is locked by another program; try again"):
            store.write(values.revision(1, values.stored()))

        assert values.number(store) == 0
    store.close()


def test_a_disk_that_is_full(file: Path) -> None:
    engine = make_engine(make_url(f"sqlite:///{file}"))
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=60"))
    store = Store(engine, "twincal.db")
    large = values.piece(values.stored(), b"x" * 1_000_000)

    with pytest.raises(StoreError, match="cannot grow: the disk is full; make room"):
        store.write(values.revision(1, values.stored(), pieces=(large,)))

    assert values.number(store) == 0
    store.close()


def test_a_document_of_another_form(store: Store, url: str) -> None:
    store.write(values.revision(1, values.stored()))
    databases.execute(url, "UPDATE programme SET profile = :profile", profile='{"id": 7}')

    with pytest.raises(StoreError, match="holds what this release cannot read"):
        store.state()


def test_messages_name_a_database_without_its_query(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/missing/twincal.db?timeout=0.25")

    with pytest.raises(StoreError) as caught:
        store.migrate()

    assert "missing/twincal.db cannot be opened" in str(caught.value)
    assert "timeout" not in str(caught.value)
    store.close()


def test_an_unknown_value_of_a_newer_release_is_no_crash(store: Store, url: str) -> None:
    store.write(values.revision(1, values.stored()))
    databases.execute(url, "UPDATE occurrence SET status = 'postponed'")

    with pytest.raises(
        StoreError,
        match=r"cannot read: Invalid enum value 'postponed'.* If a newer release wrote it, use that one",
    ):
        store.state()
