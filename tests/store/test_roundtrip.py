"""The store returns what was written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from scheduler.programme.details import CONTENT_FIELDS
from scheduler.programme.rules import Rule
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.state.revision import FeedVersion
from scheduler.state.state import Window
from scheduler.state.stored import Stored
from scheduler.store import Store
from scheduler.timetable.holidays import NO_HOLIDAYS
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.recorded_hours import RuleHours
from support import store_values as values
from support.growing_store import GrowingStore

DECEMBER = values.stored("2026-12")
JANUARY = values.stored("2027-01", "2027-01-20T10:00")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated: Path
) -> Iterator[Store]:
    """A store that many examples write."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(migrated, tmp_path_factory.mktemp('shared'))}"
    else:
        url = request.getfixturevalue("postgres_server").create("shared", template="migrated")
    opened = GrowingStore(url)
    yield opened
    opened.close()


class TestState:
    def test_is_all_that_the_revision_says(self, store: Store) -> None:
        """That includes the hours of rules of every form, and pieces for private readers."""
        assert {type(each.rule) for each in values.HOURS if isinstance(each, RuleHours)} == {*get_args(Rule)}
        private = values.piece(DECEMBER, b"JOIN", reader="private")
        written = values.revision(1, DECEMBER, JANUARY, pieces=(values.piece(DECEMBER), private))

        store.write(written)

        assert written.after == store.state()

    def test_reads_texts_that_are_longer_than_a_configuration_may_be_today(self, store: Store) -> None:
        long = values.stored(title=Text.plain("t" * 300), description=Text.plain("word " * 20_000))
        store.write(values.revision(1, long))

        assert list(store.state().occurrences.values()) == [long]

    def test_holds_equal_values_once(self, store: Store) -> None:
        store.write(values.revision(1, DECEMBER, JANUARY))

        december, january = (stored.occurrence for stored in store.state().occurrences.values())
        assert december.content is january.content

    def test_keeps_what_a_later_revision_does_not_touch(self, store: Store) -> None:
        store.write(values.revision(1, DECEMBER, JANUARY))
        moved = values.stored("2027-01", "2027-01-21T11:00", participants=(values.SEJONG,))

        store.write(values.revision(2, moved))

        assert [DECEMBER, moved] == list(store.state().occurrences.values())

    def test_has_what_the_last_revision_says_alone(self, store: Store) -> None:
        store.write(values.revision(1, DECEMBER))
        window = Window(month=Month(2026, 12), first=date(2026, 9, 1), edge=date(2028, 7, 1))
        renamed = replace(values.revision().after.profile, id="pairs-of-cities")
        versions = tuple(
            FeedVersion(
                feed=f"cities/{city}",
                language="en",
                digest="new",
                revision=2,
                modified=values.NOW,
                name="n",
                private_name="p",
                description="d",
            )
            for city in ("sofia", "sejong")
        )
        later = values.revision(
            2,
            DECEMBER,
            window=window,
            feeds=(),
            series={},
            holidays=NO_HOLIDAYS,
            profile=renamed,
            versions=versions,
            zone_blocks={},
        )

        store.write(later)

        assert store.state() == later.after

    def test_returns_instants_in_utc(self, store: Store) -> None:
        seoul = timezone(timedelta(hours=9))
        cancelled = replace(DECEMBER, cancelled_at=datetime(2026, 11, 2, 18, tzinfo=seoul))

        store.write(values.revision(1, cancelled))

        read = store.state().occurrences[DECEMBER.occurrence.uid].cancelled_at
        assert (datetime(2026, 11, 2, 9, tzinfo=UTC), UTC) == (read, read and read.tzinfo)

    _numbers = count(1)

    @settings(max_examples=40)
    @given(values.any_stored("2026-12"))
    def test_returns_any_occurrence_as_it_was(self, shared: Store, anything: Stored) -> None:
        shared.write(values.revision(next(self._numbers), anything))

        read = shared.state().occurrences[anything.occurrence.uid]
        assert anything == read
        assert anything.occurrence.date_origin == read.occurrence.date_origin


class TestWhatIsPublished:
    def test_lists_occurrences_in_order_of_time(self, store: Store) -> None:
        in_order = tuple(values.stored(f"k{day}", f"2027-01-{day}T10:00") for day in range(10, 30))

        store.write(values.revision(1, *reversed(in_order)))

        published = store.state()
        assert in_order == tuple(published.occurrences.values())

    def test_lacks_dropped_pieces_and_keeps_the_others(self, store: Store) -> None:
        english, dutch = values.piece(DECEMBER), values.piece(DECEMBER, b"NL", "nl")
        store.write(values.revision(1, DECEMBER, pieces=(english, dutch)))

        changed, removed = values.piece(DECEMBER, b"EN"), values.piece(DECEMBER, None, "nl")
        store.write(values.revision(2, pieces=(changed, removed)))

        published = store.state()
        assert dict([changed]) == published.pieces


class TestHistory:
    def test_lists_the_newest_revision_first_with_its_entries(self, store: Store) -> None:
        first = values.revision(1, DECEMBER, JANUARY)
        moved = values.entry(JANUARY, values.StepKind.MOVE)
        second = replace(values.revision(2), revision=values.record(2, (moved,)))
        third = values.revision(3)

        for revision in (first, second, third):
            store.write(revision)

        assert (third.revision, second.revision, first.revision) == store.history()
        assert values.number(store) == 3


def test_the_strategy_reaches_every_field() -> None:
    """The property above covers a field that is added to Occurrence or its Content."""
    own = set(Occurrence.__struct_fields__) - {"content"}
    assert own | set(CONTENT_FIELDS) == set(values.FIELDS)
