"""Writes each new state of the store to a folder of static files, and pages again when a meeting has ended.

If the folder cannot be written (a full disk, somebody else's file), logs it, reports it and tries again.
Readers over HTTP do not notice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from scheduler.commands.publish import PublishResult, publish_site
from scheduler.commands.refusals import Refused
from scheduler.daemon.follow_store import use_zones_of
from scheduler.daemon.writer_messages import Reporter
from scheduler.publication.site import Site, build_site
from scheduler.reports.errors import error_line
from scheduler.store import Store, StoreError

log = logging.getLogger("twincal")
RETRY = 10.0
"""Seconds until the next attempt to write a folder after a failure."""


class StaticFiles:
    """The folder for static files from `store`. `clock` (UTC) says which meetings are over."""

    def __init__(self, store: Store, folder: Path, clock: Callable[[], datetime], reporter: Reporter) -> None:
        self._store, self._folder, self._clock, self._reporter = store, folder, clock, reporter
        self._written: Site | None = None

    async def write(self) -> None:
        """Writes what is not yet written."""
        try:
            result = await asyncio.to_thread(self._write)
        except (Refused, StoreError) as error:
            if not self._reporter.report.publication_problem:
                log.error("not published: %s", error_line(error))
            self._reporter.note(publication_problem="files cannot be written; the log says why")
            await asyncio.sleep(RETRY)
        else:
            if result is not None:
                self._note(result)

    def _write(self) -> PublishResult | None:
        """Writes the present site; returns None if the last one is still right, or nothing is published."""
        last, written = self._store.last_revision(), self._written
        if last is None:
            return None
        if written is not None:
            state = written.inputs.state
            is_same = (state.revision, state.time) == last
            if is_same and written.inputs.ended.is_still_right(self._clock()):
                return None
        state = self._store.state()
        history = self._store.history_of_pages(state.window.first)
        use_zones_of(history)
        site = build_site(state, history, self._clock())
        result = publish_site(site, self._store, self._folder)
        self._written = site
        return result

    def _note(self, result: PublishResult) -> None:
        if self._reporter.report.publication_problem:
            self._reporter.note(publication_problem="")
        if (result.written or result.removed) and self._written is not None:
            number = self._written.inputs.state.revision
            words = "published revision %d: %d files written"
            log.info(words, number, len(result.written), extra={"revision": number})
