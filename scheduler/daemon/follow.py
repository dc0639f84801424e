"""Shows what the store says, whoever wrote it: a new revision becomes a site that takes the place of the old.

Whatever happens to the database, readers go on to get what was shown last: never less, never something else.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.static_files import StaticFiles
from scheduler.publication.site import Site, build_feeds, build_site
from scheduler.record.revision import Published
from scheduler.store import Store, StoreError
from scheduler.web.app import SiteApp
from scheduler.web.health import Health

log = logging.getLogger("twincal")
FOLLOW = 1.0


class Follower:
    """Keeps `app` and `outlet` at the last revision of `store`."""

    def __init__(
        self, store: Store, app: SiteApp, health: Health, outlet: StaticFiles, register: PollRegister
    ) -> None:
        self._store = store
        self._app = app
        self._health = health
        self._outlet = outlet
        self._register = register
        self._programme: str | None = None
        self._feeds: Site | None = None
        self._site: Site | None = None
        self._seen: tuple[int, datetime] | None = None
        self._is_ours = True
        self._trouble = ""

    async def catch_up(self) -> Site | None:
        """The site of the store's last revision, which is now shown; what was shown, where that cannot be.

        None, or the error, where nothing was shown yet. Feeds without pages are shown as well.
        """
        try:
            await self._look()
        except Exception as error:  # the edge: whatever it is, what is shown goes on being served
            if self._shown is None:
                raise
            if not isinstance(error, StoreError):
                log.exception("the last revision cannot be shown, serving what is known")
        return self._shown

    @property
    def _shown(self) -> Site | None:
        return self._site or self._feeds

    async def _show(self) -> bool:
        """Shows the store as it is; False, and nothing changes, where it is empty or of another programme."""
        published = await asyncio.to_thread(self._store.published)
        if published is None or self._programme not in (None, published.profile.id):
            return False
        self._programme = published.profile.id
        site = await asyncio.to_thread(self._prepare, published)
        self._health.revision = site.revision
        self._health.is_ready = True
        self._outlet.offer(self._programme, site)
        self._site = site
        return True

    def _prepare(self, published: Published) -> Site:
        """Off the loop: readers are answered meanwhile. At the start feeds do not wait for pages."""
        if self._site is None:
            feeds = build_feeds(published)
            self._app.show_first(feeds)
            self._feeds = feeds
        site = build_site(published, self._site)
        self._register.follow(published, site)
        self._app.show(site)
        return site

    async def follow(self, stop: asyncio.Event) -> None:
        """Shows each new revision, until `stop`."""
        while not stop.is_set():
            await asyncio.sleep(FOLLOW)
            try:
                self._tell(await self._look())
            except StoreError as error:
                self._tell(f"the store cannot be read, serving what is known: {error}")

    async def _look(self) -> str:
        """What is wrong with the store, if anything, after a new revision was shown."""
        last = await asyncio.to_thread(self._store.last_revision)
        if last is None:
            return "the store is empty, serving what is known"
        if last != self._seen:
            await self._take(last)
        self._health.unshown = ""
        return "" if self._is_ours else "the store holds another programme, serving what is known"

    async def _take(self, last: tuple[int, datetime]) -> None:
        if self._seen is not None and last[0] <= self._seen[0]:
            log.warning("the store was begun anew or put back: revision %d after %d", last[0], self._seen[0])
        try:
            self._is_ours = await self._show()
        except Exception:
            self._health.unshown = "the last revision cannot be shown; the log says why"
            raise
        self._seen = last

    def _tell(self, trouble: str) -> None:
        """Says what is wrong; logs it once, not every second, and when it is over."""
        self._health.unread = "cannot be used; the log says why" if trouble else ""
        if trouble and trouble != self._trouble:
            log.error(trouble)
        elif self._trouble and not trouble:
            log.info("the store can be read again")
        self._trouble = trouble
