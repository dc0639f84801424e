"""A finding: something that a person should look at, with a code that never changes.

The kinds of codes say who hears of it: the person who plans, `check`, or the cities by `notices`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import CityDayOff, DayOffReason
from scheduler.programme.keys import is_dated_by_rule
from scheduler.programme.problems import FieldPath
from scheduler.programme.texts import Text

Refusal = Literal[
    "many-series", "lost-part", "emptied-cities", "dropped-languages", "crowded-feeds",
    "lookalike-series", "copied-series", "lookalike-extra", "lookalike-feed",
    "night-move", "night-series", "far-move", "late-start",
]  # fmt: skip
"""The safety limit stops a plan with one of these, until a person allows it."""
Question = Literal[
    "already-over", "begun-long-ago", "over-again", "moved-into-past", "far-ahead", "ends-early"
]
"""A date that a plan brings may be wrong: a person should decide."""
Note = Literal[
    "held-back", "not-published", "no-day-left", "missed-meeting", "never-planned",
    "policy-day-past", "rule-day-past", "used-up-key", "new-rhythm",
]  # fmt: skip
"""A plan leaves something as it is, or not as the text says."""
FeedChange = Literal[
    "new-feed", "renamed-feed", "feed-kept", "feed-removed", "feed-gone", "feeds-in-language", "new-window"
]
"""A plan changes which feeds there are, or what they show."""
Doubt = Literal[
    "no-working-day",
    "no-free-day",
    "far-off",
    "begins-far-off",
    "moved-far",
    "hidden-not-cancelled",
    "personal-address",
]
"""`check` warns the secretariat."""
Shared = Literal[
    "outside-office-hours", "holiday-kept", "clash", "busy", "wrong-hour", "wrong-abbreviation",
    "series-ends", "holidays-unknown",
]  # fmt: skip
"""`check` warns the secretariat, and `notices` tell the cities."""
Told = Literal["hour-moves", "holiday-moved", "holiday-skipped", "new-holiday-data", "tentative"]
"""`notices` tell the cities."""
Code = Refusal | Question | Note | FeedChange | Doubt | Shared | Told

MOST_SINGLE = 3
"""The most series with a finding of one cause that have a finding each; one stands for more of them."""
_OF_MEETING = frozenset({"title", "last_day", "others"})
"""The values that every meeting has for itself."""
_OF_ONE_DAY = frozenset({"hour-moves", "new-holiday-data"})
"""The codes of findings about one change each."""


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
    """One finding; `values` are what its words need.

    It is about a meeting (`series` and `key`), a series, or `cities`; all are present ids, as people write
    them. `path` is its place in the text. `more` is the number of others of which the same is true.
    """

    code: Code
    path: FieldPath = ()
    series: str = ""
    key: str = ""
    day: date = date.min
    cities: tuple[str, ...] = ()
    values: Mapping[str, Any] = {}
    more: int = 0

    @property
    def refuses(self) -> bool:
        """Whether the safety limit stops a plan because of it."""
        return self.code in get_args(Refusal)

    @property
    def asks(self) -> bool:
        """Whether a person should decide if a date is right."""
        return self.code in get_args(Question)

    @property
    def warns(self) -> bool:
        """Whether `check` warns of it."""
        return self.code in get_args(Doubt) or self.code in get_args(Shared)

    @property
    def is_told(self) -> bool:
        """Whether the cities should know of it in time."""
        return self.code in get_args(Told) or self.code in get_args(Shared)

    @property
    def subject(self) -> object:
        """What findings about several meetings have in common if they say the same.

        Those about a holiday or the days off of a visit never do, nor those about a change: each is about its
        own day.
        """
        reason = self.values.get("reason")
        is_of_visit = self.code == "holiday-kept" and not is_dated_by_rule(self.key)
        is_of_holiday = isinstance(reason, DaysOff) and reason.are_holidays
        day = self.day if self.code in _OF_ONE_DAY or is_of_visit or is_of_holiday else None
        if not self.series:
            return self.code, day, self.values.get("country"), self.values.get("is_earlier")
        values = (
            (name, value.time() if isinstance(value, datetime) else value)
            for name, value in self.values.items()
            if name not in _OF_MEETING
        )
        return self.code, day, self.path, self.series, self.cities, *values


def joined(findings: Iterable[Finding]) -> Sequence[Finding]:
    """Returns the first of the findings that say the same of several meetings, with their number.

    One stands for the cities in which meetings are at the same bad hours.
    """
    firsts: dict[object, Finding] = {}
    for finding in findings:
        first = firsts.setdefault(finding.subject, finding)
        if first is not finding:
            firsts[finding.subject] = replace(first, more=first.more + 1)
    return [_of_all(alike) for alike in _by_hours(firsts.values())]


def _by_hours(findings: Iterable[Finding]) -> Iterable[Sequence[Finding]]:
    """Returns the findings about several cities with the same bad hours together, and each other one."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        values = finding.values
        hours = finding.series, finding.key, finding.day, finding.more, values.get("begin"), values.get("end")
        is_of_city = finding.code == "outside-office-hours"
        groups.setdefault((*hours, values["length"]) if is_of_city else finding.subject, []).append(finding)
    return groups.values()


def _of_all(alike: Sequence[Finding]) -> Finding:
    first, *others = alike
    if not others:
        return first
    cities = tuple(city for each in alike for city in each.cities)
    return replace(
        first, cities=cities, values={**first.values, "city": tuple(each.values["city"] for each in alike)}
    )
