"""The process of the writer of `serve`: `python -m scheduler.cli.writer`.

It gets its settings on standard input, reports on standard output, and logs to standard error like `serve`.
It ends when its input ends: a transaction that is under way is undone.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime

import msgspec

from scheduler.cli.log import set_up_log
from scheduler.cli.server import collect_rarely
from scheduler.daemon.writer import OutOfMemory, run
from scheduler.daemon.writer_messages import WriterSettings, read_settings
from scheduler.store import open_store
from scheduler.timetable.zone_source import use_newest_zone_data
from scheduler.web.health import WriterReport

MOST_MEMORY = 2 << 30
"""Bytes of memory that the process may have."""


def main() -> None:
    """Works until the input ends."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # systemd sends it to `serve` too, which ends the input
    line = sys.stdin.buffer.readline()
    if not line:
        return
    settings = read_settings(line)
    threading.Thread(target=_end_with_input, daemon=True).start()
    with suppress(OSError, ValueError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    collect_rarely()
    set_up_log(settings.log_level, settings.log_format)
    use_newest_zone_data()
    asyncio.run(_work(settings))


async def _work(settings: WriterSettings) -> None:
    with closing(open_store(settings.database)) as store:
        store.keep_copies_in(settings.state_folder)
        try:
            await run(settings, store, lambda: datetime.now(UTC) + settings.ahead, _send)
        except OutOfMemory:
            os._exit(1)  # without a wait for threads


def _send(report: WriterReport) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
    sys.stdout.buffer.flush()


def _end_with_input() -> None:
    while os.read(0, 1):  # not of the buffer, which the end of the program would wait for
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
