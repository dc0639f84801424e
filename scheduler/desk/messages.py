"""What `web` asks the desk, and what it answers: values that pass between two processes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from scheduler.state.feeds import FeedKey

SHOW_TYPED = ("plan", "edit")
"""The addresses that show what a form would do, or the form itself again. They publish nothing."""
OF_THE_PLAN = ("code", "was", "large")
"""The fields that only the form on the page of a plan has."""


class DeskRequest(Struct, frozen=True, kw_only=True, tag="desk"):
    """A request of somebody with a key of the desk.

    `path` is what follows `/desk/`, `fields` those of the address or of the form. Only a form `changes`
    something. `label` is that of the key, and `scope` the calendar that it opens.
    """

    path: str
    fields: Mapping[str, str]
    changes: bool
    label: str
    scope: FeedKey

    @property
    def publishes(self) -> bool:
        """Whether it writes what a person has seen; every other one only looks."""
        return self.changes and self.path not in SHOW_TYPED


LONGEST_FORM = 60_000
"""Bytes of a form: `web` takes a few more."""
MOST_BYTES = 5_000_000
"""The most bytes of a download: between the processes it is one line, and a third longer."""


class Download(Struct, frozen=True, kw_only=True):
    """A file that the browser stores under `name`; `type` is its media type."""

    name: str
    type: str
    body: bytes


class DeskAnswer(Struct, frozen=True, kw_only=True):
    """A page (`body`), the address below `/desk/` that follows (`location`), or a file.

    `is_secret`: the page shows a secret once, so no browser keeps it.
    """

    status: int = 200
    body: str = ""
    location: str = ""
    download: Download | None = None
    is_secret: bool = False
