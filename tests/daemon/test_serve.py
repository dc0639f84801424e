"""The daemon as a process: edits, mistakes, other writers, restarts, the end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.daemon import PATIENCE, Daemon
from support.small_programme import SMALL

ADDED = """\
webinars:
  {id}:
    title: {title}
    starts: 2027-01-12 09:00
    clock: Europe/Brussels
    duration: 60 min
    audience: all
"""


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """A daemon on a small programme, ended after the test."""
    daemon = Daemon(tmp_path)
    daemon.config.mkdir()
    daemon.write("all.yaml", SMALL)
    daemon.start()
    yield daemon
    daemon.stop()


def test_an_added_file_is_served_a_broken_one_does_no_harm_and_sigterm_is_a_good_end(daemon: Daemon) -> None:
    assert b"SUMMARY:Monthly" in daemon.feed()

    daemon.write("added.yaml", ADDED.format(id="added", title="Added by a file"))
    daemon.until(lambda: b"Added by a file" in daemon.feed())
    good = daemon.feed()

    daemon.write("broken.yaml", "webinars:\n  broken:\n    titel: [\n")
    daemon.until(lambda: b"broken.yaml" in daemon.get("/healthz")[1])
    assert b"broken.yaml" in daemon.log.read_bytes()
    assert daemon.feed() == good

    assert daemon.stop() == 0
    daemon.start()
    assert daemon.feed() == good, "a restart while the configuration is broken goes on serving"

    (daemon.config / "broken.yaml").unlink()
    daemon.until(lambda: json.loads(daemon.get("/healthz")[1])["problems"] == [])
    assert daemon.stop() == 0


def test_what_the_command_line_applies_is_served_too(daemon: Daemon, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "all.yaml").write_text(SMALL + ADDED.format(id="by-hand", title="Applied by hand"))

    subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "apply", str(other)],
        env=daemon.environment(),
        check=True,
        capture_output=True,
    )

    daemon.until(lambda: b"Applied by hand" in daemon.feed())


def test_the_window_rolls_when_the_clock_that_it_was_given_passes_a_month_start(tmp_path: Path) -> None:
    """Eighteen months ahead of November reach to May, of December to June: the meeting of 21 June 2028."""
    daemon = Daemon(tmp_path, "2026-11-30T23:59:55Z")
    daemon.config.mkdir()
    daemon.write("all.yaml", SMALL)
    daemon.start()
    try:
        daemon.until(lambda: b"DTSTART;TZID=Europe/Sofia:20280621" in daemon.feed())
    finally:
        daemon.stop()


def test_with_nothing_to_serve_it_ends_and_says_why(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path)
    daemon.config.mkdir()
    daemon.write("all.yaml", SMALL.replace("third", "fifth"))

    daemon.start()

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
