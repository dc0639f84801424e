"""A database of an earlier schema opens: the same meetings, the same history, and a copy of it as it was.

`schemas/0003.sql` is a store that the commands of that release made, with every kind of change.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, insert, select

from scheduler.commands.backup import back_up, restore
from scheduler.commands.history import history
from scheduler.commands.verify import verify
from scheduler.reports.history import history_text
from scheduler.state.revision import CityPart, Snapshot
from scheduler.store import StoreError, open_file, open_store
from support.first_schema import make_first_schema

SCHEMAS = Path(__file__).parent / "schemas"
OLD = "0003"


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A SQLite database of the old schema."""
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((SCHEMAS / f"{OLD}.sql").read_text(encoding="utf-8"))
    return file


@pytest.fixture
def old_url(old_file: Path, empty_url: str) -> str:
    """The same on each kind of database."""
    if empty_url.startswith("sqlite"):
        return f"sqlite:///{old_file}"
    source, target = create_engine(f"sqlite:///{old_file}"), create_engine(empty_url)
    with source.connect() as reading, target.begin() as writing:
        make_first_schema(writing)
        tables, new = MetaData(), MetaData()
        tables.reflect(reading)
        new.reflect(writing)
        for table in new.sorted_tables:
            rows = [dict(row) for row in reading.execute(select(tables.tables[table.name])).mappings()]
            if rows and table.name != "alembic_version":
                writing.execute(insert(table), rows)
    source.dispose()
    target.dispose()
    return empty_url


def test_it_has_the_same_history_and_breaks_no_rule(old_url: str, tmp_path: Path) -> None:
    with closing(open_store(old_url)) as store:
        store.keep_copies_in(tmp_path)
        with pytest.raises(StoreError, match=f"schema {OLD}.*`twincal apply` or `twincal serve`"):
            store.state()

        store.migrate()

        assert history_text(history(store)) == (SCHEMAS / f"{OLD}-history.txt").read_text(encoding="utf-8")
        assert verify(store) == ()


def test_entries_know_who_took_part_and_what_readers_saw(old_url: str, tmp_path: Path) -> None:
    with closing(open_store(old_url)) as store:
        store.keep_copies_in(tmp_path)
        store.migrate()
        entries = {(revision.number, entry.key, entry.series): entry for revision in store.history() for entry in revision.entries}  # fmt: skip

    def cities(snapshot: Snapshot | None) -> list[str]:
        return [part.city for part in snapshot.cities] if snapshot is not None else []

    joined, left = entries[9, "2026-12", "monthly"], entries[10, "2026-12", "monthly"]
    assert (cities(joined.before), cities(joined.after)) == (
        ["sofia", "sejong"],
        ["sofia", "sejong", "dublin"],
    )
    assert (left.joined, left.left) == ((), ("dublin",))
    assert joined.after.cities[0] == CityPart("sofia", None)
    assert (joined.after.begin, joined.after.end) == (None, None)
    secret, public = entries[16, "once", "talk"], entries[17, "once", "talk"]
    assert [secret.before and secret.before.private, secret.after.private, public.after.private] == [
        False,
        True,
        False,
    ]
    hidden = entries[8, "once", "roofs"]
    assert (hidden.before and hidden.before.shown, hidden.after.shown, hidden.details) == (
        True,
        False,
        ("reason",),
    )


def test_a_copy_of_it_as_it_was_stays_and_can_be_restored(old_url: str, tmp_path: Path) -> None:
    with closing(open_store(old_url)) as store:
        store.keep_copies_in(tmp_path)
        store.migrate()
        name = "old" if old_url.startswith("sqlite") else "twincal"
        copy = tmp_path / f"{name}-schema-{OLD}.db"

        assert open_file(copy).is_older()
        restore(store, copy, replace=True, may_lose=False, allow_damaged=False)
        assert verify(store) == ()
    assert open_file(copy).is_older(), "the file of a backup stays as it is"


def test_a_migration_that_fails_changes_nothing(
    old_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with closing(open_store(old_url)) as store:
        store.keep_copies_in(tmp_path)
        monkeypatch.setattr("scheduler.store.store.write_copy", full)
        with pytest.raises(StoreError, match="No space left"):
            store.migrate()
        assert store.is_older()


def test_a_backup_of_the_present_schema_needs_the_store_to_be_up_to_date(
    old_file: Path, tmp_path: Path
) -> None:
    with closing(open_file(old_file)) as store, pytest.raises(StoreError, match="schema 0003"):
        back_up(store, tmp_path / "backup.db")
