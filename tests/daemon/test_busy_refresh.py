"""The daemon reads the calendars of `busy:` each hour, and says once that one cannot be read."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.busy.busy_times import BusyCopy, read_copies, write_copies
from scheduler.configuration import read
from scheduler.daemon.jobs import BusyRefresh
from support.shell import Shell
from support.small_programme import small

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
TEXT = small(("    timezone: Europe/Sofia\n", "    timezone: Europe/Sofia\n    busy: board.ics\n"))


def test_each_hour_and_a_failure_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "twincal")
    shell = Shell(tmp_path)
    shell.write(TEXT)
    programme = read(shell.config).programme
    assert programme is not None
    refresh = BusyRefresh(shell.config, tmp_path)

    async def at(hour: int, minute: int = 0) -> list[str]:
        caplog.clear()
        task = refresh.start(programme, datetime(2026, 11, 24, hour, minute, tzinfo=UTC))
        if task is None:
            return ["not in this hour"]
        await task
        return [record.getMessage() for record in caplog.records]

    async def run() -> None:
        [failure] = await at(9)
        assert failure.startswith("cities.sofia.busy[1]: this calendar cannot be read")
        assert await at(9, 59) == ["not in this hour"]
        assert await at(10) == []
        (shell.config / "board.ics").write_text(CALENDAR, newline="")
        assert await at(11) == ["cities.sofia.busy[1]: this calendar can be read again"]

    asyncio.run(run())


def test_the_copies_are_forgotten_without_calendars(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.write(small())
    programme = read(shell.config).programme
    assert programme is not None
    write_copies(tmp_path, {"of a calendar": BusyCopy(datetime(2026, 11, 24, tzinfo=UTC), ())})

    async def run() -> None:
        task = BusyRefresh(shell.config, tmp_path).start(programme, datetime(2026, 11, 24, tzinfo=UTC))
        assert task is not None
        await task

    asyncio.run(run())
    assert read_copies(tmp_path) == {}
