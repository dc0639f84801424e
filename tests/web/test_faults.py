"""Readers get the whole old calendar or the whole new one, whatever breaks.

Eight clients read all the time, each on a connection of its own. Only a site that was never shown is 503.
"""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from support.daemon import Daemon, NoAnswer, serving
from support.small_programme import titled
from support.steady_readers import PATHS, Readers, only, read_on, shown

pytestmark = pytest.mark.feed_rule(66)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """A daemon on the small programme that also writes files, and ends well.

    It has nothing left to do, and the next hourly job is far.
    """
    with serving(tmp_path, titled("Before"), "--publish", "site", now="2026-11-24T09:10:00Z") as daemon:
        daemon.until(lambda: bool(json.loads(daemon.get("/healthz")[1])["checked"]))
        daemon.until((daemon.folder / "site/robots.txt").exists)
        yield daemon
        assert daemon.stop() == 0


@pytest.fixture
def readers(daemon: Daemon) -> Iterator[Readers]:
    """Clients that are reading."""
    with Readers(daemon.port) as readers:
        yield readers


@contextmanager
def full_disk(daemon: Daemon) -> Iterator[None]:
    """No file of the daemon can grow: not its database, not its files, not its log."""
    processes = [daemon.pid, daemon.writer or 0]
    before = [resource.prlimit(one, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY)) for one in processes]
    try:
        yield
    finally:
        for one, limits in zip(processes, before, strict=True):
            resource.prlimit(one, resource.RLIMIT_FSIZE, limits)


def test_a_database_that_is_removed_is_not_made_again_in_silence(daemon: Daemon, readers: Readers) -> None:
    before = shown(daemon)

    for file in database_files(daemon):
        file.unlink(missing_ok=True)
    daemon.until(lambda: b"the store is empty" in daemon.log.read_bytes())
    daemon.write(titled("After"))
    daemon.until(lambda: b"revision 1 was published from it. Nothing is written" in daemon.log.read_bytes())
    read_on(readers)

    only(readers, before)
    assert json.loads(daemon.get("/healthz")[1])["status"] == "serving the last good state"
    assert not (daemon.folder / "t.db").exists()


def database_files(daemon: Daemon) -> list[Path]:
    """The file of the database and its logs."""
    return [daemon.folder / name for name in ("t.db", "t.db-wal", "t.db-shm")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty", marks=pytest.mark.nightly),
        pytest.param(b"nonsense" * 1000, id="nonsense"),
    ],
)
def test_a_database_that_is_overwritten_takes_nothing_away(
    daemon: Daemon, readers: Readers, content: bytes
) -> None:
    before = shown(daemon)

    for file in daemon.folder.glob("t.db-*"):
        file.unlink()
    (daemon.folder / "t.db").write_bytes(content)
    daemon.until(lambda: b"the store cannot be read" in daemon.log.read_bytes())
    read_on(readers)

    only(readers, before)


def waits_for(daemon: Daemon, database: Path) -> Callable[[], bool]:
    """Whether the writer has had the database open for five looks, which it has only at a lock."""
    looks: list[bool] = []

    def holds() -> bool:
        looks.append(database in daemon.open_files())
        return looks[-5:] == [True] * 5

    return holds


def test_a_database_that_is_locked_only_delays_a_change_which_is_seen_whole(
    daemon: Daemon, readers: Readers
) -> None:
    before = shown(daemon)
    with closing(sqlite3.connect(daemon.folder / "t.db")) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        daemon.write(titled("After"))
        daemon.until(waits_for(daemon, daemon.folder / "t.db"))
        read_on(readers)
        only(readers, before)
        lock.rollback()

    daemon.until(lambda: b"SUMMARY:After" in daemon.feed())
    read_on(readers)

    after = shown(daemon)
    assert after.isdisjoint(before), "the page changes with its feeds"
    only(readers, before, after)
    assert readers.seen >= before | after


def test_a_broken_and_a_vanished_configuration_take_nothing_away(daemon: Daemon, readers: Readers) -> None:
    before = shown(daemon)

    daemon.write("webinars: [\n", "broken.yaml")
    daemon.until(lambda: b"broken.yaml" in daemon.get("/healthz")[1])
    shutil.rmtree(daemon.config)
    daemon.until(lambda: b"there is no such folder" in daemon.log.read_bytes())
    read_on(readers)

    only(readers, before)


MANY = range(3_000)
FLOODS = {
    "misspelt names": "themes:\n"
    + "".join(f"  theme-{n}: {{name: Theme}}\n" for n in MANY)
    + "groups:\n"
    + "".join(f"  group-{n}: {{cities: [sofia, sejon-{n}]}}\n" for n in MANY),
    "unknown keys": "themes:\n  trams:\n    name: Trams\n" + "".join(f"    namr{n}: x\n" for n in MANY),
    "long texts": "themes:\n" + "".join(f"  theme-{n}: {{name: {'x' * 300}}}\n" for n in MANY),
    "more than one file may have": "themes: " + "[" * 20_000_001,
    "items that take memory": f"themes: {{a: [{'x,' * 600_000}]}}\n",
}


@pytest.mark.parametrize(
    "name",
    [
        "misspelt names",
        "items that take memory",
        *(
            pytest.param(name, marks=pytest.mark.nightly)
            for name in ("unknown keys", "long texts", "more than one file may have")
        ),
    ],
)
def test_a_flood_of_mistakes_takes_nothing_away(daemon: Daemon, readers: Readers, name: str) -> None:
    before = shown(daemon)

    daemon.write(FLOODS[name], "flood.yaml")
    daemon.until(lambda: json.loads(daemon.get("/healthz")[1])["problems"] != [])
    read_on(readers)
    only(readers, before)

    (daemon.config / "flood.yaml").unlink()
    daemon.until(lambda: json.loads(daemon.get("/healthz")[1])["status"] == "ok")


def test_a_full_disk_takes_nothing_away_and_is_caught_up(daemon: Daemon, readers: Readers) -> None:
    """Neither the change nor the files can be written; with room again, both are."""
    before = shown(daemon)
    static = daemon.folder / "site/feeds/cities/sofia.ics"
    daemon.until(static.exists)
    old = static.read_bytes()

    with full_disk(daemon):
        daemon.write(titled("After"))
        daemon.until(lambda: json.loads(daemon.get("/healthz")[1])["problems"] != [])
        read_on(readers)
        only(readers, before)
        assert static.read_bytes() == old
    daemon.write(titled("After "))
    daemon.until(lambda: b"SUMMARY:After" in daemon.feed())

    only(readers, before, shown(daemon))
    daemon.until(lambda: static.read_bytes() == daemon.feed())


def test_while_it_starts_no_client_gets_404(tmp_path: Path) -> None:
    """From the first connection on each client gets 503 or the calendar."""
    daemon = Daemon(tmp_path)
    daemon.write(titled("Before"))
    responses: list[tuple[int, str | None]] = []
    stop = threading.Event()

    def poll() -> None:
        while not stop.is_set():
            try:
                status, headers, _ = daemon.ask(PATHS[0])
                responses.append((status, headers.get("retry-after")))
            except NoAnswer:
                responses.append((0, None))
            time.sleep(0.002)

    polling = threading.Thread(target=poll)
    polling.start()
    try:
        daemon.start()
        daemon.until(lambda: (200, None) in responses)
    finally:
        stop.set()
        polling.join()
        daemon.stop()

    assert set(responses) <= {(0, None), (503, "5"), (200, None)}
    assert [status for status, _ in responses] == sorted(
        (status for status, _ in responses), key=[0, 503, 200].index
    )


def test_a_restart_shows_what_was_there_before_it_reads_anything(daemon: Daemon, readers: Readers) -> None:
    """Even if the configuration was broken meanwhile."""
    before = shown(daemon)
    only(readers, before)
    daemon.write("webinars: [\n", "broken.yaml")
    readers.__exit__()
    assert daemon.stop() == 0

    daemon.start()

    assert shown(daemon) == before
