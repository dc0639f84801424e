"""A database that does not answer keeps no client waiting, and no edit is lost."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.daemon import Daemon, serving
from support.slow_link import SlowLink, slow_link
from support.small_programme import SMALL, webinar


@pytest.fixture
def slow(tmp_path: Path, postgres_database: str) -> Iterator[tuple[Daemon, SlowLink]]:
    """A daemon, and its link to the database."""
    with (
        slow_link(postgres_database) as (database, link),
        serving(tmp_path, SMALL, database=database) as daemon,
    ):
        daemon.until(lambda: daemon.get("/readyz")[0] == 200)
        yield daemon, link
        link.release()


def report(daemon: Daemon) -> dict[str, object]:
    found: dict[str, object] = json.loads(daemon.get("/healthz")[1])
    return found


def test_a_database_that_does_not_answer_is_told_in_health_until_it_does(
    slow: tuple[Daemon, SlowLink],
) -> None:
    daemon, link = slow
    before = daemon.feed()

    link.hold()
    daemon.write(webinar("after-a-while", "2027-01-12 09:00"), "added.yaml")
    daemon.until(lambda: daemon.get("/readyz")[0] == 503)
    assert daemon.feed() == before
    assert "the store does not answer" in daemon.log.read_text()
    daemon.until(lambda: b"twincal_writer 0\n" in daemon.get("/metrics")[1])

    link.release()
    daemon.until(lambda: b"After a while" in daemon.feed())
    daemon.until(lambda: daemon.get("/readyz")[0] == 200)
    assert b"twincal_writer 1\n" in daemon.get("/metrics")[1]


def test_a_daemon_ends_though_its_database_does_not_answer(tmp_path: Path, postgres_database: str) -> None:
    quick = """
from scheduler.daemon import follow_store, run
from support.quick import serve
run.LONGEST_STOP, follow_store.SILENT = 1, 2
serve()
"""
    with slow_link(postgres_database) as (database, link):
        daemon = Daemon(tmp_path, database=database)
        daemon.command = (sys.executable, "-c", quick)
        daemon.write(SMALL)
        daemon.start()
        daemon.until(lambda: daemon.get("/readyz")[0] == 200)
        link.hold()
        daemon.until(lambda: daemon.get("/readyz")[0] == 503)

        assert daemon.stop() == 1

    assert "ended without waiting for the rest of the work" in daemon.log.read_text()
