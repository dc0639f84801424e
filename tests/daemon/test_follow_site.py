"""If a revision cannot be shown or the store is lost, the site that was shown stays."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.commands.apply_unattended import apply_unattended
from scheduler.daemon.follow_site import SiteFollower
from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.static_files import StaticFiles
from scheduler.publication.site import Site
from scheduler.store import Store, open_store
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from support.faulty import faulty, mistake
from support.ics import bookings
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
    replaced: list[datetime] = field(default_factory=list)

    def clock(self) -> datetime:
        """The clock of the daemon."""
        return self.now

    def __post_init__(self) -> None:
        self.app = SiteApp(self.health)
        register = PollRegister(self.store, self.clock, self.app.show_reach_pages)
        store = faulty(self.store, self.instead)
        self.follower = SiteFollower(
            store,
            self.clock,
            self.app,
            self.health,
            StaticFiles(self.store, None, self.health),
            register,
            on_replaced=lambda: self.replaced.append(self.now),
        )

    def apply(self, title: str) -> None:
        """Another program writes a revision."""
        self.shell.write(titled(title))
        assert self.shell.apply().code == 0

    def catch_up(self) -> Site | None:
        """Reads the store once, as the daemon does every second."""
        return asyncio.run(self.follower.catch_up())

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
    daemon: DaemonParts, caplog: pytest.LogCaptureFixture
) -> None:
    first = daemon.catch_up()
    before = daemon.get(FEED)
    daemon.apply("Second")
    daemon.instead["state"] = mistake

    assert daemon.catch_up() is first
    assert daemon.get(FEED) == before
    assert daemon.health.report()["site"] == UNSHOWN
    assert daemon.health.report()["status"] == "serving the last good state"
    assert "ZeroDivisionError" in caplog.text

    daemon.instead.clear()
    daemon.catch_up()
    assert b"SUMMARY:Second" in daemon.get(FEED)[1]
    assert (daemon.health.report()["site"], daemon.health.report()["status"]) == ("ok", "ok")


def test_a_revision_of_another_command_asks_for_a_look_at_what_was_held(file_daemon: DaemonParts) -> None:
    """`twincal apply --allow-large` applies what the daemon holds; its health must not stay as it was."""
    file_daemon.catch_up()
    file_daemon.health.problems = ["the files were not applied; the log says why"]
    assert file_daemon.replaced == []

    file_daemon.apply("Second")
    file_daemon.catch_up()

    assert len(file_daemon.replaced) == 1


def follow_until(daemon: DaemonParts, monkeypatch: pytest.MonkeyPatch, holds: Callable[[], bool]) -> None:
    """The daemon reads the store again and again until the condition holds."""
    monkeypatch.setattr("scheduler.daemon.follow_site.INTERVAL", 0.001)

    async def follow() -> None:
        stop = asyncio.Event()
        following = asyncio.create_task(daemon.follower.run(stop))
        async with asyncio.timeout(60):
            while not holds():
                await asyncio.sleep(0)
        stop.set()
        await following

    asyncio.run(follow())


@pytest.mark.parametrize("lost", [None, b"", b"no database" * 500], ids=["deleted", "empty", "garbage"])
def test_a_lost_store_is_reported_while_the_last_site_is_served(
    file_daemon: DaemonParts, monkeypatch: pytest.MonkeyPatch, lost: bytes | None
) -> None:
    file_daemon.catch_up()
    before = file_daemon.get(FEED)
    file_daemon.store.close()
    for file in file_daemon.shell.folder.glob("t.db*"):
        file.unlink()
    if lost is not None:
        (file_daemon.shell.folder / "t.db").write_bytes(lost)

    follow_until(file_daemon, monkeypatch, lambda: bool(file_daemon.health.store_problem))

    report = file_daemon.health.report()
    assert (report["store"], report["status"]) == (
        "cannot be used; the log says why",
        "serving the last good state",
    )
    assert file_daemon.get(FEED) == before
    assert "twincal_store 0" in file_daemon.get("/metrics")[1].decode()


def test_a_new_store_in_place_of_the_old_is_not_shown_while_its_stamps_are_older(
    file_daemon: DaemonParts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file_daemon.apply("Second")
    file_daemon.catch_up()
    before = file_daemon.get(FEED)
    file_daemon.store.close()
    for file in file_daemon.shell.folder.glob("t.db*"):
        file.unlink()
    file_daemon.apply("Third")

    follow_until(file_daemon, monkeypatch, lambda: bool(file_daemon.health.store_problem))

    assert "it holds revision 1, and 2 is served until the configuration is applied again" in caplog.text
    assert (file_daemon.get(FEED), file_daemon.health.revision) == (before, 2)
    assert len(file_daemon.replaced) == 1


def test_feeds_are_served_if_pages_cannot_be_made(
    daemon: DaemonParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.publication.pages.collection.render", mistake)

    site = daemon.catch_up()

    assert site is not None
    assert b"SUMMARY:First" in daemon.get(FEED)[1]
    with pytest.raises(ZeroDivisionError):
        daemon.get(PAGE)
    assert daemon.health.is_ready


def test_pages_are_made_again_when_a_meeting_ends_without_a_revision(
    daemon: DaemonParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = daemon.catch_up()
    assert first is not None
    following = first.pages.inputs.ended.following
    assert following is not None
    page, feed = daemon.get("/cities/sofia")[1], daemon.get(FEED)
    daemon.now = following

    follow_until(daemon, monkeypatch, lambda: daemon.get("/cities/sofia")[1] != page)

    assert b'data-mark="over" hidden' in page
    assert b'data-mark="over">' in daemon.get("/cities/sofia")[1]
    assert daemon.get(FEED) == feed


def _apply_as_daemon(daemon: DaemonParts, title: str, more: str = "") -> None:
    """The daemon applies an edit, and its own follower shows it."""
    daemon.now += timedelta(minutes=1)
    daemon.shell.write(titled(title) + more)
    apply_unattended(daemon.shell.config, daemon.store, daemon.now, shown=daemon.follower.state)
    daemon.catch_up()


def _put_back(daemon: DaemonParts, name: str) -> None:
    backup = str(daemon.shell.folder / name)
    assert daemon.shell.run("store", "restore", backup, "--replace", "--yes").code == 0


def _back_up(daemon: DaemonParts, name: str) -> None:
    assert daemon.shell.run("store", "backup", str(daemon.shell.folder / name)).code == 0


def _modified(feed: bytes) -> list[bytes]:
    return re.findall(rb"LAST-MODIFIED:(\w+)", feed)


def test_an_older_copy_with_a_later_revision_number_is_not_shown(file_daemon: DaemonParts) -> None:
    """It comes from before another copy was put back, so its number says nothing."""
    file_daemon.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    file_daemon.catch_up()
    _back_up(file_daemon, "monday")
    for title in ("Second", "Third", "Fourth"):
        _apply_as_daemon(file_daemon, title)
    _back_up(file_daemon, "tuesday")
    _put_back(file_daemon, "monday")
    _apply_as_daemon(file_daemon, "Fifth")
    shown = file_daemon.get(FEED)
    assert b"Fifth" in shown[1]
    _put_back(file_daemon, "tuesday")

    file_daemon.replaced.clear()
    file_daemon.catch_up()
    file_daemon.catch_up()

    assert file_daemon.get(FEED) == shown
    assert len(file_daemon.replaced) == 1
    _apply_as_daemon(file_daemon, "Sixth")
    after = file_daemon.get(FEED)[1]
    assert b"Sixth" in after
    assert max(_modified(after)) > max(_modified(shown[1]))


def test_a_copy_from_before_a_meeting_was_added_is_not_shown(file_daemon: DaemonParts) -> None:
    """All other events are as they were, so no stamp is older. The moved meeting began again at SEQUENCE 0."""
    file_daemon.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    file_daemon.catch_up()
    _back_up(file_daemon, "monday")
    for hour in ("10:00", "11:00"):
        talk = f"title: Talk, starts: 2026-12-01 {hour}, clock: sofia, duration: 60 min, audience: [sofia]"
        _apply_as_daemon(file_daemon, "First", f"webinars:\n  talk: {{{talk}}}\n")
    shown = file_daemon.get(FEED)
    assert b"SEQUENCE:1" in shown[1]
    _put_back(file_daemon, "monday")

    file_daemon.catch_up()

    assert file_daemon.get(FEED) == shown
    _apply_as_daemon(file_daemon, "First", f"webinars:\n  talk: {{{talk}}}\n")
    assert bookings(file_daemon.get(FEED)[1]) == bookings(shown[1])


def test_after_a_copy_was_put_back_a_meeting_may_leave_the_text(file_daemon: DaemonParts) -> None:
    """Also if the clock has not moved on, or was put back."""
    file_daemon.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    file_daemon.catch_up()
    _back_up(file_daemon, "monday")
    talk = "title: Talk, starts: 2026-12-01 10:00, clock: sofia, duration: 60 min, audience: [sofia]"
    _apply_as_daemon(file_daemon, "First", f"webinars:\n  talk: {{{talk}}}\n")
    _put_back(file_daemon, "monday")
    file_daemon.catch_up()
    file_daemon.now -= timedelta(minutes=3)

    _apply_as_daemon(file_daemon, "Second")

    assert b"SUMMARY:Second" in file_daemon.get(FEED)[1]
    assert b"SUMMARY:Talk" not in file_daemon.get(FEED)[1]


def test_a_copy_that_is_put_back_again_has_the_configuration_applied_again(file_daemon: DaemonParts) -> None:
    file_daemon.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    file_daemon.catch_up()
    _back_up(file_daemon, "monday")
    for title in ("Second", "Third"):
        _apply_as_daemon(file_daemon, title)
        _put_back(file_daemon, "monday")
        file_daemon.replaced.clear()

        file_daemon.catch_up()

        assert len(file_daemon.replaced) == 1
