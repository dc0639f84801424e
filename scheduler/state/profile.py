"""The facts about a programme and its series, apart from meetings, that are recorded; and present ids.

Values hold identities (first ids), because those never change. People read and write present ids. Only code
that makes text for people replaces an identity by the present id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from scheduler.programme.members import City, Group, OpenWebinar, Pair, Theme
from scheduler.programme.spans import Days
from scheduler.programme.texts import Look, OwnPhrases, PageTexts, Text
from scheduler.state.feeds import Feed
from scheduler.timetable.recorded_hours import RecordedHours, RuleHours


class ProfileDetails(Struct, frozen=True, kw_only=True):
    """The facts that only pages show: cities, groups, themes, days off, texts, and webinars without a date.

    `groups` are those that meet, without the pairs. `minutes_expected` are the series (identities) whose
    meetings have minutes afterwards.
    """

    host_url: str | None = None
    cities: tuple[City, ...] = ()
    pairs: tuple[Pair, ...] = ()
    groups: tuple[Group, ...] = ()
    themes: tuple[Theme, ...] = ()
    closed: tuple[Days, ...] = ()
    notes: PageTexts = PageTexts()
    open_webinars: tuple[OpenWebinar, ...] = ()
    look: Look = Look()
    minutes_expected: tuple[str, ...] = ()

    @property
    def who_meets(self) -> tuple[Group, ...]:
        """The groups that have a feed, pairs first."""
        return *self.pairs, *self.groups


class ProgrammeProfile(Struct, frozen=True, kw_only=True):
    """The facts about a programme that every feed shows; pages show its `details` too."""

    id: str
    name: Text
    address: str | None
    languages: tuple[str, ...]
    host: Text
    zone: str
    phrases: tuple[OwnPhrases, ...] = ()
    details: ProfileDetails = ProfileDetails()

    def __post_init__(self) -> None:
        if not self.languages:
            raise ValueError("a programme has a language")


class RuleDays(Struct, frozen=True):
    """The first and the last day on which a rule may plan meetings; it goes on if `last` is None."""

    first: date
    last: date | None = None


class SeriesBounds(Struct, frozen=True):
    """When a series has meetings: the days of each of its rules, and those without meetings."""

    rules: tuple[RuleDays, ...] = ()
    pauses: tuple[Days, ...] = ()

    @property
    def ends(self) -> date | None:
        """The last day of the last rule; None if the series goes on, or does not recur."""
        return self.rules[-1].last if self.rules else None


class RecordedSeries(Struct, frozen=True):
    """The facts about a series besides its meetings: its present id, its hours, its bounds."""

    id: str
    hours: tuple[RecordedHours, ...]
    bounds: SeriesBounds

    @property
    def rules(self) -> tuple[RuleHours, ...]:
        """The rules among its hours, in the order of its schedule."""
        return tuple(each for each in self.hours if isinstance(each, RuleHours))

    def pause_during(self, first: date, last: date) -> Days | None:
        """Returns the first pause that has a day from `first` to `last`; None if there is none."""
        return next((each for each in self.bounds.pauses if each.first <= last and first <= each.last), None)


class PresentIds(Struct, frozen=True, kw_only=True):
    """The present ids of `series`, which are given by identity, and of the cities with `feeds`.

    An identity without an entry is the present id.
    """

    series: Mapping[str, RecordedSeries]
    feeds: Sequence[Feed]

    def of_series(self, identity: str) -> str:
        """Returns the present id of a series."""
        recorded = self.series.get(identity)
        return recorded.id if recorded is not None else identity

    def of_city(self, identity: str) -> str:
        """Returns the present id of a city."""
        ids = (feed.id for feed in self.feeds if feed.key == ("cities", identity))
        return next(ids, identity)

    def name_of(self, feed: str) -> str:
        """Returns the English name of a city, pair, group or theme, by `cities/lisbon` (an identity)."""
        titles = (each.title.say("en") for each in self.feeds if "/".join(each.key) == feed)
        return next(titles, feed.rpartition("/")[2])

    def of_meeting(self, series: str, key: str) -> str:
        """Returns `SERIES/KEY`, as people write it."""
        return f"{self.of_series(series)}/{key}"
