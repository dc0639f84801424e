"""Commands that read need no more of the database than they show, and show the same as from all of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from scheduler.commands import feed as feed_command
from scheduler.publication.feeds import feed as feeds
from scheduler.publication.feeds import shortening
from scheduler.publication.feeds.feed import write_feed
from scheduler.record.feeds import NO_FEEDS, belongs_in
from scheduler.record.identities import PresentIds
from scheduler.record.overview import Overview
from scheduler.record.profile import ProfileDetails
from scheduler.record.revision import Published
from scheduler.record.stored import time_and_uid
from scheduler.store import Store, open_store
from scheduler.store.queries import parts
from support.world import site_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database in which the sample is applied."""
    address = f"sqlite:///{tmp_path_factory.mktemp('sample')}/twincal.db"
    environment = {**os.environ, "TWINCAL_NOW": "2026-11-24T09:00:00Z", "TWINCAL_DATABASE": address}
    config = Path(__file__).parents[2] / "config"
    command = [sys.executable, "-m", "scheduler.cli", "apply", str(config)]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return address


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with closing(open_store(database)) as store:
        yield store


@pytest.fixture
def published(store: Store) -> Published:
    everything = store.published()
    assert everything is not None
    return everything


@pytest.mark.parametrize("most", [parts.MOST_PARAMETERS, 7])
def test_every_feed_is_the_one_that_the_site_has(
    store: Store, published: Published, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_PARAMETERS", most)
    files = site_of(published).files

    for feed in published.feeds:
        alone = store.published_feed(feed)
        for code in published.profile.languages:
            body = write_feed(alone, feed, alone.feed_contents, code).body
            assert body == files[f"/feeds/{feed.name}.{code}.ics"].body


HIDDEN_MEETINGS = """
    UPDATE programme SET window_edge = '2027-09-01';
    UPDATE occurrence SET created = '2099-01-01 00:00:00.000000', modified = '2099-01-01 00:00:00.000000'
        WHERE key IN ('2027-08', '2027-09', '2027-11') AND zone = 'Europe/Sofia';
    UPDATE occurrence SET visibility = 'private' WHERE key IN ('2026-12', '2027-01', '2026-10', '2027-03');
    UPDATE occurrence SET visibility = 'public' WHERE key = '2027-01' AND zone = 'Europe/Dublin';
    UPDATE occurrence SET shown = 0 WHERE key IN ('2026-09', '2027-02') AND zone = 'Europe/Amsterdam';
    UPDATE occurrence SET all_day = 1
        WHERE uid = (SELECT min(uid) FROM occurrence WHERE zone = 'Europe/Brussels');
    UPDATE occurrence SET ends = '2026-08-02 10:00:00.000000', end_utc = '2026-08-02 08:00:00.000000'
        WHERE begin_utc = (SELECT max(begin_utc) FROM occurrence WHERE key = '2026-07');
"""
"""Months without meetings, hidden ones, some of a fast clock, a long one, and a zone that only past ones have."""


@pytest.fixture
def store_with_hidden_meetings(database: str, tmp_path: Path) -> Iterator[Store]:
    file = tmp_path / "twincal.db"
    shutil.copy(database.removeprefix("sqlite:///"), file)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(HIDDEN_MEETINGS)
    with closing(open_store(f"sqlite:///{file}")) as store:
        yield store


@pytest.mark.parametrize("most", [1, 2, 3, 4, 8, 25, 26, 27, 28, 40, 46, 47, 48, 49, 50, 51, 52, 53, 100])
def test_a_feed_with_too_many_meetings_is_the_same_as_from_all_of_them(
    store_with_hidden_meetings: Store, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_with_hidden_meetings
    for module in (feed_command, feeds, shortening):
        monkeypatch.setattr(module, "MOST_EVENTS", most)
    everything, programme = store.published(), store.feed("programme", "programme")
    assert everything is not None
    assert programme is not None

    for room in (8_000, *range(15_000, 20_000, 500), 480_000):
        monkeypatch.setattr(feeds, "MOST_BYTES", room)
        whole = write_feed(everything, programme, everything.feed_contents, "en")
        assert feed_command.feed(store, "programme", "en") == whole.body


def test_the_programme_is_read_only_as_far_as_its_feed_shows_it(store: Store, published: Published) -> None:
    programme = store.feed("programme", "programme")
    assert programme is not None
    meetings = store.published_feed(programme, 10).feed_contents[programme.key]
    everything = store.published_feed(programme, 1_000)

    coming = [stored for stored in meetings if stored.occurrence.timing.starts >= datetime(2026, 11, 1)]
    assert (
        coming[:11]
        == [
            stored
            for stored in published.feed_contents[programme.key]
            if stored.occurrence.timing.starts >= datetime(2026, 11, 1)
        ][:11]
    )
    assert len(meetings) <= 11 + len(published.zone_blocks)
    assert everything.occurrences == published.occurrences


def test_the_feed_of_a_city_needs_its_own_meetings_alone(store: Store, published: Published) -> None:
    sofia = store.feed("cities", "sofia")
    assert sofia is not None
    alone = store.published_feed(sofia)
    uids = {stored.occurrence.uid for stored in alone.occurrences.values()}

    assert uids == {
        stored.occurrence.uid
        for stored in published.occurrences.values()
        if "sofia" in stored.occurrence.cities()
    }
    assert {uid for uid, _, _ in alone.pieces} <= uids


def test_the_meetings_of_a_city_are_found_by_an_index(database: str) -> None:
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
        statement = "EXPLAIN QUERY PLAN SELECT uid FROM participant WHERE city = 'sofia'"
        assert "USING INDEX ix_participant_city" in str(connection.execute(statement).fetchall())


def test_an_unknown_id_has_none(store: Store) -> None:
    assert store.feed("cities", "atlantis") is None


@pytest.mark.parametrize("most", [parts.MOST_PARAMETERS, 2])
def test_the_next_meetings_of_a_feed_are_those_of_the_whole_record(
    store: Store, published: Published, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_PARAMETERS", most)

    for feed in published.feeds:
        coming = [
            stored
            for stored in sorted(published.occurrences.values(), key=time_and_uid)
            if belongs_in(feed, stored.occurrence) and not stored.is_past(NOW)
            if stored.shown and not stored.occurrence.content.is_private
        ]
        assert store.coming_meetings(feed, NOW, 5) == tuple(coming[:5])


def test_the_history_of_a_feed_has_the_changes_of_its_meetings(store: Store, published: Published) -> None:
    for feed in published.feeds:
        uids = {
            stored.occurrence.uid
            for stored in published.occurrences.values()
            if belongs_in(feed, stored.occurrence)
        }
        for revision, whole in zip(store.history_of_feed(feed), published.history, strict=True):
            assert revision.entries == tuple(entry for entry in whole.entries if entry.uid in uids)


def test_a_series_is_read_alone(store: Store, published: Published) -> None:
    for series in store.series_ids():
        meetings = [stored for stored in published.occurrences.values() if stored.occurrence.series == series]
        assert store.meetings_of_series(series) == tuple(meetings)
        for revision, whole in zip(store.history_of_series(series), published.history, strict=True):
            assert revision.entries == tuple(entry for entry in whole.entries if entry.series == series)


def test_the_overview_names_only_what_was_renamed(store: Store, published: Published) -> None:
    overview = store.overview()

    assert overview == Overview(
        profile=replace(published.profile, details=ProfileDetails()),
        window=published.window,
        ids=PresentIds(series={}, feeds=NO_FEEDS),
    )
