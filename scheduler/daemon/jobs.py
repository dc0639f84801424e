"""What happens by the clock: the window rolls, cancelled meetings leave, zones and holidays are looked at.

Jobs are made at start and never stored; each is one attempt of the keeper.
"""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from scheduler.daemon.keeper import Keeper


def scheduler_for(keeper: Keeper) -> AsyncIOScheduler:
    """The jobs of the daemon, not yet started. A late job is run once, not dropped."""
    jobs = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    jobs.add_job(keeper.keep, CronTrigger(minute=0, second=5, timezone=UTC), args=["window"], id="window")
    jobs.add_job(look_again, CronTrigger(hour=3, minute=30, timezone=UTC), args=[keeper], id="data")
    return jobs


async def look_again(keeper: Keeper) -> None:
    """An attempt with the time-zone data as they are on disk now, and the holidays of today."""
    ZoneInfo.clear_cache()
    await keeper.keep("zones and holidays")
