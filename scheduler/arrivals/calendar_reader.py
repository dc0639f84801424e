"""Has calendars read by a process of their own, `calendar_file`, which has limits: strangers write them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from datetime import date, datetime
from subprocess import DEVNULL, PIPE, Popen
from threading import Timer
from typing import TypeVar

import msgspec
from msgspec import Struct

from scheduler.programme.spans import TimeSpan

T = TypeVar("T")


class UnreadableCalendar(Exception):  # noqa: N818 - the message is for people
    """A calendar cannot be downloaded or read, or is too large. The message says why."""


MOST_BYTES = 10_000_000
"""The largest calendar."""
TOO_LARGE = f"it has more than {MOST_BYTES // 1_000_000} MB"
LONGEST = 20
"""Seconds of CPU for one calendar. By the clock it may take three times as many: other programs run, too."""
MOST_MEMORY = 512_000_000
"""Bytes of memory that the process may have."""


class CalendarRequest(Struct, frozen=True, tag=True):
    """A calendar to read: its bytes, the IANA zone of its whole days, and the time that counts."""

    data: bytes
    zone: str
    first: datetime
    last: datetime


class ImportRequest(Struct, frozen=True, tag=True):
    """A file whose meetings are wanted from the day `since` on, repetitions far beyond `now` not among them.

    `suffix` says what it is, such as `.ics`. `given` are the answers to what such a file leaves open.
    """

    data: bytes
    suffix: str
    since: date
    now: datetime
    given: Mapping[str, str] = {}


class CalendarContents(Struct, frozen=True):
    """The times that a calendar says are taken, and the number of its events that cannot be read."""

    spans: tuple[TimeSpan, ...]
    unreadable: int


class CalendarReader:
    """Reads calendars, one after another, in one process; after one that cannot be read, in a new one."""

    def __init__(self) -> None:
        self._process: Popen[bytes] | None = None

    def __enter__(self) -> CalendarReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read(self, request: CalendarRequest) -> CalendarContents:
        """Returns when a calendar says that somebody is busy; raises UnreadableCalendar as `ask` does."""
        return self.ask(request, CalendarContents)

    def ask(self, request: CalendarRequest | ImportRequest, answer_type: type[T]) -> T:
        """Returns what the process answers; raises UnreadableCalendar, also where the process ends."""
        process = self._process = self._process or _start()
        timer = Timer(3 * LONGEST, process.kill)
        timer.start()
        try:
            answer = _answer(process, request)
        finally:
            timer.cancel()
        is_whole = answer.endswith(b"\n")
        found = msgspec.json.decode(answer, type=answer_type | str) if is_whole else _why(process.wait())
        if isinstance(found, str):
            self._end()
            raise UnreadableCalendar(found)
        return found

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _start() -> Popen[bytes]:
    words = ("-P", "-m", "scheduler.arrivals.calendar_file", str(LONGEST), str(MOST_MEMORY))
    return Popen((sys.executable, *words), stdin=PIPE, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 - all words are ours


def _answer(process: Popen[bytes], request: CalendarRequest | ImportRequest) -> bytes:
    """Returns the line that `process` answers; less than a line if it ends before."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(msgspec.json.encode(request) + b"\n")
        process.stdin.flush()
        return process.stdout.readline()
    except BrokenPipeError:
        return b""


def _why(code: int) -> str:
    is_late = sys.platform != "win32" and -code in (signal.SIGXCPU, signal.SIGKILL)
    return "it takes too long to read" if is_late else "reading it has failed"
