"""The present ids of series and cities.

Values hold identities (first ids), because those never change. People read and write present ids. Only code
that makes text for people replaces an identity by the present id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from scheduler.record.feeds import Feed


class RecordedSeries(Struct, frozen=True):
    """The facts about a series that are stored besides its meetings: its present id, the inputs of its hours.

    The inputs are empty in old databases.
    """

    id: str
    time_inputs: tuple[str, ...]


class PresentIds(Struct, frozen=True, kw_only=True):
    """The present ids of series and cities by identity; an identity without an entry is the present id."""

    series: Mapping[str, str]
    cities: Mapping[str, str]

    def of_series(self, identity: str) -> str:
        """Returns the present id of a series."""
        return self.series.get(identity, identity)

    def of_city(self, identity: str) -> str:
        """Returns the present id of a city."""
        return self.cities.get(identity, identity)

    def of_meeting(self, series: str, key: str) -> str:
        """Returns `SERIES/KEY`, as people write it."""
        return f"{self.of_series(series)}/{key}"


def present_ids(series: Mapping[str, RecordedSeries], feeds: Iterable[Feed]) -> PresentIds:
    """Returns the present ids of `series`, which are given by identity, and of the cities with `feeds`."""
    return PresentIds(
        series={identity: recorded.id for identity, recorded in series.items()},
        cities={feed.identity: feed.id for feed in feeds if feed.kind == "cities"},
    )
