"""Renders pages before anybody asks for them, so that few readers wait until one is rendered."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from scheduler.web.app import SiteApp
from scheduler.web.limits import MOST_IN_ADVANCE
from scheduler.web.pace import Pace
from scheduler.web.prepared.pages import PreparedPages

PAUSE = 5.0
"""Seconds between two looks for a new site. At the start and after an edit, other work is more urgent."""


class PagesInAdvance:
    """Renders pages of the site that `app` serves; requests have their turns between them."""

    def __init__(self, app: SiteApp, pause: float = PAUSE) -> None:
        self._app = app
        self._pause = pause

    async def run(self, stop: asyncio.Event) -> None:
        """Renders the pages of each new site, until `stop`."""
        done: PreparedPages | None = None
        while not stop.is_set():
            await asyncio.sleep(self._pause)
            pages = self._app.pages
            if pages is not None and pages is not done:
                await self._render(pages)
                done = pages

    async def _render(self, pages: PreparedPages) -> None:
        """Renders these pages, as long as they are served."""
        for path in await asyncio.to_thread(pages.not_rendered, MOST_IN_ADVANCE):
            if self._app.pages is not pages:
                break
            with suppress(Exception):  # a request for the page gets the same error, and logs it
                await self._app.page_queue.render(path, Pace.OFTEN)
