"""Writes each new site to a folder of static files as well, in its own time.

A folder that cannot be written (a full disk, a file of somebody else) is logged and told in the health, and
tried again; nobody who reads over HTTP notices.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.commands.publish import publish_site
from scheduler.publication.site import Site
from scheduler.web.health import Health

log = logging.getLogger("twincal")
AGAIN = 30.0
"""Seconds until a folder or a store that could not be written is tried again."""


class StaticFiles:
    """Where sites are written; to nowhere where `folder` is None."""

    def __init__(self, folder: Path | None, health: Health) -> None:
        self._folder = folder
        self._health = health
        self._offered: tuple[str, Site] | None = None
        self._come = asyncio.Event()

    def offer(self, programme: str, site: Site) -> None:
        """Has `site` written; one that was offered before, and is not yet written, is passed over."""
        if self._folder is not None:
            self._offered = (programme, site)
            self._come.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Writes what is offered, until `stop`."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._come.wait(), AGAIN if self._health.unpublished else None)
            self._come.clear()
            if self._folder is not None and self._offered is not None:
                await self._write(self._folder, *self._offered)

    async def _write(self, folder: Path, programme: str, site: Site) -> None:
        try:
            done = await asyncio.to_thread(publish_site, site, programme, folder)
        except Refused as error:
            if not self._health.unpublished:
                log.error("not published: %s", error)
            self._health.unpublished = "files cannot be written; the log says why"
            return
        self._health.unpublished = ""
        if done.written or done.removed:
            log.info("published revision %d: %d files written", site.revision, len(done.written))
