"""A finding: something that a person should look at. Each kind is a class of its own, beside its detector.

The class of a kind says everything about it:

1. its code, made from its name, which never changes: `HolidayKept` is `holiday-kept`;
2. who hears of it, by its base: the person who plans, `check`, or the cities by `notices`;
3. its sentence in English (`english`), and the phrase for the cities (`phrase`), which catalogues translate;
4. the fields that these need. A sentence that names no field of its class stops the import.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from string import Formatter
from typing import ClassVar, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.advice import Advice
from scheduler.programme.details import CityDayOff, DayOffReason
from scheduler.programme.english_days import on_days
from scheduler.programme.problems import FieldPath
from scheduler.programme.texts import Text

_OF_MEETING = frozenset({"key", "day", "title", "more", "last_day", "others"})
"""The fields that every meeting has for itself."""
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def fields_in(sentence: str) -> Iterator[str]:
    """Yields the names of the fields that a sentence fills in."""
    return (name.partition(".")[0] for _, name, _, _ in Formatter().parse(sentence) if name)


class CountryCode(Struct, frozen=True):
    """A country, by its code (ISO 3166-1), or a region, by that of the United Nations (M49)."""

    code: str

    def __str__(self) -> str:
        return self.code


class DaysOff(Struct, frozen=True):
    """The days off of cities."""

    of_cities: tuple[CityDayOff, ...]

    @property
    def are_holidays(self) -> bool:
        """Whether all of them are public holidays."""
        return all(isinstance(each.why, Text) for each in self.of_cities)


class CountryHolidays(Struct, frozen=True):
    """The holidays of one day, each with a country that has it."""

    of_countries: tuple[tuple[DayOffReason, CountryCode], ...]


class MeetingTitle(Struct, frozen=True):
    """The title of a meeting, and the names of those who meet; there are none for a webinar."""

    title: Text
    meets: tuple[Text, ...] = ()


class Finding(Struct, frozen=True, kw_only=True):
    """One finding, about a meeting (`series` and `key`), a series, or `cities`.

    All are present ids, as people write them. `path` is its place in the text. `more` is the number of other
    meetings or series of which the same is true.
    """

    code: ClassVar[str]
    english: ClassVar[str] = ""
    phrase: ClassVar[str] = ""
    about_times: ClassVar[bool] = False
    """Whether a plan that brings these times asks about it: neither a plan nor an edit hides it."""

    path: FieldPath = ()
    series: str = ""
    key: str = ""
    day: date = date.min
    cities: tuple[str, ...] = ()
    title: MeetingTitle | None = None
    more: int = 0

    def __init_subclass__(cls) -> None:
        cls.code = vars(cls).get("code") or _CAPITAL.sub("-", cls.__name__).lower()
        for name in (*fields_in(cls.english), *fields_in(cls.phrase)):
            if not hasattr(cls, name):
                raise TypeError(f"a sentence of {cls.__name__} needs `{name}`, and it has no such field")

    @property
    def when(self) -> str:
        """The day in words, and the number of meetings like it: `on 9 December 2026 and 3 more meetings`."""
        return on_days(self.day, self.more)

    @property
    def advice(self) -> Advice:
        """What would help the secretariat, if the sentence does not say it."""
        return ""

    @property
    def msgid(self) -> str:
        """The phrase that says it to the cities."""
        return self.phrase

    @property
    def meetings(self) -> tuple[tuple[str, str], ...]:
        """The meetings that it is about, by series and key."""
        return ((self.series, self.key),)

    @property
    def subject(self) -> tuple[object, ...]:
        """What findings about several meetings have in common if they say the same."""
        values = (getattr(self, name) for name in self.__struct_fields__ if name not in _OF_MEETING)
        return self.code, *(value.time() if isinstance(value, datetime) else value for value in values)


class Refusal(Finding, frozen=True, kw_only=True):
    """The safety limit stops a plan with it, until a person allows it."""


class Question(Finding, frozen=True, kw_only=True):
    """A date that a plan brings may be wrong: a person should decide."""


class Note(Finding, frozen=True, kw_only=True):
    """A plan leaves something as it is, or not as the text says."""


class FeedChange(Finding, frozen=True, kw_only=True):
    """A plan changes which feeds there are, or what they show."""


class Doubt(Finding, frozen=True, kw_only=True):
    """`check` warns the secretariat."""


class Told(Finding, frozen=True, kw_only=True):
    """`notices` tell the cities."""


class Shared(Doubt, Told, frozen=True, kw_only=True):
    """`check` warns the secretariat, and `notices` tell the cities."""


SomeFinding = TypeVar("SomeFinding", bound=Finding)


def counted(findings: Iterable[SomeFinding]) -> Sequence[SomeFinding]:
    """Returns the first of the findings that say the same of several meetings, with the number of others."""
    firsts: dict[object, SomeFinding] = {}
    for finding in findings:
        first = firsts.setdefault(finding.subject, finding)
        if first is not finding:
            firsts[finding.subject] = replace(first, more=first.more + 1)
    return [*firsts.values()]
