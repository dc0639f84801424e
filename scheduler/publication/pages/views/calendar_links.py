"""Links from the page of a meeting to the calendars that it is in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.publication.pages.views.page import PageInputs
from scheduler.state.feeds import FeedKey, FeedKind


class CalendarLink(Struct, frozen=True, kw_only=True):
    """A link to the page of a calendar that the meeting is in."""

    kind: FeedKind
    is_trio: bool
    identity: str
    address: str
    title: Text


class CalendarLinks(Struct, frozen=True, dict=True):
    """The links to calendars. They are made with the first page of a meeting."""

    inputs: PageInputs

    @cached_property
    def by_key(self) -> Mapping[FeedKey, CalendarLink]:
        """Every calendar that has a page."""
        return {
            feed.key: CalendarLink(
                kind=feed.kind,
                is_trio=self.inputs.directory.is_trio(feed),
                identity=feed.identity,
                address=feed.name,
                title=feed.title,
            )
            for feed in self.inputs.state.feeds
            if feed.state != "gone"
        }
