"""`twincal feed` prints one feed, and reads no more of the database than it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scheduler.publication.site import build_site
from scheduler.record.revision import Published
from scheduler.store import Store, open_store


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database in which the sample is applied."""
    address = f"sqlite:///{tmp_path_factory.mktemp('sample')}/twincal.db"
    environment = {**os.environ, "TWINCAL_NOW": "2026-11-24T09:00:00Z", "TWINCAL_DATABASE": address}
    config = Path(__file__).parents[2] / "config"
    command = [sys.executable, "-m", "scheduler.cli", "apply", str(config)]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return address


def published(store: Store) -> Published:
    everything = store.published()
    assert everything is not None
    return everything


def test_every_feed_is_the_one_that_the_site_has(database: str) -> None:
    with closing(open_store(database)) as store:
        site = build_site(published(store))
        for feed in published(store).feeds:
            alone = store.published_feed(feed.kind, feed.id)
            if feed.kind == "programme":
                assert alone is None
                continue
            assert alone is not None
            files = {path: resource for path, resource in build_site(alone).files.items() if feed.id in path}
            assert len(files) > 1
            assert {path: site.files[path].body for path in files} == {
                path: resource.body for path, resource in files.items()
            }


def test_the_feed_of_a_city_needs_its_own_meetings_alone(database: str) -> None:
    with closing(open_store(database)) as store:
        alone = store.published_feed("cities", "sofia")
        assert alone is not None
        uids = {stored.occurrence.uid for stored in alone.occurrences}

        assert uids == {
            stored.occurrence.uid
            for stored in published(store).occurrences
            if "sofia" in stored.occurrence.cities()
        }
        assert {uid for uid, _, _ in alone.pieces} <= uids


def test_an_unknown_id_has_none(database: str) -> None:
    with closing(open_store(database)) as store:
        assert store.published_feed("cities", "atlantis") is None
