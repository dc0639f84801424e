"""Withdrawn data is erased from the database, down to the bytes of its files."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, make_url

from scheduler.programme.details import Join, Link, Speaker
from scheduler.programme.texts import Text
from scheduler.store import Store, StoreError, tables
from scheduler.store.databases.engine import make_engine
from support import databases
from support import store_values as values
from support.growing_store import GrowingStore

pytestmark = pytest.mark.feed_rule(47)

WITH_SPEAKER = values.stored(
    speakers=(Speaker(name="Ingrid Example"),),
    links=(Link(values.TITLE, "https://example.org/slides-of-ingrid"),),
    join=Join(url="https://meet.example.org/ingrid", passcode="1234-ingrid"),
)
WITHDRAWN = values.stored()


def traces(file: Path, word: str) -> list[str]:
    """Returns the files of the database, with its log, that contain `word`."""
    return [path.name for path in sorted(file.parent.iterdir()) if word.encode() in path.read_bytes()]


@pytest.fixture
def hasty(file: Path) -> Iterator[Store]:
    """A store that does not wait for locks."""
    opened = GrowingStore(f"sqlite:///{file}?timeout=0.01")
    yield opened
    opened.close()


@pytest.fixture
def reader(file: Path) -> Iterator[sqlite3.Connection]:
    """Another program that has the database open, so that its log stays."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        yield other


def begin_reading(reader: sqlite3.Connection) -> None:
    """Begins a transaction in which `reader` sees the database as it is now."""
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM occurrence").fetchone()


class TestWithdrawn:
    def test_leaves_the_file_with_the_revision_that_withdraws_it(self, file_store: Store, file: Path) -> None:
        file_store.write(
            values.revision(1, WITH_SPEAKER, pieces=(values.piece(WITH_SPEAKER, b"SUMMARY:Ingrid Example"),))
        )
        assert [file.name] == traces(file, "Ingrid Example")

        file_store.write(values.revision(2, WITHDRAWN, withdraws=True))

        assert not file_store.erasure_pending()
        assert traces(file, "Ingrid") + traces(file, "ingrid") == []

    def test_leaves_the_log_that_another_program_keeps_open(self, file_store: Store, file: Path) -> None:
        with closing(sqlite3.connect(file)) as other:
            other.execute("SELECT count(*) FROM occurrence").fetchone()
            file_store.write(values.revision(1, WITH_SPEAKER))
            file_store.write(values.revision(2, WITHDRAWN, withdraws=True))

            assert file.with_name("twincal.db-wal").exists()
            assert traces(file, "ngrid") == []

    def test_leaves_with_a_piece_that_is_dropped(self, file_store: Store, file: Path) -> None:
        private = values.piece(WITHDRAWN, b"URL:https://meet.example.org/ingrid")
        file_store.write(values.revision(1, WITHDRAWN, pieces=(private,)))

        file_store.write(values.revision(2, pieces=((private[0], None),), withdraws=True))

        assert traces(file, "ingrid") == []

    def test_leaves_no_copy_where_rows_have_moved_about_the_file(self, file_store: Store, file: Path) -> None:
        """Overwriting deleted rows misses copies: with seed 0, SQLite 3.46 leaves three of these names."""
        chance = random.Random(0)
        present: dict[int, str] = {}
        withdrawn: set[str] = set()
        for number in range(1, 41):
            occurrences = []
            for place in chance.sample(range(300), 30):
                withdrawn.add(present.get(place, "nobody at all"))
                present[place] = f"speaker-{number}-{place}-x"
                person = Speaker(name=present[place] + "y" * chance.randint(0, 600))
                occurrences.append(values.stored(f"k{place}", speakers=(person,)))
            file_store.write(values.revision(number, *occurrences, withdraws=True))

        content = file.read_bytes()
        assert set() == {name for name in withdrawn if name.encode() in content}
        assert all(name.encode() in content for name in present.values())


class TestWhileOthersRead:
    @pytest.fixture(autouse=True)
    def withdrawn(self, hasty: Store, reader: sqlite3.Connection) -> None:
        """A revision withdraws data while a reader still sees it."""
        hasty.write(values.revision(1, WITH_SPEAKER))
        begin_reading(reader)
        hasty.write(values.revision(2, WITHDRAWN, withdraws=True))

    def test_the_revision_is_written_and_the_erasure_is_pending(self, hasty: Store, file: Path) -> None:
        assert (values.number(hasty), hasty.erasure_pending()) == (2, True)
        assert traces(file, "Ingrid") != []

    @pytest.mark.parametrize(
        "run",
        [
            pytest.param(lambda store: store.write(values.revision(3)), id="write"),
            pytest.param(Store.migrate, id="migrate"),
        ],
    )
    def test_the_next_run_erases_after_the_reader_has_ended(
        self, hasty: Store, reader: sqlite3.Connection, file: Path, run: Callable[[Store], None]
    ) -> None:
        reader.execute("ROLLBACK")

        run(hasty)

        assert (hasty.erasure_pending(), traces(file, "ngrid")) == (False, [])

    def test_a_run_that_meets_a_reader_again_leaves_it_to_the_next_one(
        self, hasty: Store, reader: sqlite3.Connection, file: Path
    ) -> None:
        hasty.migrate()
        hasty.write(values.revision(3))
        assert (values.number(hasty), hasty.erasure_pending()) == (3, True)

        reader.execute("ROLLBACK")
        hasty.migrate()

        assert (hasty.erasure_pending(), traces(file, "ngrid")) == (False, [])


class TestErasurePending:
    def test_is_false_after_a_withdrawal_that_failed(self, store: Store) -> None:
        orphan = values.piece(values.stored("never-written"))

        with pytest.raises(StoreError):
            store.write(values.revision(1, WITH_SPEAKER, pieces=(orphan,), withdraws=True))

        assert not store.erasure_pending()

    def test_is_true_if_another_run_withdrew_more_during_the_erasure(self, file: Path) -> None:
        """The other run dies right after its commit, and leaves only its note."""
        engine = make_engine(make_url(f"sqlite:///{file}"))
        event.listen(engine, "connect", lambda connection, _: connection.set_trace_callback(interfere))

        def interfere(statement: str) -> None:
            if "wal_checkpoint" in statement:
                with closing(sqlite3.connect(file, isolation_level=None)) as other:
                    other.execute("PRAGMA user_version=2")

        store = Store(engine, "twincal.db")
        store.write(values.revision(1, WITHDRAWN, withdraws=True))

        assert store.erasure_pending()
        store.close()


def test_a_title_that_is_changed_is_in_no_row_any_more_and_never_was_in_history(
    store: Store, url: str
) -> None:
    titled = values.stored(title=Text.plain("Ingrid says goodbye"))
    store.write(values.revision(1, titled, pieces=(values.piece(titled, b"SUMMARY:Ingrid says goodbye"),)))

    store.write(values.revision(2, values.stored(title=Text.plain("Farewell"))))

    rows = {name: databases.rows(url, name) for name in tables.metadata.tables}
    assert {name for name in rows if "Ingrid" in rows[name]} == set()
    assert {name for name in rows if "Farewell" in rows[name]} == {"occurrence"}
    assert rows["revision_entry"].count(titled.occurrence.uid) == 2
