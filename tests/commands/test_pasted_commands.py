"""A command that a refusal names can be pasted, and does what the person has begun."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from support.shell import Shell
from support.small_programme import SMALL


def advised(message: str) -> list[str]:
    """The words of the command in backticks, without `twincal`."""
    return shlex.split(message.partition("`twincal ")[2].partition("`")[0])


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """The small programme, published to a database that no variable names; one more series would be lost."""
    shell = Shell(tmp_path / "my programmes")
    shell.folder.mkdir()
    shell.write(SMALL)
    return shell


def test_a_plan_that_is_too_large(shell: Shell) -> None:
    database = f"sqlite:///{shell.folder}/other.db"
    options = ("--database", database, "--allow", "past", "--by", "Ada Example")
    assert shell.run("apply", str(shell.config), *options).code == 0
    shell.edit(("clock: sofia", "clock: sejong"))

    refused = shell.run("apply", str(shell.config), *options)
    allowed = shell.run(*advised(refused.err))

    assert (refused.code, allowed.code) == (1, 0)
    assert advised(refused.err) == [
        *("apply", str(shell.config), *options, "--allow", "large"),
    ]
    assert allowed.text.startswith("Applied revision 2: ")


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_clock_that_may_be_right(shell: Shell, command: str) -> None:
    database = f"sqlite:///{shell.folder}/other.db"
    assert shell.run("apply", str(shell.config), "--database", database).code == 0

    refused = shell.run(command, str(shell.config), "--database", database, now="2027-06-01T09:00:00Z")

    assert advised(refused.err) == ["apply", str(shell.config), "--database", database, "--allow", "clock"]
