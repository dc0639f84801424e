"""The process of the writer of `serve`: `python -m scheduler.cli.run_writer`.

It gets its settings and requests for the desk on standard input, reports and answers on standard output, and
logs to standard error like `serve`. It ends when its input ends: a transaction that is under way is undone.
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta

import msgspec

from scheduler.cli.log import set_up_log
from scheduler.cli.server_commands import collect_rarely
from scheduler.commands.refusals import Refused
from scheduler.commands.relay import Relay, read_relay
from scheduler.daemon.writer import OutOfMemory, run
from scheduler.daemon.writer_messages import Sent, WriterSettings, read_settings
from scheduler.reports.advice_words import in_terminal
from scheduler.store import open_store
from scheduler.timetable.zone_source import use_newest_zone_data

log = logging.getLogger("twincal")
MOST_READ = 65_536
SAME_CLOCK = timedelta(minutes=1)
"""A clock that is further ahead is that of TWINCAL_NOW."""
MOST_MEMORY = 2 << 30
"""Bytes of memory that the process may have."""


def main() -> None:
    """Works until the input ends."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # systemd sends it to `serve` too, which ends the input
    lines = _input_lines()
    line = next(lines, None)
    if line is None:
        return
    settings = read_settings(line)
    with suppress(OSError, ValueError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    collect_rarely()
    set_up_log(settings.log_level, settings.log_format)
    use_newest_zone_data()
    asyncio.run(_work(settings, lines))


async def _work(settings: WriterSettings, lines: Iterator[bytes]) -> None:
    requests: asyncio.Queue[bytes] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def add(line: bytes) -> None:
        loop.call_soon_threadsafe(requests.put_nowait, line)

    threading.Thread(target=_pass_on, args=(lines, add), daemon=True).start()
    with closing(open_store(settings.database)) as store:
        store.keep_copies_in(settings.state_folder)
        try:
            relay, ahead = _relay(settings), settings.ahead
            await run(settings, store, relay, lambda: datetime.now(UTC) + ahead, requests.get, _send)
        except OutOfMemory:
            os._exit(1)  # without a wait for threads


def _relay(settings: WriterSettings) -> Relay | None:
    """Returns the relay, if there is one; by another clock than the real one, only that of this machine."""
    try:
        relay = read_relay(os.environ)
    except Refused as error:  # `serve` has read it, so the file of the password was changed since
        log.error("no mail is sent: %s; %s", error, in_terminal(error.advice))
        return None
    if relay is not None and abs(settings.ahead) > SAME_CLOCK and not relay.is_local:
        log.warning("no mail is sent while TWINCAL_NOW is set, unless the relay is on this machine")
        return None
    return relay


def _send(sent: Sent) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(sent) + b"\n")
    sys.stdout.buffer.flush()


def _input_lines() -> Iterator[bytes]:
    left = b""
    while read := os.read(0, MOST_READ):  # not by a buffer, which the end of the program would wait for
        *lines, left = (left + read).split(b"\n")
        yield from lines


def _pass_on(lines: Iterator[bytes], add: Callable[[bytes], object]) -> None:
    """Passes on each line, and ends the process with them."""
    for line in lines:
        add(line)
    os._exit(0)


if __name__ == "__main__":
    main()
