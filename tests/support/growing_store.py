"""A store for tests that write parts of a state."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import make_url

from scheduler.state.state import NewRevision
from scheduler.store import Store
from scheduler.store.databases.engine import make_engine


class GrowingStore(Store):
    """A store that keeps the meetings and pieces that it holds beside those of a new revision."""

    def __init__(self, url: str) -> None:
        super().__init__(make_engine(make_url(url)), url)

    def write(self, revision: NewRevision) -> None:
        """Writes a revision that follows the present state; a piece that is None is deleted."""
        before, after = self.state(), revision.after
        pieces = {**before.pieces, **after.pieces}
        whole = replace(
            after,
            occurrences={**before.occurrences, **after.occurrences},
            pieces={key: body for key, body in pieces.items() if body is not None},
        )
        super().write(replace(revision, before=before, after=whole))
