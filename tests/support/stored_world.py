"""A world whose revisions a database holds."""

from __future__ import annotations

from contextlib import closing

from scheduler.state.state import NewRevision
from scheduler.store import open_store
from support.world import World


class StoredWorld(World):
    """A world that writes each revision to the migrated database at `url`, and reads it as another process."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.store = open_store(url)

    def remember(self, revision: NewRevision) -> None:
        """Remembers what another process reads, which is what this process knows."""
        super().remember(revision)
        state, calendars = self.state, self.bodies()
        self.store.write(revision)
        with closing(open_store(self.url)) as other:
            self.state = other.state()
        assert (self.state, self.bodies()) == (state, calendars)

    def planned_by_other_zone_data(self, zone: str, minutes: int) -> None:
        """Nobody rewrites a database behind its back."""
