"""Opening and reading create nothing and change nothing; only migrating does."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from scheduler.reports.errors import error_line
from scheduler.state.state import NOTHING_PUBLISHED
from scheduler.store import Store, StoreError, open_store
from scheduler.store.databases.engine import make_engine, read_connection
from support import databases
from support import store_values as values


@pytest.fixture
def absent(tmp_path: Path) -> Path:
    return tmp_path / "twincal.db"


class TestNothingThere:
    @pytest.mark.parametrize("address", ["sqlite:///{}", "sqlite:///file:{}?uri=true"], ids=["path", "uri"])
    def test_reading_creates_no_file(self, absent: Path, address: str) -> None:
        store = open_store(address.format(absent))

        answers = (store.state(), values.number(store), store.history())
        assert answers == (NOTHING_PUBLISHED, 0, ())
        store.close()
        assert list(absent.parent.iterdir()) == []

    @pytest.mark.parametrize("ask", [Store.is_new, Store.state, Store.migrate, Store.integrity_problems])
    def test_a_file_of_0_bytes_is_a_lost_store_and_stays_as_it_is(
        self, absent: Path, ask: Callable[[Store], object]
    ) -> None:
        """A new store in its place would begin SEQUENCE anew."""
        absent.touch()
        store = open_store(f"sqlite:///{absent}")

        with pytest.raises(StoreError, match="has 0 bytes: what it held is lost"):
            ask(store)
        store.close()
        assert absent.read_bytes() == b""

    def test_what_a_deleted_file_left_beside_it_is_not_read_into_a_new_one(
        self, absent: Path, file_store: Store
    ) -> None:
        log = absent.with_name("twincal.db-wal")
        with closing(sqlite3.connect(absent)) as other:
            other.execute("CREATE TABLE recipe (name TEXT)")
            content = log.read_bytes()
        absent.unlink()
        log.write_bytes(content)

        file_store.migrate()

        assert file_store.integrity_problems() == ()


class TestWhoMayReadIt:
    """A database holds passcodes, so a new one is private."""

    def test_a_new_file_is_for_its_owner_alone(self, absent: Path) -> None:
        store = open_store(f"sqlite:///{absent}")
        store.migrate()
        store.close()

        assert absent.stat().st_mode & 0o777 == 0o600

    def test_so_is_one_that_a_link_leads_to(self, absent: Path) -> None:
        absent.symlink_to(absent.parent / "real.db")
        store = open_store(f"sqlite:///{absent}")
        store.migrate()
        store.close()

        assert (absent.parent / "real.db").stat().st_mode & 0o777 == 0o600

    def test_an_existing_file_keeps_its_permissions(self, absent: Path) -> None:
        store = open_store(f"sqlite:///{absent}")
        store.migrate()
        absent.chmod(0o644)
        store.migrate()
        store.close()

        assert absent.stat().st_mode & 0o777 == 0o644


class TestAnotherProgramsDatabase:
    def test_is_refused_and_left_as_it_is(self, tmp_path: Path) -> None:
        file = tmp_path / "other.db"
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE feed (name TEXT)")
        before = file.read_bytes()
        store = open_store(f"sqlite:///{file}")

        assert store.state() is NOTHING_PUBLISHED
        with pytest.raises(StoreError, match="another program's database"):
            store.migrate()

        store.close()
        assert file.read_bytes() == before


class TestMigrate:
    def test_keeps_what_is_stored(self, store: Store) -> None:
        store.write(values.revision(1, values.stored()))

        store.migrate()

        assert store.state() == values.revision(1, values.stored()).after

    @pytest.mark.parametrize("ask", [Store.migrate, Store.state, Store.last_revision, Store.history])
    @pytest.mark.parametrize(
        ("version", "said"),
        [
            ("0013", "the database {} has the schema 0013.*twincal store rebuild FEEDS"),
            ("9001_0.2.0", "a later release wrote the database {} .*; install Twincal 0.2.0 or a newer one"),
        ],
        ids=["earlier-state", "later-release"],
    )
    def test_another_schema_is_refused_with_what_leads_on(
        self, store: Store, url: str, version: str, said: str, ask: Callable[[Store], object]
    ) -> None:
        databases.execute(url, f"UPDATE alembic_version SET version_num = '{version}'")

        with pytest.raises(StoreError) as refused:
            ask(store)

        assert re.search(said.format(re.escape(store.name)), error_line(refused.value))


def test_an_open_store_reads_a_backup_that_is_put_back(file_store: Store, file: Path) -> None:
    file_store.write(values.revision(1))
    backup = file.with_name("backup.db")
    shutil.copy(file, backup)
    file_store.write(values.revision(2))

    backup.replace(file)

    assert values.number(file_store) == 1


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("synchronous", 2),
        ("secure_delete", 1),
    ],
)
def test_settings_of_sqlite(file: Path, pragma: str, value: object) -> None:
    engine = make_engine(make_url(f"sqlite:///{file}"))

    with read_connection(engine) as connection:
        assert value == connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
    engine.dispose()


@pytest.mark.parametrize(
    ("imported", "kept_out"),
    [
        ("scheduler.store", "alembic"),
        ("scheduler.plan.make_plan", "sqlalchemy"),
        ("scheduler.commands.apply", "jinja2"),
        ("scheduler.commands.apply", "scheduler.configuration.reading.json_schema"),
        ("scheduler.commands.check", "jinja2"),
        ("scheduler.commands.feed", "scheduler.programme.series"),
        ("scheduler.commands.feed", "yaml"),
    ],
)
def test_slow_modules_are_loaded_only_when_needed(imported: str, kept_out: str) -> None:
    code = f"import sys, {imported}; sys.exit({kept_out!r} in sys.modules)"
    root = Path(__file__).parents[2]

    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=root).returncode == 0
