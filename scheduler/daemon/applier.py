"""Applies the configuration to the store: each attempt writes all of it, or writes nothing and logs why."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from scheduler.commands.advice.new_holiday_data import line_to_keep, waiting_steps
from scheduler.commands.apply_unattended import apply_unattended
from scheduler.commands.consent import NO_CONSENT, Consent
from scheduler.commands.errors import EditedMeanwhile, Refused
from scheduler.commands.prepare import DatedReading, Planned, plan_directory
from scheduler.commands.transaction import Applied, migrate_existing
from scheduler.daemon.busy_refresh import BusyRefresh
from scheduler.daemon.notice_log import NoticeLog
from scheduler.daemon.reasons import reasons_of
from scheduler.daemon.trial import Trial
from scheduler.plan.steps import Step
from scheduler.reports.plans.notices import notice_lines
from scheduler.reports.plans.plan_text import summary
from scheduler.state.revision import StepKind
from scheduler.state.state import State
from scheduler.store import Store, StoreError
from scheduler.web.health import Health

log = logging.getLogger("twincal")
edits_log = logging.getLogger("twincal.edits")
OUR_ERROR = "an error of Twincal; the log says what"


class Applier:
    """Applies one configuration to one store, one attempt at a time.

    If `store_failed`, the last attempt may succeed later without an edit. `shown` returns what is served: the
    store must not fall behind it. `consent` has the command that the log shows for a plan that is held. The
    folder `state` is for files that are kept beside the store.
    """

    def __init__(
        self,
        directory: Path,
        state_folder: Path,
        store: Store,
        clock: Callable[[], datetime],
        health: Health,
        shown: Callable[[], State | None] = lambda: None,
        consent: Consent = NO_CONSENT,
    ) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._health = health
        self._shown = shown
        self._consent = consent
        self._trial = Trial(directory, clock, lambda: dict(store.state().files).values())
        self.store_failed = False
        self._checked: Planned | None = None
        self._logged: set[str] = set()
        self._notices = NoticeLog(directory, state_folder)
        self._search: asyncio.Task[None] | None = None
        self._busy = BusyRefresh(directory, state_folder)

    async def apply(self) -> bool:
        """Makes one attempt; returns whether the configuration is applied now."""
        return await self._attempt(None)

    async def apply_as_checked(self) -> bool:
        """Makes one attempt like `apply`, but only with the files that `removes_meetings` read last."""
        checked, self._checked = self._checked, None
        return await self._attempt(checked)

    async def _attempt(self, checked: Planned | None) -> bool:
        now = self._clock()
        self.store_failed = False
        try:
            await asyncio.to_thread(migrate_existing, self._store)  # the trial reads the store
            if checked is None:  # else these very files were tried before they were checked
                await self._trial.require()
            applied = await asyncio.to_thread(
                apply_unattended,
                self._directory,
                self._store,
                now,
                checked,
                self._shown(),
                self._consent,
            )
            self._record_success(applied, now)
        except EditedMeanwhile as error:
            log.info("not applied yet: %s", error)
        except (Refused, StoreError) as error:
            self.store_failed = isinstance(error, StoreError)
            reasons = reasons_of(error, self._directory)
            self._record_failure(reasons.public, now)
            for line in reasons.lines:
                edits_log.error("not applied: %s", line)
        except Exception:  # after any error, keep serving the last site
            self._record_failure([OUR_ERROR], now)
            log.exception("an attempt to apply the configuration ended in an error of Twincal")
        else:
            self._busy.start(applied.dated.programme, now)
            self._look_for_notices(applied.dated, now)
            return True
        return False

    def _look_for_notices(self, dated: DatedReading, now: datetime) -> None:
        """Begins the daily search, for which no edit waits."""
        if self._search is None or self._search.done():
            self._search = asyncio.create_task(self._search_notices(dated, now))

    async def _search_notices(self, dated: DatedReading, now: datetime) -> None:
        try:
            await self._notices.look(dated, now)
        except Exception:  # the configuration is applied all the same
            log.exception("the search for notices ended in an error of Twincal")

    async def removes_meetings(self) -> bool:
        """Returns whether the present configuration would cancel any meeting or remove it from a city."""
        self._checked = None
        try:
            await self._trial.require()
            planned = await asyncio.to_thread(self._plan)
        except Exception:  # the attempt that follows gets the same error, and logs it
            return False
        self._checked = planned
        return any(_removes(step) for step in planned.known_plan.steps)

    def _plan(self) -> Planned:
        return plan_directory(self._directory, self._store.state(), self._clock(), self._consent)

    def _record_failure(self, problems: Iterable[str], now: datetime) -> None:
        self._health.checked_at = now.isoformat()
        self._health.failed += 1
        self._health.problems = [*problems]

    def _record_success(self, applied: Applied, now: datetime) -> None:
        plan, proposed = applied.plan, applied.proposed
        waiting = [*waiting_steps(proposed)]
        series = applied.dated.timetable.series
        if applied.number is not None:
            fields = {"revision": applied.number, "causes": [cause.value for cause in applied.causes]}
            log.info("applied revision %d: %s", applied.number, summary(plan), extra=fields)
        elif self._health.problems:
            log.info("the configuration is good again, and changes nothing")
        holiday_notes = (_holiday_note(step, series[step.after.series].series.id) for step in waiting)
        self._log_notes([*holiday_notes, *notice_lines(plan.notices)])
        health = self._health
        health.checked_at = now.isoformat()
        health.applied += 1
        health.applied_at = now.timestamp()
        health.problems = []
        health.waiting = len(waiting)
        health.notices = len(plan.notices)

    def _log_notes(self, notes: list[str]) -> None:
        """Logs each note once for as long as it holds."""
        for note in notes:
            if note not in self._logged:
                log.warning("note: %s", note)
        self._logged = set(notes)


def _removes(step: Step) -> bool:
    before = step.before
    if before is None:
        return False
    return step.kind is StepKind.CANCEL or not set(before.occurrence.cities()) <= set(step.after.cities())


def _holiday_note(step: Step, series: str) -> str:
    """Returns a note: the effect of new holiday data, and the line that keeps the published date.

    `series` is the present id.
    """
    old, new = step.before.occurrence if step.before else step.after, step.after
    effect = "cancel it" if new.cancelled else f"move it to {new.timing.starts:%Y-%m-%d %H:%M}"
    line = line_to_keep(step)
    return (
        f"{series}/{old.key}: new holiday data would {effect}. "
        f"To keep it, write under its changes: `{line}`; to let it go, run `twincal apply`"
    )
