"""Counts of requests are added up in the store, and deleted when they are old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from scheduler.state.feeds import Poll
from scheduler.store import Store, StoreError, open_store
from support import store_values as values

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
POLL = Poll(
    feed="cities/sofia",
    language="en",
    family="google",
    digest="d0",
    first=NOW - timedelta(hours=9),
    last=NOW,
    count=2,
)


def test_nothing_is_counted_where_the_store_is_gone(tmp_path: Path) -> None:
    """SQLite would create an empty file, and nobody would notice that the old one is lost."""
    store = open_store(f"sqlite:///{tmp_path}/gone.db")

    with pytest.raises(StoreError, match="is not there any more"):
        store.add_polls([POLL], NOW)
    assert not (tmp_path / "gone.db").exists()
    store.close()


def test_counts_are_added_to_stored_counts(store: Store) -> None:
    later = replace(POLL, first=NOW + timedelta(hours=9), last=NOW + timedelta(hours=18))
    other = replace(later, family="outlook")
    store.add_polls([POLL], NOW)

    store.add_polls([later, other], later.last)

    assert store.polls() == (replace(POLL, last=later.last, count=4), other)


def test_counts_of_one_time_are_in_the_order_of_their_bytes(store: Store) -> None:
    """A database may sort texts like a dictionary, where signs and capitals hardly count."""
    feeds = ("cities/sofia", "citiesB", "citiesa", "pairs/a-b", "pairs/aa")
    store.add_polls([replace(POLL, feed=feed) for feed in reversed(feeds)], NOW)

    assert [poll.feed for poll in store.polls()] == sorted(feeds)


def test_a_batch_that_comes_late_does_not_turn_back_the_clock(store: Store) -> None:
    store.add_polls([POLL], NOW)

    store.add_polls([replace(POLL, first=NOW - timedelta(hours=2), last=NOW - timedelta(hours=1))], NOW)

    assert store.polls() == (replace(POLL, count=4),)


def test_a_version_is_deleted_after_ninety_days_without_requests_unless_it_is_the_present_one(
    store: Store,
) -> None:
    """`d1` is the present version of Sofia's feed; of `d2` one family has stopped asking, and one has not."""
    store.write(values.revision(1, values.stored()))
    present = replace(POLL, digest="d1")
    quiet, heard = replace(POLL, digest="d2"), replace(POLL, digest="d2", family="apple", last=NOW + DAY)
    store.add_polls([POLL, present, quiet, heard], NOW)

    store.add_polls([], NOW + 90 * DAY)
    assert set(store.polls()) == {POLL, present, quiet, heard}

    store.add_polls([], NOW + 90 * DAY + timedelta(minutes=1))
    assert set(store.polls()) == {present, quiet, heard}

    store.add_polls([], NOW + 92 * DAY)
    assert set(store.polls()) == {present}


DAY = timedelta(days=1)
