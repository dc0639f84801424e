"""The processes of an installation, played in this one: a `serve` that writes, and followers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, event

from scheduler.commands.apply import plan_unattended, write_unattended
from scheduler.commands.refusals import Refused
from scheduler.daemon.follow_store import SiteFollower, TokenFollower
from scheduler.daemon.poll_register import PollRegister
from scheduler.store import LostRace, StoreError, open_store
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess

Clock = Callable[[], datetime]


class Killed(BaseException):
    """The process of a node has ended in the middle of its work."""


class Node:
    """One `serve`: what it serves, and its store. With a folder of the configuration it may write."""

    def __init__(self, url: str, clock: Clock, folder: Path | None, runner: asyncio.Runner) -> None:
        self.store = open_store(url)
        self.app = SiteApp(Health())
        self._clock, self._folder, self._runner = clock, folder, runner
        register = PollRegister(self.store, clock, self.app.show_reach_pages)
        self.follower = SiteFollower(self.store, clock, self.app, register)
        self._access = PrivateAccess()
        self._tokens = TokenFollower(self.store, self._access, self.app)
        self._last: tuple[int, datetime] | None = None

    def poll(self) -> None:
        """Looks at the store, as it does all the time."""
        with suppress(StoreError):  # the follower gets the same error, and reports it
            self._runner.run(self.follower.follow())
            self._tokens.refresh()
            self.app.private_access = self._access
            self._note_revision()

    def apply(self) -> bool:
        """Makes one attempt to apply the configuration, as after an edit; returns whether it succeeded."""
        assert self._folder is not None, "this node writes"
        try:
            planned = plan_unattended(self._folder, self.store, self._clock(), print, self._last)
            write_unattended(self._folder, self.store, planned)
            self._note_revision()
        except (Refused, StoreError, LostRace):
            return False
        return True

    def _note_revision(self) -> None:
        if self._last is None or self.store.has_revision(*self._last):
            self._last = self.store.last_revision()

    def end(self) -> None:
        self.store.close()


@contextmanager
def before_store_calls(then: Callable[[str], None]) -> Iterator[None]:
    """Calls `then` with each statement right before a database gets it; a commit is "COMMIT"."""

    def before(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        then(statement)

    def commit(_connection: object) -> None:
        then("COMMIT")

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "commit", commit)
