"""A database without write permission is read, and no file is left beside it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from msgspec.structs import replace
from sqlalchemy import make_url

from scheduler.store import StoreError, open_store
from scheduler.store.databases.engine import make_engine, read_connection
from support import store_values as values
from support.readers import only_reading, open_to_all, write_as_its_owner


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users can enter."""
    with open_to_all() as folder:
        yield folder


@pytest.fixture
def stored(folder: Path, migrated: Path) -> Path:
    """A database with one revision."""
    file = Path(shutil.copy(migrated, folder / "twincal.db"))
    store = open_store(f"sqlite:///{file}")
    store.write(values.revision(1, values.stored()))
    store.close()
    return file


@pytest.mark.parametrize(
    ("name", "address"),
    [
        pytest.param("twincal.db", "sqlite:///{}", id="path"),
        pytest.param("twin%20cal#1?.db", "sqlite:///{}", id="path-to-be-quoted"),
        pytest.param("twincal.db", "sqlite:///file:{}?uri=true", id="uri"),
    ],
)
def test_it_is_read_whole(stored: Path, name: str, address: str) -> None:
    file = stored.rename(stored.with_name(name))
    store = open_store(address.format(quote(str(file)) if "file:" not in address else file))

    with only_reading(file.parent):
        answers = (store.state().revision, store.state() is not None, len(store.history()))

    assert answers == (1, True, 1)
    store.close()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_file_that_may_not_be_written_in_a_folder_that_may_gets_nothing_beside_it(stored: Path) -> None:
    """A file that SQLite left there would belong to the reader, and stop the next writer."""
    store = open_store(f"sqlite:///{stored}")
    stored.parent.chmod(0o777)

    with only_reading(stored):
        assert values.number(store) == 1

    store.close()
    assert [path.name for path in stored.parent.iterdir()] == [stored.name]


def test_writing_is_refused_with_a_message(stored: Path) -> None:
    store = open_store(f"sqlite:///{stored}")

    with (
        only_reading(stored.parent),
        pytest.raises(StoreError, match="may only be read; give this user the right"),
    ):
        store.write(replace(values.revision(2), before=store.state()))

    assert values.number(store) == 1
    store.close()


def test_a_log_beside_it_is_not_ignored(stored: Path) -> None:
    """Data that is only in the log would be missing, so SQLite decides how to open the file."""
    with closing(sqlite3.connect(stored)) as other:
        other.execute("UPDATE revision SET digest = 'newer'")
        other.commit()
        log = stored.with_name(f"{stored.name}-wal")
        content = log.read_bytes()
    log.write_bytes(content)
    store = open_store(f"sqlite:///{stored}")

    with only_reading(stored.parent), pytest.raises(StoreError, match=r"may only be read|cannot be opened"):
        store.history()

    store.close()


def test_a_write_during_the_read_is_noticed(stored: Path) -> None:
    engine = make_engine(make_url(f"sqlite:///{stored}"))
    newer = stored.read_bytes() + b"\0"

    with (
        only_reading(stored.parent),
        pytest.raises(StoreError, match="was written while it was read; try again"),
        read_connection(engine),
    ):
        write_as_its_owner(stored, newer)
    engine.dispose()


def test_so_it_is_on_a_full_disk_and_nothing_is_written(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=0))
    store = open_store(f"sqlite:///{stored}")

    assert values.number(store) == 1
    with pytest.raises(StoreError, match="cannot grow: the disk is full; make room"):
        store.write(values.revision(2))
    store.close()
    assert [path.name for path in stored.parent.iterdir()] == [stored.name]


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        "sqlite:///file:x?mode=memory&uri=true",
    ],
)
def test_a_database_in_memory_is_refused_because_nothing_would_remain(url: str) -> None:
    with pytest.raises(StoreError, match="is kept in memory, and gone when the command ends"):
        open_store(url)
