"""Records which clients fetched which version: counts in memory, and writes once a minute.

No request waits for a write. Counts that cannot be written are tried again. A normal end loses nothing; a
crash loses at most the requests since the last write.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from scheduler.publication.pages.reach_pages import ReachPages
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from scheduler.record.polls import Poll, poll_name
from scheduler.record.revision import Published
from scheduler.store import Store, StoreError
from scheduler.web.counter import OTHERS, Counter, ServedVersion, VersionKey

log = logging.getLogger("twincal")
INTERVAL = 60.0
"""Seconds between two writes."""

ShowPages = Callable[[Mapping[str, Resource]], None]
"""A function that shows the pages about reach; called in a worker thread."""


class PollRegister:
    """The register of one daemon: `count` is called for each request of a feed, `flush` once a minute."""

    def __init__(self, store: Store, clock: Callable[[], datetime], show: ShowPages) -> None:
        self._store = store
        self._clock = clock
        self._show = show
        self._counter = Counter(clock)
        self._published: Published | None = None
        self._reach: tuple[Published, ReachPages] | None = None
        self._shown: Mapping[str, Resource] = {}
        self._is_failing = False
        self.count = self._counter.count

    def follow(self, published: Published, site: Site) -> None:
        """Counts the versions of `site` from now on."""
        self._published = published
        self._counter.follow(dict(_served_versions(published, site)))

    async def run(self, stop: asyncio.Event) -> None:
        """Flushes once a minute until `stop`."""
        while not stop.is_set():
            await self.flush()
            await asyncio.sleep(INTERVAL)

    async def flush(self) -> None:
        """Writes the counts, and shows new pages about reach."""
        now, polls = self._clock(), self._counter.take()
        try:
            all_polls = await asyncio.to_thread(self._write, polls, now)
        except StoreError as error:
            self._counter.put_back(polls)
            self._log_failure(error)
            return
        self._is_failing = False
        _log_others(polls)
        if self._published is not None:
            await asyncio.to_thread(self._show_reach, self._published, all_polls, now)

    def _write(self, polls: tuple[Poll, ...], now: datetime) -> tuple[Poll, ...]:
        if polls:
            self._store.add_polls(polls, now)
        return self._store.polls()

    def _show_reach(self, published: Published, polls: tuple[Poll, ...], now: datetime) -> None:
        """Shows the pages. Runs in a worker thread, because it compresses them."""
        if self._reach is None or self._reach[0] is not published:
            self._reach = published, ReachPages.of(published)  # here, so that no new revision waits for it
        pages = self._reach[1].resources(polls, now)
        self._shown = {path: self._unchanged(path, page) for path, page in pages.items()}
        self._show(self._shown)

    def _unchanged(self, path: str, page: Resource) -> Resource:
        """Returns the page that is shown already, with its date, if the new one has the same content."""
        shown = self._shown.get(path)
        return shown if shown is not None and shown.body == page.body else page

    def _log_failure(self, error: StoreError) -> None:
        if not self._is_failing:
            log.error("who fetched what cannot be written now, and is kept until it can: %s", error)
        self._is_failing = True


def _served_versions(published: Published, site: Site) -> Iterator[tuple[str, ServedVersion]]:
    """Yields each address that has a version in the store, with that version."""
    for feed in published.feeds:
        for code in published.profile.languages:
            address = f"/feeds/{feed.name}.{code}.ics"
            version, resource = published.versions.get((feed.name, code)), site.resources.get(address)
            if version is not None and resource is not None and resource.status == 200:
                yield address, ServedVersion(VersionKey(poll_name(feed), code, version.digest), resource.etag)


def _log_others(polls: tuple[Poll, ...]) -> None:
    for poll in polls:
        if poll.feed == OTHERS[0].feed:
            log.warning("%d requests were of too many kinds to be told apart", poll.count)
