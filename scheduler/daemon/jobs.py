"""The timed jobs: apply the configuration again each hour, and each day with new time-zone data too.

They move the window on, drop cancelled meetings from it, and find new holiday data. Jobs are made at start
and never stored. A job only sets the event that an edit sets, so a half-finished edit is not applied.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from scheduler.timetable.zone_source import use_newest_zone_data

RunClock = Callable[[], datetime]
CLOCK_INTERVAL = 60.0
"""Seconds between two checks whether the real clock was put back."""
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


async def follow_real_clock(jobs: AsyncIOScheduler, stop: asyncio.Event) -> None:
    """Reschedules `jobs` each time the real clock was put back, until `stop`."""
    while not stop.is_set():
        # The real clock, not the clock of the run: APScheduler waits by it.
        reschedule_distant_jobs(jobs, datetime.now(UTC))
        await asyncio.sleep(CLOCK_INTERVAL)


def reschedule_distant_jobs(jobs: AsyncIOScheduler, now: datetime) -> None:
    """Reschedules each job that would wait too long after `now`, the real time.

    Its next run was computed while the clock was ahead, and may be years away by the right clock.
    """
    for job in jobs.get_jobs():
        if job.next_run_time > now + LONGEST_WAIT:
            job.reschedule(job.trigger)
