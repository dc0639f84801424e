"""The timed jobs: apply the configuration again each hour, and each day with new time-zone data too.

They move the window on, drop cancelled meetings from it, and find new holiday data. Jobs are made at start
and never stored. A job only sets the event that an edit sets, so a half-finished edit is not applied. The
calendars of `busy:` are downloaded again each hour, so that commands find a fresh copy.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from scheduler.busy.busy_times import FRESH, find_busy_times
from scheduler.configuration.located import dotted
from scheduler.programme.problems import FieldPath
from scheduler.programme.programme import Programme
from scheduler.timetable.zone_source import use_newest_zone_data

log = logging.getLogger("twincal")
RunClock = Callable[[], datetime]
LATE = timedelta(minutes=1)
"""After this time, a job that has not run is late: the daemon has too much to do, or stands still."""
LONGEST_WAIT = timedelta(days=1, hours=1)
"""A time that is longer than the pause of any job."""


class RunClockTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 is not annotated
    """The hours of a CronTrigger, in UTC, by the clock of the run.

    That clock may show another time (`TWINCAL_NOW`); APScheduler waits by the real one.
    """

    def __init__(self, hours: CronTrigger, clock: RunClock) -> None:
        self._hours = hours
        self._clock = clock

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:  # noqa: ARG002
        """Returns the real instant at which the run's clock reaches the next hour; `now` is real."""
        run_now = self._clock()
        # After this moment: a job that has just run does not run again.
        next_hour: datetime | None = self._hours.get_next_fire_time(run_now, run_now)
        return None if next_hour is None else now + (next_hour - run_now)


def create_jobs(changed: asyncio.Event, clock: RunClock) -> AsyncIOScheduler:
    """Returns the jobs of the daemon, not yet started. A late job runs once instead of being dropped."""
    jobs = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    hourly = CronTrigger(minute=0, second=5, timezone=UTC)
    daily = CronTrigger(hour=3, minute=30, timezone=UTC)
    jobs.add_job(request_apply, RunClockTrigger(hourly, clock), args=[changed], id="window")
    jobs.add_job(request_apply_with_new_zones, RunClockTrigger(daily, clock), args=[changed], id="data")
    return jobs


def late_jobs(jobs: AsyncIOScheduler, now: datetime) -> int:
    """Returns how many jobs should have run a minute before `now`, the real time, and have not."""
    times = (job.next_run_time for job in jobs.get_jobs() if getattr(job, "next_run_time", None))
    return sum(now - time > LATE for time in times)


# Jobs are coroutine functions, because APScheduler would run plain ones in another thread.
async def request_apply(changed: asyncio.Event) -> None:
    """Sets `changed`, so that the configuration is applied again."""
    changed.set()


async def request_apply_with_new_zones(changed: asyncio.Event) -> None:
    """Sets `changed`, so that the configuration is applied with the newest time-zone data now on the disk."""
    use_newest_zone_data()
    changed.set()


def reschedule_distant_jobs(jobs: AsyncIOScheduler, now: datetime) -> None:
    """Reschedules each job that would wait too long after `now`, the real time.

    Its next run was computed while the clock was ahead, and may be years away by the right clock.
    """
    for job in jobs.get_jobs():
        if job.next_run_time > now + LONGEST_WAIT:
            job.reschedule(job.trigger)


class BusyRefresh:
    """Reads the calendars whose files are in `directory`, with their copies in `state_folder`.

    Logs a calendar that cannot be read once, and again when it can be.
    """

    def __init__(self, directory: Path, state_folder: Path) -> None:
        self._directory, self._state_folder = directory, state_folder
        self._last: datetime | None = None
        self._failed: frozenset[FieldPath] = frozenset()
        self._task: asyncio.Task[None] | None = None

    def start(self, programme: Programme, now: datetime) -> asyncio.Task[None] | None:
        """Begins to read the calendars of `programme`; returns None if it has done so in this hour."""
        is_fresh = self._last is not None and abs(now - self._last) < FRESH
        is_running = self._task is not None and not self._task.done()
        if is_fresh or is_running:
            return None
        self._last = now
        self._task = asyncio.create_task(self._refresh(programme, now))
        return self._task

    async def _refresh(self, programme: Programme, now: datetime) -> None:
        try:
            found = await asyncio.to_thread(
                find_busy_times, programme, self._directory, self._state_folder, now
            )
        except Exception:  # the daemon goes on without these calendars
            log.exception("reading the calendars of `busy:` ended in an error of Twincal")
            return
        for problem in found.problems:
            if problem.path not in self._failed:
                log.warning("%s: %s", dotted(problem.path), problem.message)
        failed = frozenset(problem.path for problem in found.problems)
        for path in sorted(self._failed - failed, key=str):
            log.info("%s: this calendar can be read again", dotted(path))
        self._failed = failed
