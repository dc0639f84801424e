"""Records which clients fetched which version: counts in memory, and writes once a minute.

No request waits for a write. Counts that cannot be written are tried again. A normal end loses nothing; a
crash loses at most the requests since the last write.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from scheduler.publication.pages.reach_pages import ReachPages
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from scheduler.reports.errors import error_line
from scheduler.state.feeds import Poll, poll_name
from scheduler.store import Store, StoreError
from scheduler.web.counter import OTHERS, Counter, ServedVersion, VersionKey

log = logging.getLogger("twincal")

ShowPages = Callable[[Mapping[str, Resource]], None]
"""A function that shows the pages about reach, which are made when they are asked for."""


class PollRegister:
    """The register of one daemon: `count` is called for each request of a feed, `flush` once a minute."""

    def __init__(self, store: Store, clock: Callable[[], datetime], show: ShowPages) -> None:
        self._store = store
        self._clock = clock
        self._show = show
        self._counter = Counter(clock)
        self._site: Site | None = None
        self._flushed: tuple[Sequence[Poll], datetime] | None = None
        self._shown: dict[str, Resource] = {}
        self._is_failing = False
        self.count = self._counter.count

    def follow(self, site: Site) -> None:
        """Counts the versions of `site` from now on."""
        self._site = site
        self._counter.follow(dict(_served_versions(site)))
        self._show_reach()  # now: the pages shown until here hold the state before

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
        self._flushed = all_polls, now
        self._show_reach()

    def _write(self, polls: tuple[Poll, ...], now: datetime) -> tuple[Poll, ...]:
        if polls and self._site is not None:
            state = self._site.inputs.state
            if not self._store.has_revision(state.revision, state.time):
                raise StoreError("the store was put back")
            self._store.add_polls(polls, now)
        return self._store.polls()

    def _show_reach(self) -> None:
        """Shows the pages about reach as they were when it last flushed, of the site that it follows."""
        if self._site is not None and self._flushed is not None:
            inputs = self._site.inputs
            self._show(ReachPages(inputs.state, inputs.history, *self._flushed, self._shown))

    def _log_failure(self, error: StoreError) -> None:
        if not self._is_failing:
            log.error(
                "who fetched what cannot be written now, and is kept until it can: %s", error_line(error)
            )
        self._is_failing = True


def _served_versions(site: Site) -> Iterator[tuple[str, ServedVersion]]:
    """Yields each address of a feed that has a version in the store, with that version."""
    state = site.inputs.state
    for feed in state.feeds:
        for code in state.profile.languages:
            address = f"/feeds/{feed.name}.{code}.ics"
            version, resource = state.version(feed, code), site.files.get(address)
            if version is not None and resource is not None:
                yield address, ServedVersion(VersionKey(poll_name(feed), code, version.digest), resource.etag)


def _log_others(polls: tuple[Poll, ...]) -> None:
    for poll in polls:
        if poll.feed == OTHERS[0].feed:
            log.warning("%d requests were of too many kinds to be told apart", poll.count)
