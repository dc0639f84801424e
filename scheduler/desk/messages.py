"""What `web` asks the desk, and what it answers: values that pass between two processes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from scheduler.state.feeds import FeedKey


class DeskRequest(Struct, frozen=True, kw_only=True):
    """A request of somebody with a key of the desk.

    `path` is what follows `/desk/`, `fields` those of the address or of the form. Only a form `changes`
    something. `label` is that of the key, and `scope` the calendar that it opens.
    """

    path: str
    fields: Mapping[str, str]
    changes: bool
    label: str
    scope: FeedKey


class DeskAnswer(Struct, frozen=True, kw_only=True):
    """A page, or the address below `/desk/` that follows (`location`). A `filename` makes it a download."""

    status: int = 200
    body: str = ""
    location: str = ""
    type: str = "text/html"
    filename: str = ""
