"""The processes of an installation, played in this one: a daemon that writes, and followers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, event

from scheduler.daemon.applier import Applier
from scheduler.daemon.follow_site import SiteFollower
from scheduler.daemon.follow_tokens import TokenFollower
from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.static_files import StaticFiles
from scheduler.store import StoreError, open_store
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess

Clock = Callable[[], datetime]


class Killed(BaseException):
    """The process of a node has ended in the middle of its work."""


def _nothing() -> None:
    """The simulation itself says when a writer applies the files."""


class Node:
    """One daemon: what it serves, and its store. With a folder of the configuration it may write."""

    def __init__(self, url: str, clock: Clock, folder: Path | None, runner: asyncio.Runner) -> None:
        self.store = open_store(url)
        self.health = Health()
        self.app = SiteApp(self.health)
        self._runner = runner
        register = PollRegister(self.store, clock, self.app.show_reach_pages)
        static_files = StaticFiles(self.store, None, self.health)
        self.follower = SiteFollower(
            self.store, clock, self.app, self.health, static_files, register, on_replaced=_nothing
        )
        self._access = PrivateAccess()
        self._tokens = TokenFollower(self.store, self._access, self.app)
        self._applier: Applier | None = None
        if folder is not None:
            self._applier = Applier(
                folder, folder.parent, self.store, clock, self.health, lambda: self.follower.state
            )

    def poll(self) -> None:
        with suppress(StoreError):  # nothing was shown yet, and nothing can be
            self._runner.run(self.follower.catch_up())
            self._tokens.refresh()
            self.app.private_access = self._access

    def apply(self) -> bool:
        """Makes one attempt to apply the configuration, as after an edit; returns whether it succeeded."""
        assert self._applier is not None, "this node writes"
        self._runner.run(self._applier.removes_meetings())
        return self._runner.run(self._applier.apply_as_checked())

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
