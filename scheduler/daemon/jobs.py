"""What happens by the clock: the window rolls, cancelled meetings leave, zones and holidays are looked at.

Jobs are made at start and never stored. A job does what an edit does, it touches: so a configuration that
is being edited just then is left in peace as long as after an edit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

RunClock = Callable[[], datetime]
WINDING = 60.0
"""Seconds between two looks at whether the real clock was put back."""
LONGEST = timedelta(days=1, hours=1)
"""Longer than any job waits for its next hour."""


class RunClockTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 is not annotated
    """The hours of a CronTrigger, in UTC, as the clock of the run has them.

    That clock may have been set to another time (`TWINCAL_NOW`); APScheduler waits by the real one.
    """

    def __init__(self, hours: CronTrigger, clock: RunClock) -> None:
        self._hours = hours
        self._clock = clock

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:  # noqa: ARG002
        """The real instant at which the run's clock comes to the next of the hours; `now` is real."""
        moment = self._clock()
        # After this very moment: an hour that has just struck is not struck again.
        strikes: datetime | None = self._hours.get_next_fire_time(moment, moment)
        return None if strikes is None else now + (strikes - moment)


def scheduler_for(touched: asyncio.Event, clock: RunClock) -> AsyncIOScheduler:
    """The jobs of the daemon, not yet started. A late job is run once, not dropped."""
    jobs = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    hourly = CronTrigger(minute=0, second=5, timezone=UTC)
    daily = CronTrigger(hour=3, minute=30, timezone=UTC)
    jobs.add_job(look, RunClockTrigger(hourly, clock), args=[touched], id="window")
    jobs.add_job(look_anew, RunClockTrigger(daily, clock), args=[touched], id="data")
    return jobs


async def look(touched: asyncio.Event) -> None:
    """Has the configuration applied again, for what only time changes."""
    touched.set()


async def look_anew(touched: asyncio.Event) -> None:
    """As `look`, by the time-zone data as they are on disk now."""
    ZoneInfo.clear_cache()
    touched.set()


async def wind(jobs: AsyncIOScheduler, stop: asyncio.Event) -> None:
    """Keeps `jobs` going when the real clock is put back, until `stop`."""
    while not stop.is_set():
        plan_anew(jobs, datetime.now(UTC))
        await asyncio.sleep(WINDING)


def plan_anew(jobs: AsyncIOScheduler, now: datetime) -> None:
    """Plans each of `jobs` anew that waits for too long at `now`, which is real.

    Its hour was found by a clock that was ahead: by the right one it may be years away.
    """
    for job in jobs.get_jobs():
        if job.next_run_time > now + LONGEST:
            job.reschedule(job.trigger)
