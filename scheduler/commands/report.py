"""`twincal report`: counts what took place in some days, from what is recorded.

1. A meeting counts on the day on which it takes place now, or would if it was cancelled: in the calendar of a
   city by that city, else by its own clock. One that a day off removed in advance counts on its planned day.
2. It was held if it is over and not cancelled, unless the text says `held: no`.
3. It was moved if it starts at another time than its series plans; a meeting without a rule, than calendars
   showed first. A day off moved it if the policy for holidays chose its day.
4. A meeting of no pair or group, or of several, counts once, apart. In sums over cities or themes it counts
   for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Literal, Self

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.lookup import find_feed, read_state
from scheduler.good_times.burden_shares import CityShare, city_shares
from scheduler.programme.papers import has_minutes
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.state.feeds import Feed, FeedKey, belongs_in, feed_keys
from scheduler.state.profile import PresentIds, ProgrammeProfile
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.state.stored import Fate, SkippedMeeting, Stored, time_and_uid
from scheduler.store import Store
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.workdays import Workdays

By = Literal["pair", "theme", "city", "quarter", "month"]


class Tally(Struct, frozen=True, kw_only=True):
    """How many meetings there are of each kind; `planned` are all of them.

    Of those held, `planned_minutes` is the sum of their lengths (whole days have none), `present` that of the
    people, which is known of `present_known` meetings; `with_minutes` have a link to their minutes,
    `without_minutes` should have one.
    """

    planned: int = 0
    held: int = 0
    not_held: int = 0
    cancelled: int = 0
    skipped: int = 0
    coming: int = 0
    moved: int = 0
    moved_by_holiday: int = 0
    planned_minutes: int = 0
    present: int = 0
    present_known: int = 0
    with_minutes: int = 0
    without_minutes: int = 0

    def __add__(self, other: Self) -> Tally:
        pairs = ((name, getattr(self, name) + getattr(other, name)) for name in self.__struct_fields__)
        return Tally(**dict(pairs))


class CountedMeeting(Struct, frozen=True, kw_only=True):
    """A meeting of the report, or one that a day off removed in advance: on which day, and what became of it.

    `keys` are those of the groups, cities and themes that it counts for.
    """

    meeting: Stored | SkippedMeeting
    day: date
    fate: Fate | Literal["skipped"]
    tally: Tally
    keys: tuple[FeedKey, ...]

    @property
    def is_private(self) -> bool:
        """Whether only private readers know of it."""
        if isinstance(self.meeting, SkippedMeeting):
            return self.meeting.is_private
        return self.meeting.occurrence.content.is_private


class ReportRow(Struct, frozen=True, kw_only=True):
    """The count of one pair, group, theme or city, with its present id, or of `2027-Q1` or `2027-01`.

    Both are empty for meetings of no pair, or of several, or without a theme.
    """

    id: str = ""
    name: Text | None = None
    tally: Tally


class Report(Struct, frozen=True, kw_only=True):
    """What took place of `feed` from the day `first` to `last`, as it was known at `now`.

    `burdens` say which city carried how much of the meetings held. The record begins with the revision
    `begins`, and `revision` is the last one.
    """

    feed: Feed
    first: date
    last: date
    now: datetime
    by: By
    meetings: tuple[CountedMeeting, ...]
    rows: tuple[ReportRow, ...]
    months: tuple[ReportRow, ...]
    total: Tally
    burdens: tuple[CityShare, ...]
    profile: ProgrammeProfile
    ids: PresentIds
    begins: Revision
    revision: Revision


def report(store: Store, name: str, first: date, last: date, by: By, now: datetime) -> Report:
    """Counts the meetings of a feed from the day `first` to `last`.

    Raises Refused if nothing was ever applied, or nothing has that name.
    """
    state = read_state(store)
    feed = find_feed(state.feeds, name)
    meetings = tuple(counted(store, state, feed, first, last, now))
    return Report(
        feed=feed,
        first=first,
        last=last,
        now=now,
        by=by,
        meetings=meetings,
        rows=tuple(report_rows(meetings, by, state)),
        months=tuple(report_rows(meetings, "month", state)),
        total=sum((each.tally for each in meetings), Tally()),
        burdens=_burdens(meetings, state),
        profile=state.profile,
        ids=state.ids,
        begins=store.revision(1),
        revision=store.revision(state.revision),
    )


def counted(
    store: Store, state: State, feed: Feed, first: date, last: date, now: datetime
) -> Iterator[CountedMeeting]:
    """Yields the meetings of `feed` on these days in order of time, then those that a day off removed."""
    expecting = frozenset(state.profile.details.minutes_expected)
    for each in recorded_on(state, feed, first, last):
        stored, fate = _from_first_start(each, store), each.fate(now)
        yield CountedMeeting(
            meeting=stored,
            day=_day(stored.occurrence, feed),
            fate=fate,
            tally=_tally(stored, fate, expecting),
            keys=feed_keys(stored.occurrence),
        )
    for skip in state.skips:
        if first <= skip.day <= last and feed.key in (keys := feed_keys(skip)):
            tally = Tally(planned=1, skipped=1)
            yield CountedMeeting(meeting=skip, day=skip.day, fate="skipped", tally=tally, keys=keys)


def recorded_on(state: State, feed: Feed, first: date, last: date) -> Sequence[Stored]:
    """Returns the meetings of `feed` that count on these days, also private and hidden ones, in order."""
    of_feed = (each for each in state.occurrences.values() if belongs_in(feed, each.occurrence))
    on_days = (each for each in of_feed if first <= _day(each.occurrence, feed) <= last)
    return sorted(on_days, key=time_and_uid)


def _day(occurrence: Occurrence, feed: Feed) -> date:
    city = occurrence.participant(feed.identity) if feed.kind == "cities" else None
    return occurrence.local_days(city)[0] if city else occurrence.timing.starts.date()


def _from_first_start(stored: Stored, store: Store) -> Stored:
    """Returns a meeting without a rule as moved from the start that was published first.

    So one that was moved and moved back, or whose move was undone, was not moved.
    """
    if stored.moved_from is None or stored.as_planned is stored.occurrence:
        return stored
    first = store.history_of(stored.occurrence.uid)[-1].entries[0].after
    return replace(stored, moved_from=first.start)


def _tally(stored: Stored, fate: Fate, expecting: frozenset[str]) -> Tally:
    occurrence, is_held = stored.occurrence, fate == "held"
    is_moved, by_holiday = stored.as_planned.rescheduled, bool(occurrence.days_off)
    timing, present = occurrence.timing, occurrence.outcome.present if is_held else None
    minutes_there = has_minutes(occurrence.content.links)
    return Tally(
        planned=1,
        held=is_held,
        not_held=fate == "not held",
        cancelled=fate == "cancelled",
        coming=fate == "coming",
        moved=is_moved and not by_holiday,
        moved_by_holiday=is_moved and by_holiday,
        planned_minutes=int(timing.length.total_seconds()) // 60 if is_held and not timing.all_day else 0,
        present=present or 0,
        present_known=present is not None,
        with_minutes=is_held and minutes_there,
        without_minutes=is_held and not minutes_there and occurrence.series in expecting,
    )


def report_rows(meetings: Sequence[CountedMeeting], by: By, state: State) -> Iterator[ReportRow]:
    """Yields a row for all that has meetings, feeds as the programme has them; and for months between."""
    tallies: dict[FeedKey | str, Tally] = {}
    for meeting in meetings:
        for subject in _subjects(meeting, by):
            tallies[subject] = tallies.get(subject, Tally()) + meeting.tally
    if by == "month":
        tallies.update((month, tallies.get(month, Tally())) for month in _from_first_to_last(meetings))
    for time in sorted(subject for subject in tallies if isinstance(subject, str) and subject):
        yield ReportRow(id=time, tally=tallies[time])
    for feed in state.feeds:
        if feed.key in tallies:
            yield ReportRow(id=feed.id, name=feed.title, tally=tallies[feed.key])
    if "" in tallies:
        yield ReportRow(tally=tallies[""])


def _from_first_to_last(meetings: Iterable[CountedMeeting]) -> Iterator[str]:
    months = {Month.of(meeting.day) for meeting in meetings}
    if months:
        first = min(months)
        yield from (f"{first.plus(number)}" for number in range(max(months).since(first) + 1))


def _subjects(meeting: CountedMeeting, by: By) -> Sequence[FeedKey | str]:
    match by:
        case "quarter":
            return (f"{meeting.day.year}-Q{(meeting.day.month + 2) // 3}",)
        case "month":
            return (f"{Month.of(meeting.day)}",)
        case "pair":
            groups = [key for key in meeting.keys if key[0] in ("pairs", "groups")]
            return groups if len(groups) == 1 else ("",)
        case "theme":
            return [key for key in meeting.keys if key[0] == "themes"] or ("",)
        case "city":
            return [key for key in meeting.keys if key[0] == "cities"]


def _burdens(meetings: Iterable[CountedMeeting], state: State) -> tuple[CityShare, ...]:
    details = state.profile.details
    held = [
        each.meeting.occurrence
        for each in meetings
        if each.fate == "held" and isinstance(each.meeting, Stored)
    ]
    cities = {city.identity: city for city in details.cities}
    return city_shares(held, cities, Workdays(state.holidays, details.closed))
