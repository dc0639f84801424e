"""Jobs run at the hours of the run's clock, late rather than never, and only set the event of an edit."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.base import BaseTrigger

from scheduler.daemon import jobs
from support.waiting import PATIENCE
from support.zone_data import machine_files


@pytest.mark.parametrize(
    ("job", "anew"),
    [
        pytest.param(jobs.request_apply, False, id="window"),
        pytest.param(jobs.request_apply_with_new_zones, True, id="data"),
    ],
)
def test_a_job_sets_the_event_and_only_the_daily_one_reads_zones_from_disk_again(
    job: Callable[[asyncio.Event], Awaitable[None]], anew: bool
) -> None:
    """A zone that is known is the same object until it is forgotten."""
    known = ZoneInfo("Europe/Sofia")

    async def run() -> bool:
        changed = asyncio.Event()
        await job(changed)
        return changed.is_set()

    assert asyncio.run(run())
    assert (ZoneInfo("Europe/Sofia") is not known) is anew


def test_the_daily_job_uses_zone_files_that_have_become_newer_than_the_package(tmp_path: Path) -> None:
    """The machine gets a release with a zone America/Calgary while the daemon runs."""
    folder = machine_files(tmp_path / "zones", "# version 2026a\n")
    program = f"""
import asyncio, pathlib
from scheduler.configuration.vocabulary.zones import zones
from scheduler.daemon.jobs import request_apply_with_new_zones
from scheduler.timetable.zone_source import tzdata_version, use_newest_zone_data
use_newest_zone_data()
print("America/Calgary" in zones())
pathlib.Path({str(folder)!r}, "tzdata.zi").write_text("# version 2098c\\n")
asyncio.run(request_apply_with_new_zones(asyncio.Event()))
print("America/Calgary" in zones(), tzdata_version())
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONTZPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["False", "True", "2098c"]


@pytest.mark.parametrize("name", ["window", "data"])
def test_a_late_job_runs_once(name: str) -> None:
    """The machine slept for two hours, so several runs are due."""

    async def run() -> int:
        changed = CountedEvent()
        planned = jobs.create_jobs(changed, lambda: datetime(2026, 12, 1, tzinfo=UTC))
        planned.start(paused=True)
        now = datetime.now(UTC)
        for job in planned.get_jobs():
            if job.id == name:
                job.modify(next_run_time=now - timedelta(hours=2), trigger=EverySoOften(now))
            else:
                job.remove()
        planned.resume()
        try:
            async with asyncio.timeout(PATIENCE):
                await changed.wait()
                await asyncio.sleep(0)
        finally:
            planned.shutdown(wait=False)
        return changed.count

    assert asyncio.run(run()) == 1


class CountedEvent(asyncio.Event):
    """Counts how often it was set."""

    count = 0

    def set(self) -> None:
        self.count += 1
        super().set()


class EverySoOften(BaseTrigger):  # type: ignore[misc]
    """Every half an hour until the last time before `now`, then an hour later."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:  # noqa: ARG002
        following = (previous or self._now) + timedelta(minutes=30)
        return following if following < self._now else self._now + timedelta(hours=1)


@pytest.mark.parametrize(
    ("job", "clock", "waits"),
    [
        pytest.param("window", "2026-11-30T23:59:59", timedelta(seconds=6), id="a-month-ends"),
        pytest.param("window", "2026-12-01T00:00:05", timedelta(hours=1), id="it-has-just-struck"),
        pytest.param("window", "2026-12-01T00:00:05.25", timedelta(hours=1, seconds=-0.25), id="and-is-over"),
        pytest.param("data", "2026-12-01T03:29:00", timedelta(minutes=1), id="the-data-of-the-day"),
    ],
)
def test_jobs_follow_the_clock_of_the_run_wherever_the_real_one_stands(
    job: str, clock: str, waits: timedelta
) -> None:
    """The real instant of a job is as far away as the run's clock is from its hour."""
    real = datetime(2031, 5, 4, 12, 34, 56, tzinfo=UTC)
    moment = datetime.fromisoformat(clock).replace(tzinfo=UTC)
    planned = {
        scheduled.id: scheduled for scheduled in jobs.create_jobs(asyncio.Event(), lambda: moment).get_jobs()
    }

    assert planned[job].trigger.get_next_fire_time(None, real) == real + waits


def test_a_job_scheduled_by_a_clock_ahead_is_rescheduled() -> None:
    """Its next run would be in thirty years; the other job keeps its time."""

    async def run() -> tuple[datetime, datetime, datetime]:
        running = jobs.create_jobs(asyncio.Event(), lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
        running.start()
        try:
            jobs.reschedule_distant_jobs(running, datetime.now(UTC))
            expected = running.get_job("data").next_run_time
            running.get_job("window").modify(next_run_time=datetime(2056, 11, 24, 10, tzinfo=UTC))
            jobs.reschedule_distant_jobs(running, datetime.now(UTC))
            return running.get_job("window").next_run_time, running.get_job("data").next_run_time, expected
        finally:
            running.shutdown(wait=False)

    window, data, expected = asyncio.run(run())

    assert window < datetime.now(UTC) + timedelta(hours=1, minutes=1)
    assert data == expected


def test_the_window_job_sets_the_event_when_the_clock_of_the_run_passes_a_month_start() -> None:
    async def run() -> bool:
        begun, mark = datetime(2026, 12, 1, 0, 0, 4, 900_000, tzinfo=UTC), time.monotonic()
        changed = asyncio.Event()
        running = jobs.create_jobs(changed, lambda: begun + timedelta(seconds=time.monotonic() - mark))
        running.start()
        try:
            async with asyncio.timeout(PATIENCE):
                await changed.wait()
        finally:
            running.shutdown(wait=False)
        return changed.is_set()

    assert asyncio.run(run())


def test_a_job_is_late_a_minute_after_its_time() -> None:
    async def run() -> list[int]:
        planned = jobs.create_jobs(asyncio.Event(), lambda: datetime(2026, 12, 1, 9, 59, tzinfo=UTC))
        before = jobs.late_jobs(planned, datetime.now(UTC))
        planned.start(paused=True)
        try:
            due = planned.get_job("window").next_run_time
            counts = [jobs.late_jobs(planned, due + timedelta(seconds=seconds)) for seconds in (-1, 59, 61)]
        finally:
            planned.shutdown(wait=False)
        return [before, *counts]

    assert asyncio.run(run()) == [0, 0, 0, 1]
