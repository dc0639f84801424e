"""The process of the writer of `serve`: `python -m scheduler.cli.writer`.

It gets its settings on standard input, reports on standard output, and logs to standard error as `serve` does.
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
from scheduler.commands.errors import Refused
from scheduler.daemon.writer import run
from scheduler.daemon.writer_settings import read_settings
from scheduler.store import StoreError, open_store
from scheduler.timetable.zone_source import use_newest_zone_data
from scheduler.web.health import WriterReport

MOST_MEMORY = 2 << 30
"""Bytes of memory that the process may have."""


def main() -> None:
    """Works until the input ends."""
    for number in (signal.SIGINT, signal.SIGTERM):  # `serve` gets them too, and ends the input
        signal.signal(number, signal.SIG_IGN)
    settings = read_settings(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    with suppress(OSError, ValueError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    set_up_log(settings.log_level, settings.log_format)
    use_newest_zone_data()
    ahead = settings.now - datetime.now(UTC)
    with closing(open_store(settings.database)) as store:
        try:
            asyncio.run(run(settings, store, lambda: datetime.now(UTC) + ahead, _send))
        except Refused as error:
            _send(WriterReport(refusal=str(error), advice=error.advice))
        except StoreError as error:
            _send(WriterReport(refusal=str(error)))


def _send(report: WriterReport) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
    sys.stdout.buffer.flush()


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
