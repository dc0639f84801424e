"""The programme: everything one secretariat runs, checked and complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from scheduler.programme.details import CancelledPolicy
from scheduler.programme.members import (
    Audience,
    BusyCalendar,
    City,
    Group,
    Host,
    MailSender,
    Office,
    OpenWebinar,
    Theme,
)
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Series
from scheduler.programme.spans import Days, Length
from scheduler.programme.texts import Look, OwnPhrases, PageTexts, Text

EXAMPLE_ID = "example"
"""The id of the example that `twincal init` writes; nothing is published under it."""


class Programme(Struct, frozen=True, kw_only=True):
    """Everything that one host runs; mappings are by id, in the order of the text.

    In `groups`, the pairs come first. `offices` are those of the cities. `accepted` are facts such as a city
    and an hour, by the section and id of a city or series, and the code of the findings about it that the
    secretariat accepts.
    """

    id: str
    name: Text
    host: Host
    languages: tuple[str, ...]
    address: str | None = None
    past: Length = Length(days=90)
    ahead: Length = Length(months=18)
    closed: tuple[Days, ...] = ()
    cancelled: CancelledPolicy = CancelledPolicy("days", 30)
    busy: tuple[BusyCalendar, ...] = ()
    offices: Mapping[str, Office] = {}
    mail: MailSender | None = None
    accepted: Mapping[FieldPath, Sequence[tuple[object, ...]]] = {}
    page_texts: PageTexts = PageTexts()
    look: Look = Look()
    phrases: tuple[OwnPhrases, ...] = ()
    themes: dict[str, Theme]
    cities: dict[str, City]
    groups: dict[str, Group]
    series: dict[str, Series]
    open_webinars: tuple[OpenWebinar, ...] = ()

    def cities_of(self, audience: Audience) -> tuple[City, ...]:
        """Returns the cities that `audience` names, each once, in the order of the programme."""
        if audience.everyone:
            return tuple(self.cities.values())
        ids: set[str] = set()
        for name in audience.names:
            ids.update([name] if name in self.cities else self.groups[name].cities)
        return tuple(city for city in self.cities.values() if city.id in ids)

    def members(self, series: Series) -> tuple[City, ...]:
        """Returns the cities of a series: of its group, in their order, or of its audience."""
        meets = self.who_meets(series)
        if meets is not None:
            return tuple(self.cities[id] for id in meets.cities)
        assert series.audience is not None
        return self.cities_of(series.audience)

    def who_meets(self, series: Series) -> Group | None:
        """Returns the group of a meeting; None for a webinar."""
        return self.groups[series.group] if series.group is not None else None
