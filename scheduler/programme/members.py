"""Those who take part: cities and the host, and the pairs, groups and audiences in which they meet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import ClassVar, Literal

from msgspec import UNSET, Struct, UnsetType

from scheduler.programme.keys import Identified
from scheduler.programme.problems import FieldPath
from scheduler.programme.spans import Days, Length
from scheduler.programme.texts import Text


class OfficeHours(Struct, frozen=True, kw_only=True):
    """The hours when a city works, on its own clock; weekdays are 0 (Monday) to 6."""

    opens: time = time(9)
    closes: time = time(18)
    days: frozenset[int] = frozenset(range(5))

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise ValueError("office hours end before they begin")


class City(Identified, Struct, frozen=True, kw_only=True):
    """A local government that takes part.

    Its public holidays are those of `country` (ISO 3166-1) and `subdivision`. `closed` are further days off;
    on the days of `open` it works although there is a holiday or the programme is closed.
    """

    kind: ClassVar[Literal["cities"]] = "cities"
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

    def is_closed(self, day: date, common: tuple[Days, ...]) -> bool:
        """Returns whether the city or the whole programme (`common`) is closed on `day`."""
        return any(day in days for days in (*self.closed, *common)) and not self.is_open(day)

    def is_office_day(self, day: date) -> bool:
        """Returns whether its offices are open on this weekday, or the text opens it on `day`."""
        return day.weekday() in self.hours.days or self.is_open(day)

    def is_open(self, day: date) -> bool:
        """Returns whether the text opens the city on `day`, even if it is a holiday."""
        return any(day in days for days in self.open)


class BusyCalendar(Struct, frozen=True, kw_only=True):
    """A calendar that says when `attendee` has no time: a city (identity), or the host (empty).

    `source` is an address, or the name of a file in the directory of the configuration. Times without a zone
    are those of the IANA zone `zone`. `path` is its place in the text.
    """

    attendee: str
    source: str
    zone: str
    path: FieldPath

    @property
    def is_download(self) -> bool:
        """Whether `source` is an address."""
        return "://" in self.source


class Office(Struct, frozen=True, kw_only=True):
    """How the office of a city is reached: its mail addresses and telephone numbers.

    It is no part of a City, because no page and no calendar leads to it.
    """

    addresses: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()


class MailSender(Struct, frozen=True, kw_only=True):
    """From whom offices get mails, and who reads their answers; `seen`: whether they are asked to confirm.

    They get the coming month each month if there is a `digest`, and are reminded of a meeting that is not
    confirmed so long before it. As an Office, it is no part of what pages are made from.
    """

    address: str
    reply_to: str
    seen: bool = True
    digest: bool = False
    remind: Length | None = None


def joined_names(cities: Iterable[City], languages: Iterable[str]) -> Text:
    """Returns the joined names of `cities`, such as `Sofia–Sejong`, in each of `languages`."""
    cities = tuple(cities)
    return Text.of({code: "–".join(city.name.say(code) for city in cities) for code in languages})


class Host(Struct, frozen=True, kw_only=True):
    """The help desk or secretariat; `attends`: the meetings that can clash because it takes part."""

    name: Text
    zone: str
    country: str | None = None
    url: str | None = None
    attends: Literal["webinars", "everything"] = "webinars"


class Theme(Identified, Struct, frozen=True, kw_only=True):
    """A subject of the programme; each has its own feed."""

    kind: ClassVar[Literal["themes"]] = "themes"
    id: str
    name: Text
    description: Text | None = None
    formerly: tuple[str, ...] = ()


class Group(Identified, Struct, frozen=True, kw_only=True):
    """Cities that meet, or that an audience names together: a pair, or a cluster or network of any size.

    `cities` are ids in the order of their turns. `meets`: whether it has meetings of its own. `kind` is its
    section of the text, and the kind of its feed.
    """

    kind: ClassVar[Literal["pairs", "groups"]] = "groups"
    id: str
    cities: tuple[str, ...]
    name: Text | None = None
    themes: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    meets: bool | UnsetType = False

    @property
    def has_feed(self) -> bool:
        """Whether it has a feed: a pair always, another group if it meets."""
        return self.meets is not False


class Pair(Group, frozen=True, kw_only=True):
    """Two cities that meet regularly, or three (a trio)."""

    kind = "pairs"
    meets: bool | UnsetType = UNSET  # so the store writes no `meets` for a pair

    def __post_init__(self) -> None:
        if len(self.cities) not in (2, 3) or len(set(self.cities)) != len(self.cities):
            raise ValueError("a pair has two or three different cities")


class OpenWebinar(Struct, frozen=True, kw_only=True):
    """A webinar that is announced without a date: pages show it, and no calendar does."""

    id: str
    title: Text
    description: Text | None = None


class Audience(Struct, frozen=True, kw_only=True):
    """The cities that a webinar is for: all, or the cities, pairs and groups that `names` lists by id."""

    everyone: bool = False
    names: tuple[str, ...] = ()
