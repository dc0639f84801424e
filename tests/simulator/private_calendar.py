"""The private calendar of a city: its address, the earlier addresses, and what may be seen where (rule 11)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from datetime import datetime

from scheduler.commands import token
from scheduler.state.feeds import digest_of
from scheduler.store import Store, open_store
from simulator.drafts import SECRET, SPEAKER, DraftWebinar
from simulator.expectations import ExpectedMeeting
from simulator.laws import COMPARED
from simulator.nodes import Node
from support.web import respond


class PrivateCalendar:
    """The private calendar of `city`, from the database at `url`. An operator renews its address now and then."""

    def __init__(self, url: str, city: str) -> None:
        self.city = city
        self._url = url
        self._address = ""
        self._old_addresses: list[str] = []

    def renew(self, now: datetime) -> None:
        with closing(open_store(self._url)) as store:
            self._end_address(store, now)
            self._address = token.create(store, f"cities/{self.city}", "office", now, "operator").address

    def after_a_fault(self, now: datetime) -> None:
        """Renews a lost address, and ends again those that an older copy of the database has brought back."""
        with closing(open_store(self._url)) as store:
            live = {found.digest for found in store.tokens() if found.is_live}
            for address in self._old_addresses:
                if _digest(address) in live:
                    token.revoke(store, address, now)
        if not self._address or _digest(self._address) not in live:
            self.renew(now)

    def _end_address(self, store: Store, now: datetime) -> None:
        live = {found.digest for found in store.tokens() if found.is_live}
        if self._address:
            self._old_addresses.append(self._address)
            if _digest(self._address) in live:
                token.revoke(store, self._address, now)

    def problems(
        self,
        node: Node,
        webinars: Collection[DraftWebinar],
        expected: Iterable[ExpectedMeeting],
        now: datetime,
    ) -> Iterator[str]:
        """Yields what a node, which has just looked at the store, shows or hides wrongly."""
        response = respond(node.app, "GET", self._address)
        if response.status != 200:
            yield f"the private calendar is answered {response.status}"
        for meeting in expected:
            is_coming = meeting.times is not None and now < meeting.times[0] < now + COMPARED
            is_there = f"{SECRET}{meeting.id}".encode() in _unfolded(response.body)
            if is_coming and is_there != (self.city in meeting.cities):
                wrongly = "says" if is_there else "does not say"
                yield f"the calendar {wrongly} how to join {meeting.title}, a meeting of {sorted(meeting.cities)}"
        for address in self._old_addresses:
            if respond(node.app, "GET", address).status != 404:
                yield "an address that was ended opens a private calendar"
        yield from _withdrawn_speakers(response.body, webinars)


def private_words(feed: bytes, webinars: Collection[DraftWebinar]) -> Iterator[str]:
    """Yields what must not stand in a public feed: rooms, and speakers that the draft does not name."""
    if SECRET.encode() in _unfolded(feed):
        yield "a public feed says how to join a meeting"
    yield from _withdrawn_speakers(feed, webinars)


def _withdrawn_speakers(feed: bytes, webinars: Collection[DraftWebinar]) -> Iterator[str]:
    named = {webinar.speaker for webinar in webinars}
    for found in set(re.findall(rf"{SPEAKER}\d+", _unfolded(feed).decode())) - named:
        yield f"{found} was withdrawn, and is in a feed"


def _unfolded(feed: bytes) -> bytes:
    return feed.replace(b"\r\n ", b"")


def _digest(address: str) -> str:
    return digest_of(address.partition("/private/")[2].partition("/")[0])
