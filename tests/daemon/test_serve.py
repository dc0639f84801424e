"""The daemon as a process: edits, mistakes, other writers, restarts, the end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.daemon import Daemon, serving
from support.small_programme import SMALL, small, webinar
from support.waiting import PATIENCE


@pytest.fixture
def daemon(tmp_path: Path, database: str) -> Iterator[Daemon]:
    """A daemon on the small programme."""
    with serving(tmp_path, SMALL, database=database) as daemon:
        yield daemon


def test_an_added_file_is_served_a_broken_one_does_no_harm_and_sigterm_is_a_good_end(daemon: Daemon) -> None:
    assert b"SUMMARY:Monthly" in daemon.feed()

    daemon.write(webinar("added-by-a-file", "2027-01-12 09:00"), "added.yaml")
    daemon.until(lambda: b"Added by a file" in daemon.feed())
    good = daemon.feed()

    daemon.write("webinars:\n  broken:\n    titel: [\n", "broken.yaml")
    daemon.until(lambda: b"broken.yaml" in daemon.get("/healthz")[1])
    assert b"broken.yaml" in daemon.log.read_bytes()
    assert daemon.feed() == good

    assert daemon.stop() == 0
    log = daemon.log.read_text()
    assert "started: revision 1 of " in log
    assert log.rstrip().endswith("stopped")
    daemon.start()
    assert daemon.feed() == good, "a restart while the configuration is broken goes on serving"

    (daemon.config / "broken.yaml").unlink()
    daemon.until(lambda: json.loads(daemon.get("/healthz")[1])["problems"] == [])
    assert daemon.stop() == 0


def test_what_the_command_line_applies_is_served_too(daemon: Daemon, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "all.yaml").write_text(SMALL + webinar("applied-by-hand", "2027-01-12 09:00"))

    subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "apply", str(other)],
        env=daemon.environment(),
        check=True,
        capture_output=True,
    )

    daemon.until(lambda: b"Applied by hand" in daemon.feed())


def test_the_window_rolls_when_the_clock_that_it_was_given_passes_a_month_start(tmp_path: Path) -> None:
    """Eighteen months ahead of November reach to May, of December to June: the meeting of 21 June 2028."""
    with serving(tmp_path, SMALL, now="2026-11-30T23:59:55Z") as daemon:
        daemon.until(lambda: b"DTSTART;TZID=Europe/Sofia:20280621" in daemon.feed())


def test_with_nothing_to_serve_it_ends_and_says_why(tmp_path: Path) -> None:
    with serving(tmp_path, small(("third", "fifth"))) as daemon:
        assert daemon.stop() == 1

    assert "all.yaml:27:12" in daemon.log.read_text()


def test_a_port_that_is_taken_is_an_error_in_words(daemon: Daemon, tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "serve", "config", "--port", str(daemon.port)],
        cwd=tmp_path,
        env=daemon.environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert answer.returncode == 1
    assert "choose another with --port" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Daemon]:
    """A daemon of the small programme that no test has started yet."""
    daemon = Daemon(tmp_path)
    daemon.config.mkdir()
    daemon.write(SMALL)
    yield daemon
    daemon.stop()


def test_a_lost_store_is_not_made_anew_beside_its_published_calendars(
    stopped: Daemon, tmp_path: Path
) -> None:
    stopped.start("--publish", "site")
    stopped.until(lambda: b"published revision 1" in stopped.log.read_bytes())
    stopped.stop()
    for file in tmp_path.glob("t.db*"):
        file.unlink()

    stopped.start("--publish", "site")

    assert stopped.ended == 1
    assert "there is no store, but site holds calendars" in stopped.log.read_text()
    assert not (tmp_path / "t.db").exists()


def test_an_older_store_is_not_served_beside_later_published_calendars(stopped: Daemon) -> None:
    stopped.run("apply", "config")
    stopped.run("store", "backup", "old.db")
    stopped.write(SMALL.replace("10:00", "11:00"))
    stopped.run("apply", "config", "--allow-large")
    stopped.run("publish", "site")
    stopped.run("store", "restore", "old.db", "--replace", "--yes")

    stopped.start("--publish", "site")

    assert stopped.ended == 1
    assert "the store is older than site" in stopped.log.read_text()


def test_a_damaged_list_of_the_folder_keeps_nobody_from_reading_over_http(
    stopped: Daemon, tmp_path: Path
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".twincal-published.json").write_text("no list")
    stopped.run("apply", "config")

    stopped.start("--publish", "site")

    assert b"SUMMARY:Monthly" in stopped.feed()
    assert "cannot be compared with the store" in stopped.log.read_text()
