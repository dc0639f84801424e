"""Windows lacks some modules, calls and formats: the office works without them, and servers say what they need."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.shell import Shell

ROOT = Path(__file__).parents[2]
LACKING = """
import os, shlex, sys
for module in ("fcntl", "grp", "pwd", "resource", "termios", "uvloop"):
    sys.modules[module] = None
for call in ("chown", "fchmod", "fork", "getuid", "geteuid", "sync"):
    delattr(os, call)
from scheduler import cli
for command in sys.stdin:
    sys.argv = ["twincal", *shlex.split(command)]
    try:
        cli.main()
    except SystemExit as end:
        if end.code:
            print("failed:", command, file=sys.stderr)
"""
"""Runs each command that comes in, and names those that fail."""


def errors(shell: Shell, *commands: str) -> str:
    """What the commands print to standard error without what Windows lacks, and which of them fail."""
    environment = {"TWINCAL_NOW": shell.now, "TWINCAL_DATABASE": shell.url, "USERNAME": "officer"}
    run = subprocess.run(
        [sys.executable, "-c", LACKING],
        input="\n".join(commands),
        env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=shell.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stderr


def test_the_commands_of_an_office_run(shell: Shell) -> None:
    said = errors(
        shell,
        "init office/other --example",
        "check config",
        "apply config",
        "move monthly/2026-12 11:00 --yes --config config",
        "undo --yes --config config",
        "move monthly/2026-12 11:00 --yes --config config",
        "plan config",
        "why monthly/2026-12",
        "history",
        "agenda",
        "announce --format eml --to mails",
        "times sofia sejong --month 2027-01 --config config",
        "fairness --year 2027 --config config",
        "notices --config config",
        "feed programme",
        "token create --for sofia --label office",
        "store backup backup.db",
        "store verify",
        "doctor config",
    )

    assert "failed:" not in said, said
    assert (shell.folder / "mails/sofia.eml").is_file()


@pytest.mark.parametrize("command", ["serve config", "publish site", "store restore backup.db --replace"])
def test_servers_say_what_they_need(applied: Shell, command: str) -> None:
    assert applied.run("store", "backup", str(applied.folder / "backup.db")).code == 0

    said = errors(applied, command)

    assert said.endswith(f"twincal: this command needs Linux or macOS\nfailed: {command}\n")
    assert "Traceback" not in said


def test_no_date_has_a_format_that_windows_refuses() -> None:
    """It has no %-d: `in_words` and `in_short` write days without it."""
    modules = [path for name in ("calendars", "scheduler") for path in (ROOT / name).rglob("*.py")]

    assert [path.name for path in modules if re.search("%-[a-zA-Z]", path.read_text())] == []
