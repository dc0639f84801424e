"""If a revision cannot be shown or the store is lost, the site that was shown stays."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduler.daemon.follow_store import SiteFollower
from scheduler.daemon.poll_register import PollRegister
from scheduler.publication.site import Site, build_site
from scheduler.store import Store, open_store
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from support import databases, kept_schemas
from support.faulty import faulty, mistake
from support.shell import Shell
from support.small_programme import titled
from support.web import respond

FEED, PAGE = "/feeds/cities/sofia.ics", "/cities/sofia"
UNSHOWN = "the last revision cannot be shown; the log says why"


@dataclass
class DaemonParts:
    """A store whose methods may be replaced (`instead`), and the parts of a daemon that show it."""

    shell: Shell
    store: Store
    instead: dict[str, Callable[..., Any]] = field(default_factory=dict)
    health: Health = field(default_factory=Health)
    now: datetime = datetime(2026, 11, 24, tzinfo=UTC)

    def clock(self) -> datetime:
        """The clock of the daemon."""
        return self.now

    def __post_init__(self) -> None:
        self.app = SiteApp(self.health)
        register = PollRegister(self.store, self.clock, self.app.show_reach_pages)
        store = faulty(self.store, self.instead)
        self.follower = SiteFollower(store, self.clock, self.app, register)

    def apply(self, title: str) -> None:
        """Another program writes a revision."""
        self.shell.write(titled(title))
        assert self.shell.apply().code == 0

    def follow(self) -> Site | None:
        """Reads the store once, as the daemon does every second; returns what it shows then."""
        asyncio.run(self.follower.follow())
        return self.follower.site

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body for a reader."""
        response = respond(self.app, "GET", path, ())
        return response.status, response.body


def parts(shell: Shell) -> Iterator[DaemonParts]:
    """One revision is written."""
    store = open_store(shell.url)
    daemon = DaemonParts(shell, store)
    daemon.apply("First")
    yield daemon
    store.close()


@pytest.fixture
def daemon(tmp_path: Path, database: str) -> Iterator[DaemonParts]:
    """One revision is written, to each kind of database."""
    yield from parts(Shell(tmp_path, database=database))


@pytest.fixture
def file_daemon(tmp_path: Path) -> Iterator[DaemonParts]:
    """One revision is written to SQLite, for a test that touches its file."""
    yield from parts(Shell(tmp_path))


def test_the_last_site_stays_and_health_reports_it_until_the_revision_can_be_shown(
    daemon: DaemonParts,
) -> None:
    first = daemon.follow()
    before = daemon.get(FEED)
    daemon.apply("Second")
    daemon.instead["state"] = mistake

    with pytest.raises(ZeroDivisionError):
        daemon.follow()
    assert daemon.follower.site is first
    assert daemon.get(FEED) == before
    assert daemon.health.report()["site"] == UNSHOWN
    assert daemon.health.report()["status"] == "serving the last good state"

    daemon.instead.clear()
    daemon.follow()
    assert b"SUMMARY:Second" in daemon.get(FEED)[1]
    assert (daemon.health.report()["site"], daemon.health.report()["status"]) == ("ok", "ok")


@pytest.mark.parametrize("lost", [None, b"", b"no database" * 500], ids=["deleted", "empty", "garbage"])
def test_a_lost_store_is_reported_while_the_last_site_is_served(
    file_daemon: DaemonParts, lost: bytes | None
) -> None:
    file_daemon.follow()
    before = file_daemon.get(FEED)
    file_daemon.store.close()
    for file in file_daemon.shell.folder.glob("t.db*"):
        file.unlink()
    if lost is not None:
        (file_daemon.shell.folder / "t.db").write_bytes(lost)

    file_daemon.follow()

    report = file_daemon.health.report()
    words = (
        "the store is empty; the last site is served" if lost is None else "cannot be used; the log says why"
    )
    assert (report["store"], report["status"]) == (words, "serving the last good state")
    assert file_daemon.get(FEED) == before
    assert "twincal_store 0" in file_daemon.get("/metrics")[1].decode()


@pytest.fixture
def backup(daemon: DaemonParts) -> Path:
    """A copy of the first revision; the second one is shown."""
    backup = daemon.shell.folder / "backup.db"
    assert daemon.shell.run("store", "backup", str(backup)).code == 0
    daemon.apply("Second")
    daemon.follow()
    return backup


@pytest.mark.parametrize("later", [0, 1, 2])
def test_a_store_that_was_put_back_is_not_shown_whatever_is_written_to_it(
    daemon: DaemonParts,
    backup: Path,
    caplog: pytest.LogCaptureFixture,
    later: int,
) -> None:
    """Also if its number is the one that is served, or a higher one."""
    before = daemon.get(FEED)
    assert daemon.shell.run("store", "restore", str(backup), "--replace", "--yes").code == 0
    for number in range(later):
        daemon.shell.write(titled(f"Other {number}"))
        assert daemon.shell.apply(now="2026-11-24T10:00:00Z").code == 0

    daemon.follow()

    told = (
        f"the store was put back or made anew: it holds revision {1 + later}, and 2 is served. "
        "End `twincal serve`, and see `twincal store rebuild`"
    )
    assert told in caplog.messages
    assert daemon.health.report()["store"] == told
    assert (daemon.get(FEED), daemon.health.revision) == (before, 2)


def test_a_store_in_its_place_that_has_what_is_shown_is_followed_again(
    daemon: DaemonParts, backup: Path
) -> None:
    """The wrong backup was put back, and then the right one."""
    right = daemon.shell.folder / "right.db"
    assert daemon.shell.run("store", "backup", str(right)).code == 0
    for copy, is_bad in ((backup, True), (right, False)):
        assert daemon.shell.run("store", "restore", str(copy), "--replace", "--yes").code == 0
        daemon.follow()
        assert bool(daemon.health.store_problem) == is_bad

    daemon.apply("Third")
    daemon.follow()

    assert b"SUMMARY:Third" in daemon.get(FEED)[1]


def test_counts_are_not_written_to_a_store_that_was_put_back(daemon: DaemonParts, backup: Path) -> None:
    register = PollRegister(daemon.store, daemon.clock, daemon.app.show_reach_pages)
    site = daemon.follow()
    assert site is not None
    register.follow(site)
    register.count("/feeds/cities/sofia.en.ics", site.files[FEED].etag, b"Google-Calendar-Importer")
    right = daemon.shell.folder / "right.db"
    assert daemon.shell.run("store", "backup", str(right)).code == 0

    counted = []
    for copy in (backup, right):
        assert daemon.shell.run("store", "restore", str(copy), "--replace", "--yes").code == 0
        asyncio.run(register.flush())
        counted.append(len(daemon.store.polls()))

    assert counted == [0, 1], "they wait for the right store"


def test_newer_zone_data_of_a_revision_are_read_before_it_is_shown(
    file_daemon: DaemonParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer has read them in the night."""
    known = ZoneInfo("Europe/Sofia")
    file_daemon.follow()
    assert ZoneInfo("Europe/Sofia") is known
    monkeypatch.setattr("scheduler.commands.apply.tzdata_version", lambda: "2098c")
    file_daemon.apply("Second")

    file_daemon.follow()

    assert ZoneInfo("Europe/Sofia") is not known


def test_feeds_are_served_if_pages_cannot_be_made(
    daemon: DaemonParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.publication.pages.collection.render", mistake)

    site = daemon.follow()

    assert site is not None
    assert b"SUMMARY:First" in daemon.get(FEED)[1]
    with pytest.raises(ZeroDivisionError):
        daemon.get(PAGE)
    assert daemon.health.is_ready


def test_a_site_is_made_outside_the_event_loop_while_the_last_one_is_shown(
    file_daemon: DaemonParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a large programme it takes seconds, in which everybody is answered."""
    file_daemon.follow()
    before = file_daemon.get(FEED)
    threads, shown = [], []

    def build(*arguments: Any) -> Site:
        threads.append(threading.current_thread())
        shown.append(file_daemon.get(FEED))
        return build_site(*arguments)

    monkeypatch.setattr("scheduler.daemon.follow_store.build_site", build)
    file_daemon.apply("Second")
    file_daemon.follow()

    assert shown == [before]
    assert threading.current_thread() not in threads
    assert b"SUMMARY:Second" in file_daemon.get(FEED)[1]


def test_pages_are_made_again_when_a_meeting_ends_without_a_revision(daemon: DaemonParts) -> None:
    first = daemon.follow()
    assert first is not None
    following = first.inputs.ended.following
    assert following is not None
    page, feed = daemon.get("/cities/sofia")[1], daemon.get(FEED)
    daemon.now = following

    daemon.follow()

    assert b"Wednesday 16 December" in page
    assert b"Wednesday 16 December" not in daemon.get("/cities/sofia")[1]
    assert daemon.get(FEED) == feed


def test_an_earlier_release_shows_the_last_site_when_a_later_one_has_changed_the_schema(
    daemon: DaemonParts,
) -> None:
    daemon.follow()
    before = daemon.get(FEED)

    databases.execute(daemon.shell.url, "UPDATE alembic_version SET version_num = '9001_0.2.0'")
    daemon.follow()

    assert daemon.get(FEED) == before
    assert daemon.health.report()["store"] == "cannot be used; the log says why"


def test_a_later_release_waits_until_the_writer_has_changed_the_schema(tmp_path: Path) -> None:
    kept_schemas.fill("0003", f"sqlite:///{tmp_path}/t.db")
    with closing(open_store(f"sqlite:///{tmp_path}/t.db")) as store:
        daemon = DaemonParts(Shell(tmp_path), store)

        assert daemon.follow() is None
        store.migrate()
        assert daemon.follow() is not None
