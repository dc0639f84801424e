"""Feeds and the occurrences that belong in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Literal

from msgspec import Struct

from scheduler.programme.details import ThemeName
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence, Participant

FeedKind = Literal["programme", "cities", "pairs", "groups", "themes"]

FeedState = Literal["live", "removed", "gone"]

FeedKey = tuple[FeedKind, str]
"""The kind and identity of a feed."""


class Feed(Struct, frozen=True, kw_only=True, dict=True):
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

    @cached_property
    def key(self) -> FeedKey:
        """The kind and identity, which never change."""
        return self.kind, self.identity

    @cached_property
    def name(self) -> str:
        """The address below `/feeds/`: `cities/sofia`, or `programme`."""
        return self.kind if self.kind == "programme" else f"{self.kind}/{self.id}"


def feed_keys(occurrence: Occurrence) -> Sequence[FeedKey]:
    """Returns the key of each feed that `occurrence` belongs in, whatever the window is."""
    themes = occurrence.content.themes
    return _keys_of_feeds(occurrence.participants, occurrence.pairs, occurrence.groups, themes)


@lru_cache(maxsize=65_536)  # a series has few such values, but a large programme has many series
def _keys_of_feeds(
    participants: tuple[Participant, ...],
    pairs: tuple[str, ...],
    groups: tuple[str, ...],
    themes: tuple[ThemeName, ...],
) -> tuple[FeedKey, ...]:
    return (
        ("programme", "programme"),
        *(("cities", participant.city) for participant in participants),
        *(("pairs", pair) for pair in pairs),
        *(("groups", group) for group in groups),
        *(("themes", theme.id) for theme in themes),
    )


def belongs_in(feed: Feed, occurrence: Occurrence) -> bool:
    """Returns whether `occurrence` belongs in `feed`, whatever the window is."""
    return feed.key in feed_keys(occurrence)
