"""Which id the text has today for what is remembered under the first that it had.

Values hold identities, because those stay; a person reads and writes present ids. They are put in where
something is worded, and nowhere before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.record.feeds import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentIds:
    """The present ids of series and cities by their identities; what is not there never had another."""

    series: Mapping[str, str]
    cities: Mapping[str, str]

    def of_series(self, identity: str) -> str:
        """The id of a series as the text has it."""
        return self.series.get(identity, identity)

    def of_city(self, identity: str) -> str:
        """The id of a city as the text has it."""
        return self.cities.get(identity, identity)

    def of_meeting(self, series: str, key: str) -> str:
        """`SERIES/KEY`, as a person asks for it."""
        return f"{self.of_series(series)}/{key}"


def present_ids(series_ids: Mapping[str, str], feeds: Iterable[Feed]) -> PresentIds:
    """The present ids by the `series_ids` of a store and by the feeds of cities."""
    return PresentIds(
        series=series_ids, cities={feed.identity: feed.id for feed in feeds if feed.kind == "cities"}
    )
