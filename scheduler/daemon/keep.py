"""Keeps the store as the configuration wants it: each attempt either changes it whole or says why not."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from scheduler.commands.apply import KeepResult, keep
from scheduler.commands.consent import Consent
from scheduler.commands.errors import Invalid, Refused
from scheduler.commands.prepare import Planned, plan_directory
from scheduler.configuration import Source
from scheduler.plan.notices import gathered
from scheduler.plan.plan import Plan
from scheduler.plan.steps import Step
from scheduler.record.identities import PresentIds, present_ids
from scheduler.record.revision import Cause, StepKind
from scheduler.reports.city_changes import summary
from scheduler.store import Store, StoreError
from scheduler.web.health import Health

log = logging.getLogger("twincal")
OURS = "an error of Twincal; the log says what"


class Keeper:
    """Applies one configuration to one store, one attempt at a time.

    `store_failed`: the last attempt might go well another time without any edit.
    """

    def __init__(self, directory: Path, store: Store, clock: Callable[[], datetime], health: Health) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._health = health
        self.store_failed = False
        self._judged: tuple[Source, ...] | None = None
        self._told: set[str] = set()

    async def keep(self) -> bool:
        """One attempt; whether the configuration is now applied."""
        return await self._attempt(None)

    async def keep_as_judged(self) -> bool:
        """As `keep`, but only the very text that `takes_away` has judged last."""
        return await self._attempt(self._judged)

    async def _attempt(self, only: tuple[Source, ...] | None) -> bool:
        now = self._clock()
        try:
            self._went_well(await asyncio.to_thread(keep, self._directory, self._store, now, only), now)
        except (Refused, StoreError) as error:
            self.store_failed = isinstance(error, StoreError)
            self._failed(_places(error, self._directory), now)
            for reason in _reasons(error):
                log.error("not applied: %s", reason)
        except Exception:  # the edge: whatever it is, what is published goes on being served
            self.store_failed = False
            self._failed([OURS], now)
            log.exception("an attempt to apply the configuration ended in an error of Twincal")
        else:
            return True
        return False

    async def takes_away(self) -> bool:
        """Whether the configuration as it stands would cancel or remove anything."""
        self._judged = None
        try:
            planned = await asyncio.to_thread(self._plan)
        except Exception:  # whatever it is, the attempt that follows meets it again, and says so
            return False
        self._judged = planned.dated.reading.sources
        return any(_takes_away(step) for step in planned.settled.steps)

    def _plan(self) -> Planned:
        return plan_directory(self._directory, self._store.memory(), self._clock(), Consent())

    def _failed(self, problems: Iterable[str], now: datetime) -> None:
        self._health.checked = now.isoformat()
        self._health.failed += 1
        self._health.problems = [*problems]

    def _went_well(self, kept: KeepResult, now: datetime) -> None:
        plan, waiting = kept.applied.plan, [*_waiting(kept.waiting)]
        ids = present_ids(dict(kept.waiting.names), kept.waiting.feeds)
        if kept.applied.number is not None:
            log.info("applied revision %d: %s", kept.applied.number, summary(plan))
        self._tell([*(_pin(step, ids) for step in waiting), *map(str, gathered(plan.notices))])
        health = self._health
        health.checked = now.isoformat()
        health.applied += 1
        health.applied_at = now.timestamp()
        health.problems = []
        health.waiting = len(waiting)
        health.notices = len(plan.notices)

    def _tell(self, held: list[str]) -> None:
        """Logs what a person should know, once for as long as it holds."""
        for line in held:
            if line not in self._told:
                log.warning("note: %s", line)
        self._told = set(held)


def _reasons(error: Exception) -> Iterator[str]:
    if isinstance(error, Invalid):
        yield from (str(problem) for problem in error.problems if problem.level == "error")
    else:
        advice = error.advice if isinstance(error, Refused) else ""
        yield f"{error}; {advice}" if advice else str(error)


def _places(error: Exception, directory: Path) -> Iterator[str]:
    """Where things are wrong, for everybody: the file from `directory` on, the line and the column.

    What is wrong may quote what the public must not read; so may a field, which is made of what was written
    as a key, a reason for refusing, which names series, and the way to `directory`, which may name a person.
    """
    if isinstance(error, Invalid):
        for problem in error.problems:
            if problem.level == "error":
                file = os.path.relpath(problem.file, directory.parent)
                yield f"{file}:{problem.line}:{problem.column}"
    elif isinstance(error, Refused):
        yield "the plan was refused; the log says why"
    else:
        yield "the store cannot be used; the log says why"


def _takes_away(step: Step) -> bool:
    before = step.before
    if before is None:
        return False
    return step.kind is StepKind.CANCEL or not set(before.occurrence.cities()) <= set(step.after.cities())


def _waiting(plan: Plan) -> Iterator[Step]:
    """What only new holiday data would change of what is published."""
    return (step for step in plan.steps if step.cause is Cause.HOLIDAYS and step.before is not None)


def _pin(step: Step, ids: PresentIds) -> str:
    """What new holiday data would do, with the line that keeps the published date."""
    old, new = step.before.occurrence if step.before else step.after, step.after
    what = "cancel it" if new.cancelled else f"move it to {new.timing.starts:%Y-%m-%d %H:%M}"
    line = f"{old.key}: {{move_to: {old.timing.starts:%Y-%m-%d %H:%M}}}"
    return (
        f"{ids.of_meeting(old.series, old.key)}: new holiday data would {what}. "
        f"To keep it, write under its changes: `{line}`; to let it go, run `twincal apply`"
    )
