"""Other programs subscribe over HTTP, and see a move, a cancellation and a reinstatement.

vdirsyncer fetches the feed into a folder, khal reads that. Both are found on the path, or in the folder that
`TWINCAL_CLIENTS` names: they want an environment of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.daemon import Daemon, serving
from support.small_programme import SMALL
from support.waiting import PATIENCE

CHANGED = """\
    changes:
      2026-12:
        move_to: 2026-12-17 11:00
        reason: room not free
      2027-02:
        cancel: city elections
"""
VDIRSYNCER = """\
[general]
status_path = "{folder}/status/"
[pair feed]
a = "mine"
b = "theirs"
collections = null
conflict_resolution = "b wins"
[storage mine]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"
[storage theirs]
type = "http"
url = "http://127.0.0.1:{port}/feeds/cities/sejong.ics"
"""
KHAL = """\
[calendars]
[[feed]]
path = {folder}/calendar/
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = Asia/Seoul
default_timezone = Asia/Seoul
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


def program(name: str) -> str:
    """The client, or why these tests cannot be run here."""
    path = shutil.which(name, path=f"{os.environ.get('TWINCAL_CLIENTS', '')}:{os.environ['PATH']}")
    if path is None:
        pytest.skip(f"{name} is not installed; TWINCAL_CLIENTS may name the folder that has it")
    return path


@dataclass(frozen=True)
class Subscriber:
    """Somebody in Sejong who subscribes to the city's feed."""

    folder: Path

    def meetings(self) -> dict[str, str]:
        """What the calendar shows after it was synchronised: titles by the local time."""
        self._run("vdirsyncer", "-c", str(self.folder / "vdirsyncer"), "sync")
        shown = self._run(
            "khal", "-c", str(self.folder / "khal"), "list", "--day-format", "", "--notstarted",
            "--format", "{start-long-full}|{title}", "2026-12-01", "2027-03-31",
        )  # fmt: skip
        return dict(line.split("|", 1) for line in shown.splitlines() if "|" in line)

    def entries(self) -> int:
        """How many the calendar has in all; vdirsyncer gives each a UID of its own."""
        return len([*(self.folder / "calendar").glob("*.ics")])

    def discover(self) -> None:
        """Looks at both sides for the first time."""
        self._run("vdirsyncer", "-c", str(self.folder / "vdirsyncer"), "discover")

    def _run(self, name: str, *words: str) -> str:
        environment = {**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [program(name), *words],
            env=environment,
            input="y\n" * 9,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """A daemon on the small programme."""
    for name in ("vdirsyncer", "khal"):
        program(name)
    (tmp_path / "served").mkdir()
    with serving(tmp_path / "served", SMALL) as daemon:
        yield daemon


@pytest.fixture
def subscriber(daemon: Daemon, tmp_path: Path) -> Subscriber:
    """Subscribed."""
    (tmp_path / "calendar").mkdir()
    (tmp_path / "vdirsyncer").write_text(VDIRSYNCER.format(folder=tmp_path, port=daemon.port))
    (tmp_path / "khal").write_text(KHAL.format(folder=tmp_path))
    subscriber = Subscriber(tmp_path)
    subscriber.discover()
    return subscriber


def test_sees_a_move_a_cancellation_and_a_reinstatement(daemon: Daemon, subscriber: Subscriber) -> None:
    planned, count = subscriber.meetings(), subscriber.entries()
    assert planned == dict.fromkeys(
        ("2026-12-16 17:00", "2027-01-20 17:00", "2027-02-17 17:00", "2027-03-17 17:00"), "Monthly"
    )

    daemon.write(SMALL + CHANGED)
    daemon.until(lambda: b"STATUS:CANCELLED" in daemon.feed())

    assert subscriber.meetings() == {
        "2026-12-17 18:00": "Monthly",
        "2027-01-20 17:00": "Monthly",
        "2027-02-17 17:00": "CANCELLED: Monthly",
        "2027-03-17 17:00": "Monthly",
    }
    assert subscriber.entries() == count

    daemon.write(SMALL)
    daemon.until(lambda: b"STATUS:CANCELLED" not in daemon.feed())

    assert subscriber.meetings() == planned
    assert subscriber.entries() == count
