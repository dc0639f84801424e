"""The present ids of series and cities.

Values hold identities (first ids), because those never change. People read and write present ids. Only code
that makes text for people replaces an identity by the present id.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from scheduler.record.feeds import Feeds


class RecordedSeries(Struct, frozen=True):
    """The facts about a series that are stored besides its meetings: its present id, the inputs of its hours.

    `bounds` are the beginnings and ends of its rules, and its pauses, as text to be compared. Inputs and
    bounds are empty in old databases.
    """

    id: str
    time_inputs: tuple[str, ...]
    bounds: str = ""

    @property
    def rules(self) -> tuple[str, ...]:
        """The inputs that belong to no single meeting: "third Wednesday 10:00 Europe/Sofia 60 min"."""
        return tuple(line for line in self.time_inputs if ": " not in line)


class PresentIds(Struct, frozen=True, kw_only=True):
    """The present ids of `series`, which are given by identity, and of the cities with `feeds`.

    An identity without an entry is the present id.
    """

    series: Mapping[str, RecordedSeries]
    feeds: Feeds

    def of_series(self, identity: str) -> str:
        """Returns the present id of a series."""
        recorded = self.series.get(identity)
        return recorded.id if recorded is not None else identity

    def of_city(self, identity: str) -> str:
        """Returns the present id of a city."""
        feed = self.feeds.by_key.get(("cities", identity))
        return feed.id if feed is not None else identity

    def of_meeting(self, series: str, key: str) -> str:
        """Returns `SERIES/KEY`, as people write it."""
        return f"{self.of_series(series)}/{key}"
