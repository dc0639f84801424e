"""Finds the programs that Twincal is compared with, and installs the one in Python into an environment of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from support.postgres import installed_programs

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / "build" / "peers"
"""Git ignores it, and `make clean` removes it."""
PINNED = ("yaml2ics==0.3", "ics==0.8.0.dev0", "pyyaml==6.0.4", "python-dateutil==2.9.0.post0", "tzdata")
"""yaml2ics with the libraries that decide its speed."""


def find_peers() -> Mapping[str, str]:
    """Installs and finds the peers; returns the commands of those that can be had, by their names."""
    _install()
    path = f"{os.environ['PATH']}{os.pathsep}/usr/sbin"
    found = {
        "yaml2ics": shutil.which(ENVIRONMENT / "bin" / "yaml2ics"),
        "nginx": shutil.which("nginx", path=path),
        "wrk": shutil.which("wrk", path=path),
        "PostgreSQL": shutil.which("initdb", path=installed_programs()),
    }
    return {name: command for name, command in found.items() if command is not None}


def versions(peers: Mapping[str, str]) -> str:
    """Returns the names of the peers with their versions."""
    return ", ".join(f"{name} {_version(name, command)}" for name, command in peers.items())


def _install() -> None:
    """Makes the environment, unless all that is pinned is in it."""
    mark = ENVIRONMENT / "installed.txt"
    if mark.exists() and mark.read_text() == str(PINNED):
        return
    print("installing yaml2ics …", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    pip = [str(ENVIRONMENT / "bin/pip"), "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, *PINNED], check=False).returncode == 0:
        mark.write_text(str(PINNED))


def _version(name: str, command: str) -> str:
    """Returns the version that a program says, on whichever stream; that of yaml2ics is pinned."""
    if name == "yaml2ics":
        return PINNED[0].partition("==")[2]
    words = [command, "-V" if name == "PostgreSQL" else "-v"]
    said = subprocess.run(words, check=False, capture_output=True, text=True)
    match = re.search(r"\d+\.\d[\w.-]*", said.stdout + said.stderr)
    return match[0] if match else "unknown"
