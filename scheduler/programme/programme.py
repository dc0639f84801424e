"""The programme: everything one secretariat runs, checked and complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.programme.groups import Audience, Group, Pair, Theme
from scheduler.programme.places import City, Host
from scheduler.programme.series import Series
from scheduler.programme.spans import Days, Length
from scheduler.programme.texts import Text


@dataclass(frozen=True, slots=True)
class CancelledPolicy:
    """How long cancelled meetings are shown: always, never, or for `days` days."""

    mode: Literal["show", "hide", "days"] = "show"
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTexts:
    """What the secretariat says on its own account on pages that the law asks of it.

    `enforcement` is a part of the accessibility statement, for who leaves the rest to Twincal.
    """

    accessibility: Text | None = None
    enforcement: Text | None = None
    privacy: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Everything under one host. Mappings are by id, in the order in which the text has them."""

    id: str
    name: Text
    host: Host
    languages: tuple[str, ...]
    address: str | None = None
    past: Length = Length(days=90)
    ahead: Length = Length(months=18)
    closed: tuple[Days, ...] = ()
    cancelled: CancelledPolicy = CancelledPolicy()
    notes: PageTexts = PageTexts()
    themes: dict[str, Theme]
    cities: dict[str, City]
    pairs: dict[str, Pair]
    groups: dict[str, Group]
    series: dict[str, Series]

    def cities_of(self, audience: Audience) -> tuple[City, ...]:
        """The cities that `audience` names, each once, in the order of the programme."""
        if audience.everyone:
            return tuple(self.cities.values())
        wanted: set[str] = set()
        for name in audience.names:
            if name in self.cities:
                wanted.add(name)
            elif name in self.pairs:
                wanted.update(self.pairs[name].cities)
            else:
                wanted.update(self.groups[name].cities)
        return tuple(city for city in self.cities.values() if city.id in wanted)

    def members(self, series: Series) -> tuple[City, ...]:
        """The cities of a series: its pair's, in the order of the pair, or its audience's."""
        if series.pair is not None:
            return tuple(self.cities[id] for id in self.pairs[series.pair].cities)
        assert series.audience is not None
        return self.cities_of(series.audience)
