"""Keeps the register of who fetched what: counts in memory, writes in batches, shows the outcome.

No request waits for it. What cannot be written is kept for the next time; an end of the daemon loses
nothing, a crash at most what came in since the last batch.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from scheduler.publication.pages.views.reach import ReachPages
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from scheduler.record.polls import Poll, polled_as
from scheduler.record.revision import Published
from scheduler.store import Store, StoreError
from scheduler.web.counter import OTHERS, Counter, Served, VersionKey

log = logging.getLogger("twincal")
BATCH = 60.0
"""Seconds between two batches."""

Show = Callable[[Mapping[str, Resource]], None]
"""Shows the pages; called in a worker thread."""


class PollRegister:
    """The register of one daemon: `observe` is called for each answer, `flush` now and then."""

    def __init__(self, store: Store, clock: Callable[[], datetime], show: Show) -> None:
        self._store = store
        self._clock = clock
        self._show = show
        self._counter = Counter(clock)
        self._pages: ReachPages | None = None
        self._shown: Mapping[str, Resource] = {}
        self._failing = False
        self.observe = self._counter.observe

    def follow(self, published: Published, site: Site) -> None:
        """Count by the versions of `site`, which is about to be shown."""
        self._pages = ReachPages.of(published)
        self._counter.follow(dict(_served(published, site)))

    async def flush(self) -> None:
        """Writes what was counted, and shows how far each version has come by now."""
        now, polls = self._clock(), self._counter.take()
        try:
            remembered = await asyncio.to_thread(self._write, polls, now)
        except StoreError as error:
            self._counter.put_back(polls)
            self._failed(error)
            return
        self._failing = False
        _tell_of_others(polls)
        if self._pages is not None:
            await asyncio.to_thread(self._tell, self._pages, remembered, now)

    async def keep(self, stop: asyncio.Event) -> None:
        """Flushes once a batch for as long as the daemon lives."""
        while not stop.is_set():
            await self.flush()
            await asyncio.sleep(BATCH)

    def _write(self, polls: tuple[Poll, ...], now: datetime) -> tuple[Poll, ...]:
        if polls:
            self._store.add_polls(polls, now)
        return self._store.polls()

    def _tell(self, pages: ReachPages, remembered: tuple[Poll, ...], now: datetime) -> None:
        """Off the loop to the end: what is shown is compressed first, and requests need not wait for that."""
        made = pages.resources(remembered, now)
        self._shown = {path: self._same(path, page) for path, page in made.items()}
        self._show(self._shown)

    def _same(self, path: str, page: Resource) -> Resource:
        """What is shown at `path` already, where `page` says the same: it has not been modified."""
        shown = self._shown.get(path)
        return shown if shown is not None and shown.body == page.body else page

    def _failed(self, error: StoreError) -> None:
        if not self._failing:
            log.error("who fetched what cannot be written now, and is kept until it can: %s", error)
        self._failing = True


def _served(published: Published, site: Site) -> Iterator[tuple[str, Served]]:
    """The version at each address, by the name that it has in the store."""
    for feed in published.feeds:
        for code in published.profile.languages:
            address = f"/feeds/{feed.name}.{code}.ics"
            mark, resource = published.marks.get((feed.name, code)), site.resources.get(address)
            if mark is not None and resource is not None and resource.status == 200:
                yield address, Served(VersionKey(polled_as(feed), code, mark.digest), resource.etag)


def _tell_of_others(polls: tuple[Poll, ...]) -> None:
    for poll in polls:
        if poll.feed == OTHERS[0].feed:
            log.warning("%d requests were of too many kinds to be told apart", poll.count)
