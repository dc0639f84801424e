"""Work beside the server: the server goes first on the processor that they share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from scheduler.web.background_threads import NICENESS
from support.daemon import Daemon

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="niceness of a thread: only Linux has it")


def test_the_daemon_works_in_threads_that_stand_behind_the_server(daemon: Daemon) -> None:
    """The session's daemon has applied its configuration, written its files, and rendered a page."""
    assert daemon.get("/")[0] == 200

    threads = {int(task.name) for task in Path(f"/proc/{daemon.pid}/task").iterdir()}
    niceness = {thread: os.getpriority(os.PRIO_PROCESS, thread) for thread in threads}

    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert niceness[daemon.pid] == ours, "the first thread is the server's"
    behind = [thread for thread in threads if niceness[thread] == ours + NICENESS]
    assert len(behind) >= 2, "one thread for pages, one or more for the store"
