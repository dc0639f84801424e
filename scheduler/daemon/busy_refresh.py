"""Downloads the calendars of `busy:` again each hour, so that commands find a fresh copy."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from pathlib import Path

from scheduler.busy.busy_times import FRESH, find_busy_times
from scheduler.configuration.located import dotted
from scheduler.programme.problems import FieldPath
from scheduler.programme.programme import Programme

log = logging.getLogger("twincal")


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
