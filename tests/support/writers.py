"""A writer in this process, with short pauses, and what it reports."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scheduler.commands.relay import Relay
from scheduler.daemon import writer
from scheduler.daemon.writer_messages import Answered, Sent, WriterSettings
from scheduler.store import open_store
from scheduler.web.health import WriterReport
from support.shell import Shell
from support.waiting import PATIENCE

NOTHING_YET = WriterReport()


class WriterReports:
    """The reports of a writer, the newest last, and its `answers` to the lines in `asked`."""

    def __init__(self) -> None:
        self.all: list[WriterReport] = []
        self.asked = asyncio.Queue[bytes]()
        self.answers: list[Answered] = []
        self._changed = asyncio.Event()

    def take(self, sent: Sent) -> None:
        if isinstance(sent, WriterReport):
            self.all.append(sent)
        elif isinstance(sent, Answered):
            self.answers.append(sent)
        self._changed.set()

    async def until(self, holds: Callable[[WriterReport], bool]) -> WriterReport:
        """Waits for a report, and returns it; the last one may be it."""
        async with asyncio.timeout(PATIENCE):
            while not (self.all and holds(self.all[-1])):
                self._changed.clear()
                await self._changed.wait()
        return self.all[-1]

    async def until_attempts(self, count: int) -> WriterReport:
        """Waits until this many attempts have ended."""
        return await self.until(lambda report: report.applied + report.failed >= count)


def writer_settings(
    shell: Shell,
    report: WriterReport = NOTHING_YET,
    folder: Path | None = None,
    shared_folder: bool = False,
) -> WriterSettings:
    return WriterSettings(
        directory=shell.config,
        database=shell.url,
        folder=folder,
        state_folder=shell.folder,
        shared_folder=shared_folder,
        ahead=timedelta(),
        apply_command=("apply", "my-programme"),
        log_level="INFO",
        log_format="text",
        report=report,
    )


@asynccontextmanager
async def writing(
    shell: Shell,
    report: WriterReport = NOTHING_YET,
    folder: Path | None = None,
    shared_folder: bool = False,
    relay: Relay | None = None,
) -> AsyncIterator[WriterReports]:
    """A writer of the files of `shell`, which goes on from `report`; it works until the end of the block."""
    reports, settings = WriterReports(), writer_settings(shell, report, folder, shared_folder)
    with closing(open_store(shell.url)) as store:
        working = asyncio.create_task(
            writer.run(
                settings,
                store,
                relay,
                lambda: datetime.fromisoformat(shell.now),
                reports.asked.get,
                reports.take,
            )
        )
        try:
            yield reports
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            await asyncio.get_running_loop().shutdown_default_executor()  # its threads use the store


def one_attempt(shell: Shell, report: WriterReport = NOTHING_YET) -> WriterReport:
    """The report of a writer that makes one attempt to apply the files."""

    async def run() -> WriterReport:
        async with writing(shell, report) as reports:
            return await reports.until_attempts(report.applied + report.failed + 1)

    return asyncio.run(run())


def shorten_pauses(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(writer, "QUIET", 0.02)
    patch.setattr(writer, "QUIET_BEFORE_REMOVAL", 0.2)
    patch.setattr(writer, "LOCK_INTERVAL", 0.05)
    patch.setattr(writer, "RETRY", 0.05)
