"""Cities and the host: where people sit, which clock they live by, when they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from scheduler.programme.spans import Days
from scheduler.programme.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """When a city can be met: hours on its own clock, weekdays as 0 (Monday) to 6."""

    opens: time = time(9)
    closes: time = time(18)
    days: frozenset[int] = frozenset(range(5))

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise ValueError("office hours end before they begin")


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A local government that takes part.

    `country` (ISO 3166-1) and `subdivision` bring its public holidays. `closed` are days off of its
    own; `open` are days on which it works although it is a holiday or the programme is closed.
    `formerly` are the ids it had, oldest first.
    """

    id: str
    name: Text
    official_name: Text | None = None
    country: str
    subdivision: str | None = None
    zone: str
    languages: tuple[str, ...] = ()
    hours: OfficeHours = OfficeHours()
    closed: tuple[Days, ...] = ()
    open: tuple[Days, ...] = ()
    formerly: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The first id it was ever known by: what the store remembers it under."""
        return (*self.formerly, self.id)[0]

    def says_closed(self, day: date, common: tuple[Days, ...]) -> bool:
        """Whether `closed` of the city or of the whole programme covers `day`."""
        return any(day in days for days in (*self.closed, *common)) and not self.says_open(day)

    def says_open(self, day: date) -> bool:
        """Whether the city works on `day` whatever else is said."""
        return any(day in days for days in self.open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The help desk or secretariat; `attends` tells which meetings count as its own for clashes."""

    name: Text
    zone: str
    country: str | None = None
    url: str | None = None
    attends: Literal["webinars", "everything"] = "webinars"
