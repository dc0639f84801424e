"""A large edit is read in a process of its own first, which is ended if it takes too long."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.daemon import applier as applier_module
from scheduler.daemon import trial
from scheduler.daemon.applier import Applier
from scheduler.daemon.reasons import MOST_PLACES
from scheduler.reports.problem_lines import MOST_SHOWN
from scheduler.store import Store, open_store
from scheduler.web.health import Health
from support.daemon import Daemon
from support.shell import Shell
from support.small_programme import SMALL
from support.zone_data import machine_files

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
COMMENTS = f"# {'x' * 78}\n" * 4_000
LARGE = SMALL + COMMENTS


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
def health() -> Health:
    return Health(is_ready=True)


@pytest.fixture
def applier(shell: Shell, store: Store, health: Health) -> Applier:
    return Applier(shell.config, shell.folder, store, lambda: NOW, health)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    """The processes that were started."""
    return started(monkeypatch, lambda _process: None)


def started(patch: pytest.MonkeyPatch, then: Callable[[Process], None]) -> list[Process]:
    """The processes that are started from now on; `then` is called with each."""
    processes: list[Process] = []
    start = asyncio.create_subprocess_exec

    async def noted(*words: str, **settings: Any) -> Process:
        processes.append(await start(*words, **settings))
        then(processes[-1])
        return processes[-1]

    patch.setattr(asyncio, "create_subprocess_exec", noted)
    return processes


async def attempts(applier: Applier) -> tuple[bool, bool, bool]:
    """The attempt after an edit, and the one of the next hour."""
    return await applier.removes_meetings(), await applier.apply_as_checked(), await applier.apply()


def stop(process: Process) -> None:
    """Lets a process stand still, as one does that reads for ever."""
    process.send_signal(signal.SIGSTOP)


def test_an_edit_that_takes_too_long_changes_nothing(
    shell: Shell,
    store: Store,
    applier: Applier,
    health: Health,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    processes = started(monkeypatch, stop)
    monkeypatch.setattr(trial, "LOOK", 0.01)
    monkeypatch.setattr(trial, "LONGEST_TRIAL", 0)
    shell.write(LARGE)

    assert asyncio.run(attempts(applier)) == (False, False, False)

    assert [process.returncode for process in processes] == [-signal.SIGKILL], "tried once, and ended"
    assert not health.is_good
    assert "reading this edit takes longer than 300 s; nothing was changed" in caplog.text
    assert store.last_revision() is None

    shell.write(SMALL)
    assert asyncio.run(applier.apply()), "a small edit needs no trial"


def test_a_large_edit_is_tried_once(shell: Shell, applier: Applier, processes: list[Process]) -> None:
    shell.write(LARGE)

    assert asyncio.run(attempts(applier)) == (False, True, True)
    assert [process.returncode for process in processes] == [0]

    (shell.config / "small.yaml").write_text("# a small edit\n")
    assert asyncio.run(applier.apply())
    assert len(processes) == 1


def test_another_daemon_does_not_try_what_was_applied(
    shell: Shell, store: Store, applier: Applier, health: Health, processes: list[Process]
) -> None:
    shell.write(LARGE)
    assert asyncio.run(applier.apply())

    assert asyncio.run(Applier(shell.config, shell.folder, store, lambda: NOW, health).apply())
    assert len(processes) == 1


def test_files_that_change_during_a_trial_are_tried_again(
    shell: Shell, applier: Applier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So an officer who mends an endless edit need not wait until its trial ends."""

    def stop_first(process: Process) -> None:
        if len(processes) == 1:
            stop(process)
            shell.write(f"{LARGE}# mended\n")

    processes = started(monkeypatch, stop_first)
    monkeypatch.setattr(trial, "LOOK", 0.01)
    shell.write(LARGE)

    assert asyncio.run(applier.apply())
    assert [process.returncode for process in processes] == [-signal.SIGKILL, 0]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_trial_that_fails_is_refused(
    shell: Shell,
    applier: Applier,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    number: signal.Signals,
) -> None:
    started(monkeypatch, lambda process: process.send_signal(number))
    shell.write(LARGE)

    assert not asyncio.run(applier.apply())
    assert f"reading this edit has failed (-{number}): is there enough memory?" in caplog.text


def test_an_attempt_that_is_cancelled_leaves_no_process(
    shell: Shell, applier: Applier, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes = started(monkeypatch, stop)
    shell.write(LARGE)

    async def cancelled() -> None:
        attempt = asyncio.create_task(applier.apply())
        while not processes:
            await asyncio.sleep(0)
        attempt.cancel()
        with suppress(asyncio.CancelledError):
            await attempt

    asyncio.run(cancelled())
    assert [process.returncode for process in processes] == [-signal.SIGKILL]


def test_mistakes_of_a_large_edit_are_found_at_their_places(
    shell: Shell,
    applier: Applier,
    health: Health,
    processes: list[Process],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    shell.write(LARGE.replace("clock: sofia", "clock: sofa"))

    assert not asyncio.run(applier.apply())
    assert len(health.problems) == len(processes) == 1
    assert "did you mean `sofia`" in caplog.text


def test_the_daemon_reads_no_large_edit_with_mistakes_itself(
    shell: Shell,
    applier: Applier,
    health: Health,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A small file with very many mistakes needs much memory."""
    caplog.set_level(logging.ERROR)
    keys = "".join(f"  key{number:06d}: 1\n" for number in range(15_000))
    shell.write(SMALL.replace("programme:\n", f"programme:\n{keys}"))
    monkeypatch.setattr(applier_module, "apply_unattended", None)

    assert not asyncio.run(applier.apply())

    assert len(health.problems) == MOST_PLACES
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == MOST_SHOWN + 1
    assert lines[-1] == "not applied: … and 14000 more errors"


def test_a_daemon_that_tries_its_first_edit_ends_when_it_is_asked(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path)
    daemon.write(SMALL + COMMENTS * 40)
    daemon.start_process()
    daemon.until(lambda: any(map(_reads, children(daemon.pid))))
    for child in children(daemon.pid):
        os.kill(child, signal.SIGSTOP)

    assert daemon.stop() == 0
    assert not children(daemon.pid)


def _reads(pid: int) -> bool:
    """Whether a new process has come as far as its own program; until then its parent waits for it."""
    with suppress(OSError):
        return b"reading_process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def children(pid: int) -> list[int]:
    """The processes that a process has started, as Linux tells."""
    with suppress(OSError):
        return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return []


@pytest.mark.parametrize(
    ("release", "knows_calgary"),
    [pytest.param("2026a", False, id="older"), pytest.param("2098c", True, id="newer")],
)
def test_the_process_reads_by_the_same_zone_data_as_the_daemon(
    tmp_path: Path, release: str, knows_calgary: bool
) -> None:
    """Only the files of the machine have a zone America/Calgary; they are used if they are newer."""
    zones = machine_files(tmp_path / "zones", f"# version {release}\n")
    shell = Shell(tmp_path)
    shell.write(SMALL.replace("timezone: Europe/Sofia", "timezone: America/Calgary"))
    command = [
        sys.executable,
        "-m",
        "scheduler.daemon.reading_process",
        str(shell.config),
        NOW.isoformat(),
        "60",
    ]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONTZPATH": str(zones)}, capture_output=True, text=True, check=True
    )

    assert ("America/Calgary" not in done.stdout) is knows_calgary
