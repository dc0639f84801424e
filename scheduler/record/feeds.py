"""One published address, and which occurrences belong in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence

FeedKind = Literal["programme", "cities", "pairs", "themes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One published address and what stands behind it.

    `identity` is the first id it ever had, `id` the present one, `aliases` the others that still work.
    `state`: a removed feed goes on while a meeting of it is still to come, then it is gone.
    """

    kind: FeedKind
    identity: str
    id: str
    aliases: tuple[str, ...] = ()
    title: Text
    zone: str
    language: str
    state: Literal["live", "removed", "gone"] = "live"

    @property
    def name(self) -> str:
        """Its address below `/feeds/`: `cities/sofia`, or `programme`."""
        return self.kind if self.kind == "programme" else f"{self.kind}/{self.id}"


def addresses(occurrence: Occurrence) -> Iterator[tuple[FeedKind, str]]:
    """Kind and identity of each feed that `occurrence` belongs in, whatever the window."""
    yield "programme", "programme"
    for city in occurrence.cities():
        yield "cities", city
    for pair in occurrence.pairs:
        yield "pairs", pair
    for theme in occurrence.content.themes:
        yield "themes", theme.id


def shows(feed: Feed, occurrence: Occurrence) -> bool:
    """Whether `occurrence` belongs in `feed`, whatever the window."""
    return (feed.kind, feed.identity) in addresses(occurrence)
