"""Feeds and the occurrences that belong in them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence

FeedKind = Literal["programme", "cities", "pairs", "groups", "themes"]

FeedState = Literal["live", "removed", "gone"]

FeedKey = tuple[FeedKind, str]
"""The kind and identity of a feed."""


class Feed(Struct, frozen=True, kw_only=True):
    """A feed of a programme, city, pair or theme.

    `identity` is its first id, `id` the present one, `aliases` are other ids whose addresses still work.
    `state`: a removed feed is published until its last meeting has ended; then it is gone.
    """

    kind: FeedKind
    identity: str
    id: str
    aliases: tuple[str, ...] = ()
    title: Text
    zone: str
    language: str
    state: FeedState = "live"

    @property
    def key(self) -> FeedKey:
        """The kind and identity, which never change."""
        return self.kind, self.identity

    @property
    def name(self) -> str:
        """The address below `/feeds/`: `cities/sofia`, or `programme`."""
        return self.kind if self.kind == "programme" else f"{self.kind}/{self.id}"


def feed_keys(occurrence: Occurrence) -> tuple[FeedKey, ...]:
    """Returns the key of each feed that `occurrence` belongs in, whatever the window is."""
    return (
        ("programme", "programme"),
        *(("cities", participant.city) for participant in occurrence.participants),
        *(("pairs", pair) for pair in occurrence.pairs),
        *(("groups", group) for group in occurrence.groups),
        *(("themes", theme.id) for theme in occurrence.content.themes),
    )


def belongs_in(feed: Feed, occurrence: Occurrence) -> bool:
    """Returns whether `occurrence` belongs in `feed`, whatever the window is."""
    return feed.key in feed_keys(occurrence)
