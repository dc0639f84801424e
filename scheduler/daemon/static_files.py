"""Writes each new site to a folder of static files, without delaying the server.

If the folder cannot be written (a full disk, somebody else's file), logs it, shows it in the health and tries
again. Readers over HTTP do not notice.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.commands.publish import publish_site
from scheduler.publication.site import Site
from scheduler.store import Store, StoreError
from scheduler.web.health import Health

log = logging.getLogger("twincal")
RETRY = 30.0
"""Seconds until the next attempt to write a folder or a store after a failure."""


class StaticFiles:
    """The folder for static files from `store`; writes nothing if `folder` is None."""

    def __init__(self, store: Store, folder: Path | None, health: Health) -> None:
        self._store = store
        self._folder = folder
        self._health = health
        self._latest: Site | None = None
        self._scheduled = asyncio.Event()

    def schedule(self, site: Site) -> None:
        """Schedules `site` to be written, in place of an earlier one that still waits."""
        if self._folder is not None:
            self._latest = site
            self._scheduled.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Writes scheduled sites until `stop`."""
        while not stop.is_set():
            with suppress(TimeoutError):
                timeout = RETRY if self._health.publication_problem else None
                await asyncio.wait_for(self._scheduled.wait(), timeout)
            self._scheduled.clear()
            if self._folder is not None and self._latest is not None:
                await self._write(self._folder, self._latest)

    async def _write(self, folder: Path, site: Site) -> None:
        try:
            result = await asyncio.to_thread(publish_site, site, self._store, folder)
        except (Refused, StoreError) as error:
            if not self._health.publication_problem:
                log.error("not published: %s", error)
            self._health.publication_problem = "files cannot be written; the log says why"
            return
        self._health.publication_problem = ""
        if result.written or result.removed:
            words = "published revision %d: %d files written"
            log.info(words, site.revision, len(result.written), extra={"revision": site.revision})
