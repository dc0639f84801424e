"""A revision is written completely or not at all, and by one writer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, event

from scheduler.state.feeds import Poll
from scheduler.store import LostRace, Store, StoreError, open_file, open_store
from scheduler.store.writing import BATCH
from support import store_values as values

FIRST = values.revision(1, values.stored("2026-12"))
[DECEMBER] = FIRST.after.occurrences.values()
JANUARY = values.stored("2027-01", "2027-01-20T10:00")
ORPHAN = values.piece(values.stored("never-written"))


@pytest.fixture
def second(url: str) -> Iterator[Store]:
    """Another run on the same database."""
    opened = open_store(url)
    yield opened
    opened.close()


class TestRace:
    def test_the_second_to_write_a_number_is_raced_and_changes_nothing(
        self, store: Store, second: Store
    ) -> None:
        store.write(FIRST)

        with pytest.raises(LostRace, match="revision 1 at the same time; plan again"):
            second.write(values.revision(1, JANUARY))

        assert FIRST.after == second.state()

    def test_of_two_at_once_exactly_one_wins(self, store: Store, url: str) -> None:
        def attempt(run: Store) -> bool:
            try:
                run.write(FIRST)
            except LostRace:
                return False
            return True

        with (
            ThreadPoolExecutor(2) as pool,
            closing(open_store(url)) as one,
            closing(open_store(url)) as other,
        ):
            won = sorted(pool.map(attempt, (one, other)))

        assert won == [False, True]
        assert FIRST.after == store.state()


class TestAtOnce:
    def test_a_reader_sees_one_revision_though_another_is_written_meanwhile(
        self, store: Store, second: Store, request: pytest.FixtureRequest
    ) -> None:
        store.write(FIRST)
        written: list[str] = []

        def write(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "FROM occurrence" in statement and not written:
                written.append(statement)
                store.write(values.revision(2, JANUARY))

        event.listen(Engine, "before_cursor_execute", write)
        request.addfinalizer(lambda: event.remove(Engine, "before_cursor_execute", write))

        assert second.state() == FIRST.after
        assert (values.number(second), len(written)) == (2, 1)

    def test_many_who_make_the_store_wait_for_each_other(self, empty_url: str) -> None:
        def migrate(_: int) -> int:
            with closing(open_store(empty_url)) as store:
                store.migrate()
                return store.state().revision

        with ThreadPoolExecutor(4) as pool:
            assert [*pool.map(migrate, range(4))] == [0, 0, 0, 0]

    def test_many_who_count_wait_for_each_other(self, url: str) -> None:
        poll = Poll(
            feed="programme",
            language="en",
            family="google",
            digest="d0",
            first=values.NOW,
            last=values.NOW,
            count=1,
        )

        def count(_: int) -> None:
            with closing(open_store(url)) as store:
                store.add_polls([poll], values.NOW)

        with ThreadPoolExecutor(4) as pool:
            assert len([*pool.map(count, range(12))]) == 12

        with closing(open_store(url)) as store:
            assert store.polls() == (replace(poll, count=12),)


def test_a_failure_in_the_middle_leaves_nothing_and_a_good_revision_may_follow(store: Store) -> None:
    store.write(FIRST)

    with pytest.raises(StoreError, match="reports") as caught:
        store.write(values.revision(2, JANUARY, pieces=(ORPHAN,)))

    assert not isinstance(caught.value, LostRace)
    assert FIRST.after == store.state()
    assert (FIRST.revision,) == store.history()
    store.write(values.revision(2, JANUARY))
    assert values.number(store) == 2


def test_more_meetings_than_are_written_at_once_are_all_there(store: Store, tmp_path: Path) -> None:
    many = values.revision(1, *(values.stored(f"extra.{number}") for number in range(BATCH + 1)))

    store.write(many)
    store.copy_file(tmp_path / "copy.db")

    with closing(open_file(tmp_path / "copy.db")) as copy:
        for each in (store, copy):
            assert (each.state(), each.history()) == (many.after, (many.revision,))


def test_a_wall_time_is_not_taken_for_an_instant(store: Store) -> None:
    """This is a bug, not an error of the database, so it keeps its traceback."""
    naive = replace(DECEMBER, cancelled_at=DECEMBER.occurrence.planned)

    with pytest.raises(Exception, match="is a wall time, not an instant"):
        store.write(values.revision(1, naive))

    assert values.number(store) == 0
