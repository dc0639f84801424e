"""A PostgreSQL database that is lost or put back while a daemon serves takes nothing away from readers.

`tests/web/test_faults.py` has the same for the files of SQLite.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.databases import PostgresDatabase
from support.daemon import Daemon, serving
from support.postgres import Server
from support.small_programme import titled
from support.steady_readers import Readers, only, read_on, shown

pytestmark = pytest.mark.feed_rule(66)


@pytest.fixture
def database(postgres_server: Server) -> Iterator[PostgresDatabase]:
    yield PostgresDatabase(postgres_server, "faults")
    postgres_server.drop("faults")


@pytest.fixture
def daemon(tmp_path: Path, database: PostgresDatabase) -> Iterator[Daemon]:
    """A daemon that also writes files, has nothing left to do, and ends well."""
    now = "2026-11-24T09:10:00Z"
    with serving(tmp_path, titled("Before"), "--publish", "site", now=now, database=database.url) as daemon:
        daemon.until(lambda: bool(report(daemon)["checked"]))
        daemon.until(lambda: b" files written" in daemon.log.read_bytes())
        yield daemon
        assert daemon.stop() == 0


@pytest.fixture
def readers(daemon: Daemon) -> Iterator[Readers]:
    with Readers(daemon.port) as readers:
        yield readers


def report(daemon: Daemon) -> dict[str, object]:
    found: dict[str, object] = json.loads(daemon.get("/healthz")[1])
    return found


def test_a_lost_database_is_made_anew_from_the_published_feeds_by_a_person_alone(
    daemon: Daemon, database: PostgresDatabase, readers: Readers
) -> None:
    before = shown(daemon)

    database.lose()
    daemon.until(lambda: b"the store is empty; the last site is served" in daemon.log.read_bytes())
    daemon.write(titled("After"))
    daemon.until(
        lambda: (
            b"is empty, and revision 1 was published from it. Nothing is written" in daemon.log.read_bytes()
        )
    )
    read_on(readers)
    only(readers, before)
    assert report(daemon)["status"] == "serving the last good state"
    assert database.is_lost()

    daemon.stop()
    daemon.run("store", "rebuild", "config", "site")
    daemon.start("--publish", "site")
    assert b"SUMMARY:After" in daemon.feed()


def test_a_backup_that_is_put_back_is_neither_shown_nor_written_and_no_sequence_is_used_twice(
    daemon: Daemon, database: PostgresDatabase, readers: Readers
) -> None:
    database.copy_to(daemon.folder / "backup")
    for day in (17, 18):
        daemon.write(f"{titled('Before')}    changes:\n      2026-12: {{move_to: 2026-12-{day} 09:00}}\n")
        daemon.until(lambda day=day: b"202612%d" % day in daemon.feed())  # type: ignore[misc]
    daemon.until(lambda: b"published revision 3" in daemon.log.read_bytes())
    read_on(readers)
    before, feed = shown(daemon), daemon.feed()
    readers.seen.clear()

    database.put_back(daemon.folder / "backup")
    daemon.until(lambda: "`twincal store rebuild`" in str(report(daemon)["store"]))
    daemon.write(titled("After"), "all.yaml")
    daemon.until(lambda: b"Nothing is written" in daemon.log.read_bytes())
    read_on(readers)
    only(readers, before)

    daemon.stop()
    daemon.run("apply", "config", "--published", "site")
    daemon.start("--publish", "site")
    assert b"SUMMARY:After" in daemon.feed()
    assert b"SEQUENCE:2" in feed
    assert b"SEQUENCE:3" in daemon.feed()
    assert daemon.run("store", "verify") == "The store is good.\n"
