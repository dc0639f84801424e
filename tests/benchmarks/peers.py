"""Finds the programs that Twincal is compared with, and installs those in Python into an environment of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from support.postgres import installed_programs

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / "build" / "peers"
"""Git ignores it, and `make clean` removes it."""
REQUIREMENTS = Path(__file__).with_name("peers.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """The commands of the peers; None for an absent one. `versions` are for people.

    `postgres` is the folder of PostgreSQL's programs.
    """

    yaml2ics: str | None
    yaml2ical: str | None
    radicale: str | None
    nginx: str | None
    wrk: str | None
    postgres: Path | None
    versions: tuple[tuple[str, str], ...]


def find_peers() -> Peers:
    """Installs and finds the peers; one that cannot be had is absent."""
    _install()
    path = f"{os.environ['PATH']}{os.pathsep}/usr/sbin"
    nginx, wrk = shutil.which("nginx", path=path), shutil.which("wrk")
    python = [(name, _python_peer(name)) for name in ("yaml2ics", "yaml2ical", "radicale")]
    commands = dict(python)
    postgres = installed_programs()
    return Peers(
        **commands,
        nginx=nginx,
        wrk=wrk,
        postgres=postgres,
        versions=(
            *((name, _package_version(name) if command else "absent") for name, command in python),
            ("nginx", _own_version([nginx, "-v"]) if nginx else "absent"),
            ("wrk", _own_version([wrk, "-v"]) if wrk else "absent"),
            ("PostgreSQL", _own_version([str(postgres / "initdb"), "-V"]) if postgres else "absent"),
        ),
    )


def _install() -> None:
    """Makes the environment, unless all of the present list is in it."""
    mark = ENVIRONMENT / "installed.txt"
    wanted = REQUIREMENTS.read_text()
    if mark.exists() and mark.read_text() == wanted:
        return
    print("installing the peers …", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    pip = [str(ENVIRONMENT / "bin/pip"), "install", "--quiet", "--disable-pip-version-check"]
    lines = [line for line in wanted.splitlines() if line and not line.startswith("#")]
    ended = [subprocess.run([*pip, *line.split()], check=False).returncode for line in lines]
    if not any(ended):
        mark.write_text(wanted)


def _python_peer(name: str) -> str | None:
    command = ENVIRONMENT / "bin" / name
    return str(command) if command.exists() else None


def _package_version(name: str) -> str:
    code = f"import importlib.metadata; print(importlib.metadata.version({name!r}))"
    return subprocess.run(
        [ENVIRONMENT / "bin/python", "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


def _own_version(words: list[str]) -> str:
    """Returns the version that a program says, on whichever stream."""
    said = subprocess.run(words, check=False, capture_output=True, text=True)
    match = re.search(r"\d+\.\d[\w.-]*", said.stdout + said.stderr)
    return match[0] if match else "unknown"
