"""The messages between `serve` and its writer, each a line of JSON.

1. The settings go in, then requests for the desk and presses, one at a time. Reports and answers come out.
2. A request for which nobody waits any more is dropped, and changes nothing after that.
3. The writer is a process of its own, so that no edit delays an answer, and none that takes too long or too
   much memory ends the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from scheduler.desk.messages import DeskAnswer, DeskRequest
from scheduler.web.health import WriterReport

BEAT = 2.0
"""Seconds between two reports."""


class WriterSettings(Struct, frozen=True, kw_only=True):
    """The task of a writer: `serve` sends it as the first line.

    It applies the files in `directory` to the store at the URL `database`, and writes static files to
    `folder`; it does not do what is None. `shared_folder`: every writer of this store has the same folder, so
    the desk may write there. `state_folder` is for files beside the store. Its clock is `ahead`
    of the real one. `apply_command` are the words of the `apply` for the same store. `log_level` and
    `log_format` are those of `serve`. `report` is the last one of the writer before it.
    """

    directory: Path | None
    database: str
    folder: Path | None
    state_folder: Path
    shared_folder: bool = False
    ahead: timedelta
    apply_command: tuple[str, ...]
    log_level: str
    log_format: Literal["text", "json"]
    report: WriterReport = WriterReport()


def read_settings(line: bytes) -> WriterSettings:
    """Returns the settings in a line of JSON."""
    return msgspec.json.decode(line, type=WriterSettings, dec_hook=_decode)


def settings_line(settings: WriterSettings) -> bytes:
    """Returns the settings as a line of JSON."""
    return msgspec.json.encode(settings, enc_hook=str) + b"\n"


def _decode(kind: type, value: str) -> object:
    return kind(value)


class Pressed(Struct, frozen=True, tag="press"):
    """The office of a city says that it has read the mail whose address has a secret with this `digest`.

    It is answered with a status alone: 200 also if there is no such mail.
    """

    digest: str


class Asked(Struct, frozen=True):
    """A request for the desk, or a press; its answer has the same number.

    It is waited for `until` (time.monotonic).
    """

    number: int
    request: DeskRequest | Pressed
    until: float


class Answered(Struct, frozen=True, tag="answer"):
    """The answer to the request with this number."""

    number: int
    answer: DeskAnswer


Sent = WriterReport | Answered
"""What a writer sends."""


class Reporter:
    """Sends a report each time something in it changes. Goes on from the `report` of the writer before."""

    def __init__(self, send: Callable[[WriterReport], None], report: WriterReport) -> None:
        self._send = send
        self.report = replace(report, attempt="", refusal="", advice="")

    def note(self, **changed: object) -> None:
        """Sends a report in which these fields have changed."""
        if changed.get("last", self.report.last) != self.report.last:
            changed = {"taken_back": "", **changed}
        self.report = replace(self.report, **changed)
        self._send(self.report)

    async def beat(self) -> None:
        """Sends the report after BEAT, so that a silent writer is one that stands still.

        After a pause of the whole process it leaves the first word to those who look whether it has the lock.
        """
        time = asyncio.get_running_loop().time
        begun = time()
        await asyncio.sleep(BEAT)
        if time() - begun < 2 * BEAT:
            self.note()
