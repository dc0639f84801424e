"""A large edit is read in a process of its own first, which is ended if it takes too long."""

from __future__ import annotations

import asyncio
import logging
from asyncio.subprocess import Process
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.daemon import trial
from scheduler.daemon.applier import Applier
from scheduler.store import Store, open_store
from scheduler.web.health import Health
from support.shell import Shell
from support.small_programme import SMALL

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LARGE = SMALL + f"# {'x' * 78}\n" * 4_000
AT_ONCE = 0.01
"""Seconds in which no machine starts Python and reads a programme."""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    """The processes that were started."""
    started: list[Process] = []
    start = asyncio.create_subprocess_exec

    async def noted(*words: str, **settings: Any) -> Process:
        started.append(await start(*words, **settings))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    return started


def test_an_edit_that_takes_too_long_changes_nothing(
    shell: Shell,
    store: Store,
    processes: list[Process],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    health = Health(is_ready=True)
    applier = Applier(shell.config, store, lambda: NOW, health)
    monkeypatch.setattr(trial, "LONGEST_TRIAL", AT_ONCE)
    shell.write(LARGE)

    async def attempts() -> tuple[bool, bool, bool]:
        return await applier.removes_meetings(), await applier.apply_as_checked(), await applier.apply()

    assert asyncio.run(attempts()) == (False, False, False)

    assert [process.returncode for process in processes] == [-9], "tried once, and ended"
    assert not health.is_good
    assert "reading this edit takes longer than 0.01 s; the last good state stays online" in caplog.text
    assert store.last_revision() is None

    shell.write(SMALL)
    assert asyncio.run(applier.apply()), "a small edit needs no trial"


def test_a_large_edit_is_tried_once(shell: Shell, store: Store, processes: list[Process]) -> None:
    applier = Applier(shell.config, store, lambda: NOW, Health())
    shell.write(LARGE)

    async def attempts() -> tuple[bool, bool, bool]:
        return await applier.removes_meetings(), await applier.apply_as_checked(), await applier.apply()

    assert asyncio.run(attempts()) == (False, True, True)
    assert len(processes) == 1

    (shell.config / "small.yaml").write_text("# a small edit\n")
    assert asyncio.run(applier.apply())
    assert len(processes) == 1


def test_a_trial_that_the_system_ends_is_refused(
    shell: Shell, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    start = asyncio.create_subprocess_exec

    async def ended(*words: str, **settings: Any) -> Process:
        process = await start(*words, **settings)
        process.kill()
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", ended)
    shell.write(LARGE)

    assert not asyncio.run(Applier(shell.config, store, lambda: NOW, Health()).apply())
    assert "the system ended the reading of this edit, perhaps for lack of memory" in caplog.text


def test_mistakes_of_a_large_edit_are_found_at_their_places(
    shell: Shell, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    health = Health()
    caplog.set_level(logging.ERROR)
    shell.write(LARGE.replace("clock: sofia", "clock: sofa"))

    assert not asyncio.run(Applier(shell.config, store, lambda: NOW, health).apply())
    assert len(health.problems) == 1
    assert "did you mean `sofia`" in caplog.text
