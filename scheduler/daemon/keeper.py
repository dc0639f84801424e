"""Keeps the store as the configuration wants it: each attempt either changes it whole or says why not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from scheduler.commands.apply import Kept, keep
from scheduler.commands.errors import Invalid, Refused
from scheduler.commands.prepare import plan_directory
from scheduler.daemon.health import Health
from scheduler.plan.notices import gathered
from scheduler.plan.plan import Plan
from scheduler.plan.steps import Cause, Kind, Step
from scheduler.store import Store, StoreError

log = logging.getLogger("twincal")


class Keeper:
    """Applies one configuration to one store, one attempt at a time."""

    def __init__(self, directory: Path, store: Store, clock: Callable[[], datetime], health: Health) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._health = health
        self._turn = asyncio.Lock()

    async def keep(self, occasion: str) -> bool:
        """One attempt because of `occasion`; whether the configuration is now applied."""
        async with self._turn:
            now = self._clock()
            try:
                kept = await asyncio.to_thread(keep, self._directory, self._store, now)
            except (Refused, StoreError) as error:
                self._failed(occasion, error, now)
                return False
            self._went_well(occasion, kept, now)
            return True

    async def takes_away(self) -> bool:
        """Whether the configuration as it stands would cancel or remove anything."""
        try:
            steps = await asyncio.to_thread(self._steps)
        except (Refused, StoreError):
            return False
        return any(_takes_away(step) for step in steps)

    def _steps(self) -> tuple[Step, ...]:
        return plan_directory(self._directory, self._store.memory(), self._clock()).steady.steps

    def _failed(self, occasion: str, error: Exception, now: datetime) -> None:
        self._health.checked = now.isoformat()
        self._health.problems = [*_reasons(error)]
        for reason in self._health.problems:
            log.error("not applied (%s): %s", occasion, reason)

    def _went_well(self, occasion: str, kept: Kept, now: datetime) -> None:
        health = self._health
        health.checked = now.isoformat()
        health.problems = []
        health.waiting = [*_waiting(kept.waiting)]
        health.notices = [str(notice) for notice in gathered(kept.applied.plan.notices)]
        if kept.applied.number is not None:
            log.info("applied revision %d (%s)", kept.applied.number, occasion)
        for line in (*health.waiting, *health.notices):
            log.warning("held: %s", line)


def _reasons(error: Exception) -> Iterator[str]:
    if isinstance(error, Invalid):
        yield from (str(problem) for problem in error.problems if problem.level == "error")
    else:
        yield str(error)


def _takes_away(step: Step) -> bool:
    before = step.before
    if before is None:
        return False
    return step.kind is Kind.CANCEL or not set(before.occurrence.cities()) <= set(step.after.cities())


def _waiting(plan: Plan) -> Iterator[str]:
    """What only new holiday data would change, with the line that keeps the published date."""
    for step in plan.steps:
        if step.cause is Cause.HOLIDAYS and step.before is not None:
            old, new = step.before.occurrence, step.after
            what = "cancel it" if new.cancelled else f"move it to {new.timing.starts:%Y-%m-%d %H:%M}"
            pin = f"{old.key}: {{move_to: {old.timing.starts:%Y-%m-%d %H:%M}}}"
            yield (
                f"{old.series}/{old.key} ({old.title.say('en')}): new holiday data would {what}. "
                f"To keep it, write under its changes: `{pin}`; to let it go, run `twincal apply`"
            )
