"""A store that sees only what is in its database."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import make_url

from scheduler.state.memory import Memory
from scheduler.state.revision import NewRevision, Published
from scheduler.store import Store, open_store
from scheduler.store.databases.engine import make_engine
from scheduler.store.queries.snapshot import EMPTY_SNAPSHOT


class ReadingStore(Store):
    """A store that reads the database each time, as another process does, and remembers nothing."""

    def __init__(self, url: str) -> None:
        self._url = url
        super().__init__(make_engine(make_url(url)), url)

    def memory(self) -> Memory:
        """What another process reads."""
        with closing(open_store(self._url)) as another:
            return another.memory()

    def write(self, revision: NewRevision) -> None:
        """Writes a revision of which the test may not give all that is published after it."""
        super().write(revision)
        self._snapshot = EMPTY_SNAPSHOT

    def published(self) -> Published | None:
        """What another process reads."""
        with closing(open_store(self._url)) as another:
            return another.published()
