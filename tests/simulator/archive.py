"""Every feed that was ever published, and the checks of what follows it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import closing
from datetime import datetime

from scheduler.publication.pages.paths import split_path
from scheduler.publication.pages.touched import Made, made_from, touched
from scheduler.publication.resource import ListedResource
from scheduler.publication.site import Site, build_site
from scheduler.store import StoreError, open_store
from simulator.drafts import COUNTRIES
from simulator.laws import between_revisions
from simulator.nodes import Node
from simulator.subscribers import ShownEvent, events_of
from simulator.violation import Violation, require
from support.web import respond

PROGRAMME_FEED = "/feeds/programme.ics"
FEEDS = {f"/feeds/cities/{city}.ics": frozenset({city}) for city in COUNTRIES} | {
    PROGRAMME_FEED: frozenset(COUNTRIES)
}
"""The feeds that are compared with the draft, and the cities whose meetings each has."""

COMPARED_WITH = 4
"""The publications before the last one with which pages are compared, too."""


class Archive:
    """The feeds of each revision that is found in the database at `url`.

    `over` are the UIDs of meetings that were over when a revision was written: no later text moves them.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._revision: tuple[int, datetime] | None = None
        self._bodies: dict[str, list[bytes]] = defaultdict(list)
        self._events: dict[str, dict[str, ShownEvent]] = {}
        self._made: list[tuple[Made, dict[str, ListedResource]]] = []
        self.over: set[str] = set()

    def look(self, now: datetime, rebuilt_from: Collection[str] | None = None) -> bool:
        """Compares a new revision with the one before it; returns whether there is one.

        `now` is the clock of the run that wrote it. `rebuilt_from` are the UIDs in the text if the store was
        made anew or put back.
        """
        with closing(open_store(self._url)) as store:
            try:
                revision, state = store.last_revision(), store.state()
                history = store.history_of_pages(state.window.first)
            except StoreError as error:
                raise Violation(f"the store cannot be read: {error}") from error
        if revision == self._revision or not state.revision:
            return False
        self._revision = revision
        site, before = build_site(state, history, now), self._events
        if rebuilt_from is not None:
            self._made.clear()
        self._check_untouched(site)
        for path in FEEDS:
            self._bodies[path].append(site.files[path].body)
        self._events = {path: events_of(self.last_body(path)) for path in FEEDS}
        for path, events in self._events.items():
            _compare(events.values(), site.json_feeds[path.replace(".ics", ".json")].body, path)
        for path in before:
            problems = between_revisions(
                before[path], self._events[path], now, self.over, self._events[PROGRAMME_FEED], rebuilt_from
            )
            require(problems, path)
        for events in (
            *before.values(),
            *self._events.values(),
        ):  # by the zone data before, and by the new ones
            self.over |= {uid for uid, event in events.items() if event.end <= now}
        return True

    def _check_untouched(self, site: Site) -> None:
        """Compares the pages that nothing has touched since some revisions before with those of these."""
        state, pages = site.inputs.state, {page.path: page for page in site.pages.listed()}
        with closing(open_store(self._url)) as store:
            for made, before in self._made:
                since = store.history(most=max(1, state.revision - made.revision))
                is_touched = touched(site.inputs, made, since)
                differing = (path for path in {*before, *pages} if before.get(path) != pages.get(path))
                found = (
                    path for path in differing if not is_touched(split_path(path, state.profile.languages)[1])
                )
                require(
                    (f"{path} differs, and nothing has touched it" for path in found),
                    f"since {made.revision}",
                )
        self._made = [(made_from(site.inputs), pages), *self._made[:COMPARED_WITH]]

    def is_of_present_revision(self) -> bool:
        """Returns whether the last revision of the store is the last one that was found."""
        with closing(open_store(self._url)) as store:
            return store.last_revision() == self._revision

    def last_body(self, path: str) -> bytes:
        return self._bodies[path][-1]

    def last_events(self, path: str) -> dict[str, ShownEvent]:
        return self._events[path]

    def check_served(self, node: Node) -> None:
        """Checks that a node serves whole feeds of some revision, or nothing yet."""
        for path in FEEDS:
            response = respond(node.app, "GET", path)
            if response.status == 200 and response.body not in self._bodies[path]:
                raise Violation(f"{path}: a node serves what no revision has")

    def check_current(self, node: Node) -> None:
        """Checks that a node, which has just looked at the store, serves its last revision."""
        for path in FEEDS:
            if respond(node.app, "GET", path).body != self.last_body(path):
                raise Violation(f"{path}: a node serves an old revision after it looked at the store")


def _compare(events: Iterable[ShownEvent], in_json: bytes, path: str) -> None:
    """Raises Violation if a feed and its JSON differ. Times are by stored zone data, so they are not compared."""
    shown = [(event.uid, event.sequence, event.is_cancelled) for event in events]
    meetings = json.loads(in_json)["meetings"]
    if shown != [(each["uid"], each["sequence"], each["status"] == "cancelled") for each in meetings]:
        raise Violation(f"{path}: its JSON has other meetings, or other states of them")
