"""A run that is killed at any call of the database leaves the old state or the new one, and the next run ends its work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.shell import Answer, Shell
from support.small_programme import WITH_BULGARIAN, small
from support.waiting import PATIENCE

KILLED_AT = """
import os, sys
from sqlalchemy import Engine, event
left = int(sys.argv.pop(1))

def count(*_):
    global left
    left -= 1
    if left == 0:
        os._exit(9)

for moment in ("before_cursor_execute", "commit"):
    event.listen(Engine, moment, count)
from scheduler.cli import main
main()
"""
"""Ends as SIGKILL does, right before a statement or a commit with this number."""
FIRST = small(WITH_BULGARIAN)
SECOND = FIRST + "    changes:\n      2026-12: {move_to: 2026-12-17 09:00, reason: room}\n"
LATER = "2026-11-25T09:00:00Z"


def killed(shell: Shell, number: int, *words: str) -> int:
    """The exit code of a run that ends before the call of the database with this number."""
    environment = {**os.environ, "TWINCAL_NOW": LATER, "TWINCAL_DATABASE": shell.url}
    return subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(number), *words],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        timeout=PATIENCE,
    ).returncode


def run(shell: Shell, *words: str) -> Answer:
    """A run that must succeed."""
    answer = shell.run(*words, now=LATER)
    assert answer.code == 0, answer.err
    return answer


@pytest.fixture
def shell(tmp_path: Path, database: str) -> Shell:
    """An edit that is not applied yet, or a first apply, on each kind of database."""
    return Shell(tmp_path, database=database)


@pytest.mark.nightly
def test_an_edit(shell: Shell) -> None:
    shell.write(FIRST)
    assert shell.apply().code == 0
    backup = shell.folder / "backup.db"
    run(shell, "store", "backup", str(backup))
    old = run(shell, "feed", "programme").out
    shell.write(SECOND)
    run(shell, "apply", str(shell.config))
    new = run(shell, "feed", "programme").out
    seen = set()

    number, code = 1, 9
    while code == 9:
        run(shell, "store", "restore", str(backup), "--replace", "--yes")
        code = killed(shell, number, "apply", str(shell.config))
        assert run(shell, "store", "verify").text == "The store is good.\n"
        feed = run(shell, "feed", "programme").out
        assert feed in (old, new)
        seen.add(feed)
        run(shell, "apply", str(shell.config))
        assert run(shell, "feed", "programme").out == new
        assert run(shell, "history", "--format", "json").text.count('"revision": ') == 2
        number += 1 if number < 4 else 5

    assert (code, seen) == (0, {old, new})


def test_the_first_apply_which_also_makes_the_store(shell: Shell) -> None:
    shell.write(FIRST)

    for number in (1, 2, 3, 8, 20, 30, 45):
        killed(shell, number, "apply", str(shell.config))
        assert all(file.stat().st_size for file in shell.folder.glob("t.db")), (
            "it would look like a lost store"
        )

    run(shell, "apply", str(shell.config))
    assert run(shell, "store", "verify").text == "The store is good.\n"
    assert run(shell, "history", "--format", "json").text.count('"revision": ') == 1
