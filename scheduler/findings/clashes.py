"""Finds meetings at the same time, of a city or of the host, and those at a time when one is busy.

The days of a visit count as busy, though they block no time in calendars.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.findings.finding import Finding, MeetingTitle, Shared
from scheduler.findings.search import FindingSearch
from scheduler.programme.english_days import on_days
from scheduler.programme.english_lists import and_more, first_names
from scheduler.programme.keys import is_dated_by_rule
from scheduler.programme.members import Host
from scheduler.programme.series import Series
from scheduler.programme.spans import TimeSpan, common
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence

HOST = ""
"""The host among the attendees, where a city has its identity."""
MOST_NAMED = 3
"""The most other meetings that a finding names."""


class Clash(Shared, frozen=True, kw_only=True):
    """A meeting begins while `others` (series and key, with the titles `other`) go on, the same for `place`.

    `ids` are their series, and `rest` is the number of further meetings.
    """

    english = "{who} another meeting at the same time: {listed}, {when}{hint}"
    phrase = "Two meetings at the same time on {day} ({place}): “{title}” and “{other}”."
    about_times = True
    place: tuple[Text, ...]
    other: tuple[MeetingTitle, ...]
    others: tuple[tuple[str, str], ...]
    ids: tuple[str, ...]
    rest: int
    last_day: date

    @property
    def meetings(self) -> tuple[tuple[str, str], ...]:
        """This one, and the others."""
        return (*super().meetings, *self.others)

    @property
    def when(self) -> str:
        """The days that visits share."""
        return on_days(self.day, self.more, self.last_day)

    @property
    def who(self) -> str:
        """The attendees: `Sofia and Sejong have`."""
        names = [each.say("en") for each in self.place]
        return f"{first_names(names, 'city')} {'has' if len(names) == 1 else 'have'}"

    @property
    def listed(self) -> str:
        """The series of the other meetings, and the number of the rest."""
        return f"{', '.join(self.ids)}{and_more(self.rest, 'meeting')}"

    @property
    def hint(self) -> str:
        """What helps if both meetings are of one series."""
        own = next((key for id, key in self.others if id == self.series), None)
        if own is None:
            return ""
        holidays = is_dated_by_rule(own) or is_dated_by_rule(self.key)
        skip = "; if a holiday moved it, `on_holiday: skip` helps" if holidays else ""
        return f" ({own} and {self.key} of this series: move or cancel one{skip})"


class Busy(Shared, frozen=True, kw_only=True):
    """A city, or the host, is busy at the time of a meeting."""

    english = "{place} is busy at this time, as its own calendar says: {when}"
    phrase = "“{title}” on {day}: {place} is busy then, according to another calendar."
    place: Text


class _Overlap(Struct, frozen=True):
    """A meeting that begins while `number` others go on, of which `others` are the first to end.

    They share the days from its first one to `last`, by its clock.
    """

    later: Occurrence
    others: tuple[Occurrence, ...]
    number: int
    last: date


def clashes(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each meeting that begins while others of the same city, or of the host, go on.

    Cities with the same clash share it. Meetings do not count if the text says that they block no time;
    visits block none by default, and count.
    """
    names = _names(search)
    attending: dict[_Overlap, list[str]] = defaultdict(list)
    for attendee, occurrences in _by_attendee(search).items():
        for overlap in _clashes(occurrences):
            attending[overlap].append(attendee)
    for overlap, attending_both in attending.items():
        attendees = [each for each in names if each in attending_both]
        others = tuple((search.series[each.series].id, each.key) for each in overlap.others)
        ids = tuple(dict.fromkeys(id for id, _ in others))
        yield Clash(
            **search.meeting(overlap.later, cities=[each for each in attendees if each != HOST]),
            place=tuple(names[each] for each in attendees),
            other=tuple(search.name(each) for each in overlap.others),
            others=others,
            ids=ids,
            rest=overlap.number - len(ids),
            last_day=overlap.last,
        )


def attendees_of(occurrence: Occurrence, series: Series, host: Host) -> tuple[str, ...]:
    """Returns the identities of the cities that a meeting keeps busy, and HOST if it attends.

    There are none if the text says that the meeting blocks no time.
    """
    is_free = series.details.busy is False
    if not occurrence.content.busy and (is_free or not occurrence.timing.all_day):
        return ()
    attends = occurrence.origin == "webinar" or host.attends == "everything"
    return (*occurrence.cities(), *((HOST,) if attends else ()))


def _names(search: FindingSearch) -> Mapping[str, Text]:
    names = {identity: city.name for identity, city in search.cities.items()}
    return names | {HOST: search.programme.host.name}


def _by_attendee(search: FindingSearch) -> Mapping[str, list[Occurrence]]:
    by_attendee: dict[str, list[Occurrence]] = defaultdict(list)
    for occurrence in search.taking_place:
        for attendee in attendees_of(occurrence, search.series[occurrence.series], search.programme.host):
            by_attendee[attendee].append(occurrence)
    return by_attendee


def _clashes(occurrences: Iterable[Occurrence]) -> Iterator[_Overlap]:
    """Yields the clashes of one attendee; `occurrences` are in order of time."""
    going_on: list[Occurrence] = []
    for later in occurrences:
        going_on = [each for each in going_on if each.timing.end_utc > later.timing.begin_utc]
        going_on.sort(key=lambda each: each.timing.end_utc)
        if going_on:
            last = _last_shared_day(later, going_on[-1].timing.end_utc)
            yield _Overlap(later, tuple(going_on[:MOST_NAMED]), len(going_on), last)
        going_on.append(later)


def _last_shared_day(later: Occurrence, ends: datetime) -> date:
    timing = later.timing
    last = timing.starts + (min(timing.end_utc, ends) - timing.begin_utc) - timedelta(microseconds=1)
    return last.date()


def busy_times(search: FindingSearch) -> Iterator[Finding]:
    """Yields a finding for each meeting and attendee whose own calendar says that it is busy then."""
    names = _names(search)
    for attendee, occurrences in (_by_attendee(search) if search.busy else {}).items():
        for occurrence in occurrences:
            meeting = TimeSpan(occurrence.timing.begin_utc, occurrence.timing.end_utc)
            if common([meeting], search.busy.get(attendee, ())):
                cities = (attendee,) if attendee != HOST else ()
                yield Busy(**search.meeting(occurrence, cities=cities), place=names[attendee])
