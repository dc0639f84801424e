"""What happens by the clock: the window rolls, cancelled meetings leave, zones and holidays are looked at.

Jobs are made at start and never stored. A job does what an edit does, it touches: so a configuration that
is being edited just then is left in peace as long as after an edit.
"""

from __future__ import annotations

import asyncio
from datetime import UTC
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger


def scheduler_for(touched: asyncio.Event) -> AsyncIOScheduler:
    """The jobs of the daemon, not yet started. A late job is run once, not dropped."""
    jobs = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    jobs.add_job(look, CronTrigger(minute=0, second=5, timezone=UTC), args=[touched], id="window")
    jobs.add_job(look_anew, CronTrigger(hour=3, minute=30, timezone=UTC), args=[touched], id="data")
    return jobs


async def look(touched: asyncio.Event) -> None:
    """Has the configuration applied again, for what only time changes."""
    touched.set()


async def look_anew(touched: asyncio.Event) -> None:
    """As `look`, by the time-zone data as they are on disk now."""
    ZoneInfo.clear_cache()
    touched.set()
