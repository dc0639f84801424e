"""The process of the writer, as `serve` sees it: starts it, follows its reports, ends and replaces it.

1. The writer ends when its input ends: also if `serve` is killed.
2. A writer that died is replaced, with a longer pause after each further death.
3. An attempt that takes longer than LONGEST_ATTEMPT is ended with its writer. The next writer tries the same
   files at the next edit or the next hour.
"""

from __future__ import annotations

import asyncio
import logging
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import msgspec
from msgspec.structs import replace

from scheduler.commands.errors import Refused
from scheduler.daemon.writer_settings import WriterSettings, settings_line
from scheduler.web.health import WriterReport

log = logging.getLogger("twincal")
LONGEST_ATTEMPT = 600.0
"""Seconds that one attempt to apply the configuration may take."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds until a writer that died is replaced: the first time, and at most."""
LONGEST_LINE = 1_000_000
"""Bytes of one report."""
LONGEST_END = 5.0
"""Seconds for a writer to end after its input has ended."""


class WriterProcess:
    """The writer of one `serve`. `show` gets each report; `settings` are those of the first process."""

    def __init__(
        self,
        command: tuple[str, ...],
        settings: WriterSettings,
        clock: Callable[[], datetime],
        show: Callable[[WriterReport], None],
    ) -> None:
        self._command, self._settings, self._clock, self._show = command, settings, clock, show
        self.report = WriterReport()
        self.has_reported = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Keeps a writer alive until `stop`. Raises Refused if it may not work with this store."""
        pause, rests, is_first = FIRST_PAUSE, False, True
        while not stop.is_set():
            started = asyncio.get_running_loop().time()
            code = await self._run_one(stop, rests=rests)
            if stop.is_set():
                return
            if self.report.refusal and is_first:
                raise Refused(self.report.refusal, self.report.advice)
            is_first = False
            if self.report.refusal:
                log.error("the writer cannot work: %s", self.report.refusal)
            rests = self.report.is_busy
            log.error("the writer has ended (%d); another one begins in %g s", code, pause)
            if rests:
                problems = ("the files could not be applied; the log says why",)
                self._note(
                    replace(self.report, is_busy=False, failed=self.report.failed + 1, problems=problems)
                )
            await asyncio.sleep(pause)
            lived_long = asyncio.get_running_loop().time() - started > LONGEST_PAUSE
            pause = FIRST_PAUSE if lived_long else min(2 * pause, LONGEST_PAUSE)

    async def _run_one(self, stop: asyncio.Event, *, rests: bool) -> int:
        """Starts a writer and follows it until it ends; returns its exit code."""
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE
        )
        try:
            assert process.stdin is not None
            process.stdin.write(settings_line(replace(self._settings, now=self._clock(), rests=rests)))
            following, stopping = asyncio.create_task(self._follow(process)), asyncio.create_task(stop.wait())
            await asyncio.wait((following, stopping), return_when=asyncio.FIRST_COMPLETED)
            for task in (following, stopping):
                task.cancel()
            await asyncio.gather(following, stopping, return_exceptions=True)
        finally:
            code = await _end(process)
        return code

    async def _follow(self, process: Process) -> None:
        """Takes in the reports until there are no more, or an attempt takes too long."""
        assert process.stdout is not None
        time, busy_since = asyncio.get_running_loop().time, None
        while True:
            left = None if busy_since is None else busy_since + LONGEST_ATTEMPT - time()
            try:
                line = await asyncio.wait_for(process.stdout.readline(), left)
            except TimeoutError:
                log.error("an attempt to apply the files took longer than %g s: ended", LONGEST_ATTEMPT)
                return
            if not line:
                return
            report = msgspec.json.decode(line, type=WriterReport)
            if report.is_busy != (busy_since is not None):
                busy_since = time() if report.is_busy else None
            self._note(report)

    def _note(self, report: WriterReport) -> None:
        self.report = report
        self._show(report)
        self.has_reported.set()


async def _end(process: Process) -> int:
    """Ends a writer, and returns its exit code."""
    assert process.stdin is not None
    process.stdin.close()
    with suppress(TimeoutError):
        return await asyncio.wait_for(process.wait(), LONGEST_END)
    with suppress(ProcessLookupError):
        process.kill()
    return await process.wait()
