"""`serve` and its writer as processes: edits, mistakes, kills, refusals, the end."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.daemon import Daemon, is_alive, serving
from support.small_programme import SMALL, small, webinar
from support.sockets import free_port
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


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon for all tests that leave it as it is."""
    with serving(tmp_path_factory.mktemp("one"), SMALL) as daemon:
        yield daemon


class TestOneDaemon:
    def test_nobody_hangs_up_on_it_without_a_terminal(self, one: Daemon) -> None:
        os.kill(one.pid, signal.SIGHUP)

        assert b"SUMMARY:Monthly" in one.feed()
        assert one.ended is None

    def test_it_shows_what_the_command_line_applies(self, one: Daemon) -> None:
        other = one.folder / "other"
        other.mkdir()
        (other / "all.yaml").write_text(SMALL + webinar("applied-by-hand", "2027-01-12 09:00"))

        one.run("apply", "other")

        one.until(lambda: b"Applied by hand" in one.feed())

    def test_another_one_may_have_neither_its_port_nor_its_store(self, one: Daemon) -> None:
        """Each has advice, and the refusal of the store comes from the writer of the other one."""
        for port, advice in (
            (one.port, "choose another with --port"),
            (free_port(), "end the other one, or name another database with --database"),
        ):
            answer = subprocess.run(
                [sys.executable, "-m", "scheduler.cli", "serve", "config", "--port", str(port)],
                cwd=one.folder,
                env=one.environment(),
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )

            assert (answer.returncode, advice in answer.stderr) == (1, True)
            assert "Traceback" not in answer.stderr
        assert json.loads(one.get("/healthz")[1])["role"] == "writer"


@pytest.mark.nightly  # it waits for the hour: by day `test_jobs.py` proves that its jobs run
def test_the_window_rolls_when_the_clock_that_it_was_given_passes_a_month_start(tmp_path: Path) -> None:
    """Eighteen months ahead of November reach to May, of December to June: the meeting of 21 June 2028."""
    with serving(tmp_path, SMALL, now="2026-11-30T23:59:55Z") as daemon:
        daemon.until(lambda: b"DTSTART;TZID=Europe/Sofia:20280621" in daemon.feed())


def test_with_nothing_to_serve_it_ends_and_says_why(tmp_path: Path) -> None:
    with serving(tmp_path, small(("third", "fifth"))) as daemon:
        assert daemon.stop() == 1

    assert "all.yaml:27:12" in daemon.log.read_text()
    assert "nothing was ever published from here, so there is nothing to serve" in daemon.log.read_text()
    assert not (tmp_path / "t.db").exists()


class TestKills:
    def test_a_writer_that_was_killed_is_replaced_while_everybody_is_answered(self, daemon: Daemon) -> None:
        killed = daemon.writer
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        daemon.until(lambda: "the writer has ended (-9)" in daemon.log.read_text())
        assert daemon.get("/readyz")[0] == 200
        daemon.write(webinar("after-the-kill", "2027-01-12 09:00"), "added.yaml")

        daemon.until(lambda: b"After the kill" in daemon.feed())

        assert daemon.writer not in (None, killed)
        assert json.loads(daemon.get("/healthz")[1])["role"] == "writer"

    def test_a_writer_ends_with_a_serve_that_was_killed(self, daemon: Daemon) -> None:
        writer = daemon.writer
        assert writer is not None
        os.kill(daemon.pid, signal.SIGKILL)
        daemon.until(lambda: daemon.ended is not None and not is_alive(writer))

        daemon.start()

        daemon.until(lambda: json.loads(daemon.get("/healthz")[1])["role"] == "writer")
        assert daemon.stop() == 0

    @pytest.mark.parametrize("from_whom", ["a terminal", "systemd"])
    def test_a_signal_to_all_is_a_good_end(self, daemon: Daemon, from_whom: str) -> None:
        writer = daemon.writer
        assert writer is not None
        if from_whom == "a terminal":
            os.killpg(daemon.pid, signal.SIGINT)
        else:
            os.kill(writer, signal.SIGTERM)
            os.kill(daemon.pid, signal.SIGTERM)

        daemon.until(lambda: daemon.ended is not None)

        assert (daemon.ended, is_alive(writer)) == (0, False)
        log = daemon.log.read_text()
        assert "Traceback" not in log
        assert "the writer has ended" not in log

    def test_files_that_end_the_writer_end_nothing_else_and_are_tried_again_after_an_edit(
        self, daemon: Daemon
    ) -> None:
        """The system ends it after a second of work, because this is easier to set up than 2 GB."""
        daemon.until(lambda: bool(json.loads(daemon.get("/healthz")[1])["checked"]))
        good, writer = daemon.feed(), daemon.writer
        assert writer is not None
        used = Path(f"/proc/{writer}/stat").read_text().rpartition(")")[2].split()[11:13]
        limit = sum(map(int, used)) // os.sysconf("SC_CLK_TCK") + 2
        resource.prlimit(writer, resource.RLIMIT_CPU, (limit, limit))
        many = [f"  c{n}: {{name: C {n}, country: BG, timezone: Europe/Sofia}}\n" for n in range(24_000)]
        daemon.write("cities:\n" + "".join(many), "many.yaml")

        daemon.until(lambda: "tried again at the next edit or hour" in daemon.log.read_text())
        assert daemon.get("/readyz")[0] == 503
        assert daemon.feed() == good
        (daemon.config / "many.yaml").unlink()
        daemon.until(lambda: daemon.get("/readyz")[0] == 200)


def test_no_password_is_in_the_log_or_in_the_list_of_processes(
    tmp_path: Path, postgres_database: str
) -> None:
    database = postgres_database.replace("postgres@", "postgres:7-tram-1@")
    with serving(
        tmp_path, SMALL, "--log-format", "json", "--log-level", "DEBUG", database=database
    ) as daemon:
        daemon.until(lambda: daemon.get("/readyz")[0] == 200)
        words = [Path(f"/proc/{process}/cmdline").read_text() for process in (daemon.pid, daemon.writer)]

    lines = [line for line in daemon.log.read_text().splitlines() if line.startswith("{")]
    assert "applied revision 1: 24 to add" in [json.loads(line)["message"] for line in lines]
    assert "7-tram-1" not in daemon.log.read_text() + "".join(words)


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Daemon]:
    """A daemon of the small programme that no test has started yet."""
    daemon = Daemon(tmp_path)
    daemon.config.mkdir()
    daemon.write(SMALL)
    yield daemon
    daemon.stop()


def test_a_follower_writes_static_files_and_no_store(stopped: Daemon, tmp_path: Path) -> None:
    stopped.run("apply", "config")
    before = stopped.run("history")

    stopped.start("--follow", "--publish", "site")

    stopped.until((tmp_path / "site/feeds/cities/sofia.ics").exists)
    assert json.loads(stopped.get("/healthz")[1])["role"] == "follower"
    stopped.write(SMALL.replace("title: Monthly", "title: Second"))
    assert stopped.run("apply", "config").startswith("Applied revision 2")
    stopped.until(lambda: b"SUMMARY:Second" in (tmp_path / "site/feeds/cities/sofia.ics").read_bytes())
    assert stopped.stop() == 0
    assert "twincal serve" not in before + stopped.run("history")
