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


def test_without_a_terminal_nobody_hangs_up_on_it(daemon: Daemon) -> None:
    os.kill(daemon.pid, signal.SIGHUP)

    assert b"SUMMARY:Monthly" in daemon.feed()
    assert (daemon.ended, daemon.stop()) == (None, 0)


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
    assert "nothing was ever published from here, so there is nothing to serve" in daemon.log.read_text()
    assert not (tmp_path / "t.db").exists()


def test_the_example_is_not_served(tmp_path: Path) -> None:
    with serving(tmp_path, small(("  id: small\n", "  id: example\n"))) as daemon:
        assert daemon.stop() == 1

    assert "config/all.yaml:2:7: programme.id: the example cannot be published" in daemon.log.read_text()
    assert "`id: your-name`" in daemon.log.read_text()
    assert not (tmp_path / "t.db").exists()


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
    stopped.run("apply", "config", "--allow", "large")
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


def test_a_store_that_was_put_back_is_named_and_neither_shown_nor_written(
    stopped: Daemon, tmp_path: Path
) -> None:
    stopped.start()
    stopped.run("store", "backup", "backup.db")
    stopped.write(SMALL.replace("title: Monthly", "title: Second"))
    stopped.until(lambda: b"SUMMARY:Second" in stopped.feed())
    for file in tmp_path.glob("t.db-[ws]*"):
        file.unlink()
    (tmp_path / "backup.db").rename(tmp_path / "t.db")

    stopped.until(lambda: "`twincal store rebuild`" in json.loads(stopped.get("/readyz")[1])["store"])
    stopped.write(SMALL.replace("title: Monthly", "title: Third"))
    stopped.until(lambda: "revision 2 was published from it. Nothing is written" in stopped.log.read_text())

    assert b"SUMMARY:Second" in stopped.feed()
    assert "Revision 2" not in stopped.run("history")


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
