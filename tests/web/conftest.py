"""The sample, served by a real daemon for all tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.daemon import Daemon
from support.served import sample


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working folder of the daemon; its static files are below `site`."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def daemon(folder: Path) -> Iterator[Daemon]:
    """The daemon, which has read its configuration, and also writes its files to `site`."""
    daemon = sample(folder)
    daemon.start("--publish", "site")
    daemon.until(lambda: b" files written" in daemon.log.read_bytes())
    daemon.until(lambda: bool(json.loads(daemon.get("/healthz")[1])["checked"]))
    yield daemon
    daemon.stop()


@pytest.fixture(scope="session")
def port(daemon: Daemon) -> int:
    """The port of the daemon."""
    return daemon.port
