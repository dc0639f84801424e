"""Writes what the configuration says to the store: at start, after each edit, and when time brings a change.

Only the daemon that has the lock of the store writes. Another one stands by until the lock is free.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.commands.consent import Consent
from scheduler.commands.errors import Refused
from scheduler.daemon.jobs import create_jobs, follow_real_clock, late_jobs
from scheduler.daemon.static_files import RETRY
from scheduler.daemon.watch import quiet_moments, watch
from scheduler.state.state import State
from scheduler.store import Store, StoreError
from scheduler.web.health import Health

if TYPE_CHECKING:  # no feed waits until the configuration is imported
    from scheduler.daemon.applier import Applier

log = logging.getLogger("twincal")
LOCK_INTERVAL = 2.0
"""Seconds between two looks at the lock: to keep it, or to take it when it is free."""
SILENT = 6.0
"""Seconds without an answer after which the lock counts as lost: soon after them the database frees it."""

DaemonPart = Callable[[asyncio.Event], Awaitable[None]]
"""A part of the daemon, which runs until the event."""


class Writer:
    """Applies one configuration to one store for as long as it `is_active`, which means: has the lock.

    It does so at the next quiet moment after `changed` is set.
    """

    def __init__(
        self,
        directory: Path,
        state_folder: Path,
        store: Store,
        clock: Callable[[], datetime],
        health: Health,
        shown: Callable[[], State | None],
        changed: asyncio.Event,
        consent: Consent,
    ) -> None:
        self._directory, self._state_folder, self._store, self._shown = directory, state_folder, store, shown
        self._clock, self._health = clock, health
        self._lock = store.writer_lock(directory)
        self._changed, self._consent = changed, consent
        self._jobs = create_jobs(self._changed, clock)
        # The real clock, not the clock of the run: the jobs wait by it.
        health.late_jobs = lambda: late_jobs(self._jobs, datetime.now(UTC))
        self.is_active = False

    @property
    def first_parts(self) -> tuple[DaemonPart, ...]:
        """The parts that run from the start. An edit during the first attempt must not wait for an hour."""
        return self._watch, self._hold_lock

    @property
    def later_parts(self) -> tuple[DaemonPart, ...]:
        """The parts that run as soon as a site is served."""
        return self._apply_changes, self._run_jobs

    async def begin(self) -> None:
        """Takes the lock, or stands by until it is free.

        Raises Refused if another daemon has the lock and this one may not wait for it, StoreError if the
        database cannot be used.
        """
        if await asyncio.to_thread(self._lock.take):
            self._set_active(True)
        elif not self._lock.may_wait:
            raise Refused(
                f"another `twincal serve` works with {self._store.name}",
                "one is enough: end the other one, or name another database with --database",
            )
        elif await asyncio.to_thread(self._lock.is_for_another_folder):
            raise Refused(
                f"another `twincal serve` applies another folder to {self._store.name}",
                "let both read the folder at the same path, or start this one with --follow",
            )
        else:
            self._set_active(False)
            log.info("standing by: another daemon has the lock of the store")

    def end(self) -> None:
        """Gives the lock back."""
        self._lock.release()

    async def apply(self) -> None:
        """Makes one attempt to apply the configuration."""
        await (await self._applier()).apply()

    async def store_failed(self) -> bool:
        """Returns whether the last attempt failed because of the store, so that a later one may succeed."""
        return (await self._applier()).store_failed

    async def _watch(self, stop: asyncio.Event) -> None:
        await watch(self._directory, stop, self._changed)

    async def _hold_lock(self, stop: asyncio.Event) -> None:
        """Keeps the lock, or takes it as soon as it is free."""
        while not stop.is_set():
            await asyncio.sleep(LOCK_INTERVAL)
            asking = asyncio.create_task(asyncio.to_thread(self._has_lock))
            try:
                if not (await asyncio.wait((asking,), timeout=SILENT))[0]:
                    self._notice(False)
                self._notice(await asking)
            finally:
                asking.cancel()

    def _has_lock(self) -> bool:
        try:
            return self._lock.keep() or self._lock.take()
        except StoreError:  # the follower of the store gets the same error, and reports it
            return False

    def _notice(self, is_active: bool) -> None:
        """Begins to write if the lock was free, and ends if it is lost."""
        if is_active and not self.is_active:
            log.info("the lock of the store was free: this daemon applies the configuration now")
            self._changed.set()
        elif self.is_active and not is_active:
            log.warning("the lock of the store is lost: standing by until it is free")
        self._set_active(is_active)

    def _set_active(self, is_active: bool) -> None:
        self.is_active = is_active
        if is_active:
            self._health.role = "writer"
        else:
            self._health.stand_by()

    async def _apply_changes(self, stop: asyncio.Event) -> None:
        """Applies the configuration at each quiet moment after a change."""
        async for _ in quiet_moments(self._changed, stop, self._removes_meetings):
            if not self.is_active:
                continue
            applier = await self._applier()
            if await applier.apply_as_checked():
                continue
            if applier.store_failed:
                asyncio.get_running_loop().call_later(RETRY, self._changed.set)
                log.info("trying again in %d s", RETRY)
            else:
                log.info("waiting for the next edit, or the next look at the clock")

    async def _run_jobs(self, stop: asyncio.Event) -> None:
        self._jobs.start()
        try:
            await follow_real_clock(self._jobs, stop)
        finally:
            self._jobs.shutdown(wait=False)

    async def _removes_meetings(self) -> bool:
        return self.is_active and await (await self._applier()).removes_meetings()

    async def _applier(self) -> Applier:
        """Returns the applier, which is made in a worker thread because its imports take a while."""
        return await asyncio.to_thread(lambda: self._made_applier)

    @cached_property
    def _made_applier(self) -> Applier:
        from scheduler.daemon.applier import Applier

        return Applier(
            self._directory,
            self._state_folder,
            self._store,
            self._clock,
            self._health,
            self._shown,
            self._consent,
        )
