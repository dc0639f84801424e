"""The page of a calendar, and the pages of its years and months.

1. The page of a city, pair, group or theme has the next meeting, the next rows, and links to all months.
2. Each of its years has a page, such as `pairs/sofia-sejong/2027`, with its past meetings, newest first.
3. What comes stands on the same page; if a year has too many meetings, each month has a page for it, as
   `themes/water/2027-03`.
4. The whole programme has too many meetings for one list: its years link to its months.
5. An address stays: that of a year when its calendar grows, that of a month when its meetings are over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from msgspec import Struct

from scheduler.programme.papers import has_minutes
from scheduler.programme.spans import Month
from scheduler.publication.pages.views.card import Card, next_card
from scheduler.publication.pages.views.change_views import ChangeList, ChangeView, last_of_time
from scheduler.publication.pages.views.days_off import DayOff, group_by_reason
from scheduler.publication.pages.views.directory import CalendarLink
from scheduler.publication.pages.views.page import Page, PageInputs, Pages
from scheduler.publication.pages.views.rows import MonthRows, RowMaker, by_month, newest_first, public_links
from scheduler.publication.pages.views.shifts import HourShift, hour_shifts
from scheduler.state.feeds import Feed, FeedKey
from scheduler.state.stored import SkippedMeeting
from scheduler.timetable.occurrence import Occurrence

MOST_ROWS = 8
"""The rows on the page of a calendar; its months have the others."""
MOST_NAMED = 4
"""The most meetings that the notice about changes names; of more, it leads to all changes of the calendar."""
MOST_IN_YEAR = 60
"""The most meetings of a year that has one page."""
MOST_LINKS = 40
"""The most calendars that the month of a programme links to."""

PagePeriod = int | Month
"""A year or a month that has a page."""
Meeting = Occurrence | SkippedMeeting


class PeriodLink(Struct, frozen=True, kw_only=True):
    """A month of a calendar, and its address: the page of the month, or its place on that of the year."""

    month: Month
    address: str


class MonthLink(PeriodLink, frozen=True, kw_only=True):
    """The page of a month, the number of its meetings, and that of the minutes there."""

    number: int
    minutes: int


class CalendarView(Struct, frozen=True, kw_only=True):
    """The page of a calendar.

    `number` is that of its coming meetings that were moved or cancelled, `changed` are the changes of the
    first of them, `changed_until` is the end of the last one, `changes` is the address of all changes.
    `months` have the next rows; `coming` are the links to all months from now on, `past` the years with
    meetings that are over, the latest first. `shifts` are the changes of its hours with the clocks.
    `shortened` are the months that its feed has, if it cannot have all.
    """

    calendar: CalendarLink
    is_removed: bool
    card: Card | None
    number: int
    changed: tuple[ChangeView, ...]
    changed_until: datetime | None
    changes: str
    months: tuple[MonthRows, ...]
    coming: tuple[PeriodLink, ...]
    past: tuple[int, ...]
    shifts: tuple[HourShift, ...]
    shortened: tuple[Month, Month] | None
    cities: tuple[CalendarLink, ...]
    pairs: tuple[CalendarLink, ...]
    groups: tuple[CalendarLink, ...]
    themes: tuple[CalendarLink, ...]


class PeriodView(Struct, frozen=True, kw_only=True):
    """The page of a month with its meetings, or of a year with those that come and those that are `over`.

    `days_off` are those of each of the `months`. `pages` are the months of this year that the page does not
    list, as they have pages of their own. `years` are all that have a page, the latest first. `themes` and
    `pairs` are the calendars with meetings in this month of the programme, pairs and groups only if they are
    few.
    """

    calendar: CalendarLink
    period: PagePeriod
    months: tuple[MonthRows, ...]
    days_off: Mapping[str, tuple[tuple[DayOff, ...], ...]]
    years: tuple[int, ...]
    previous: tuple[PagePeriod, str] | None
    following: tuple[PagePeriod, str] | None
    over: tuple[MonthRows, ...] = ()
    pages: tuple[MonthLink, ...] = ()
    themes: tuple[CalendarLink, ...] = ()
    pairs: tuple[CalendarLink, ...] = ()


class Calendar(Struct, frozen=True, dict=True):
    """The pages of one calendar."""

    inputs: PageInputs
    feed: Feed

    @cached_property
    def maker(self) -> RowMaker:
        """What makes its rows."""
        return RowMaker(self.inputs, self.feed)

    @cached_property
    def _by_month(self) -> Mapping[Month, Sequence[Meeting]]:
        """Its meetings by the month of their first day, in order, with those that a day off removed."""
        months: dict[Month, list[Meeting]] = defaultdict(list)
        for meeting in self.inputs.meetings(self.feed):
            months[Month.of(self.maker.day(meeting))].append(meeting)
        for skip in self.inputs.skips(self.feed):
            months[Month.of(skip.day)].append(skip)
        return {month: months[month] for month in sorted(months)}

    @cached_property
    def years(self) -> Sequence[int]:
        """The years that have a page, in order."""
        return [*dict.fromkeys(month.year for month in self.months or self._by_month)]

    @cached_property
    def months(self) -> Sequence[Month]:
        """The months that have a page, in order."""
        if self.feed.kind == "programme":
            return sorted({*self._by_month, self.inputs.state.window.month})
        by_year: Counter[int] = Counter()
        for month, meetings in self._by_month.items():
            by_year[month.year] += len(meetings)
        return [*self._by_month] if max(by_year.values(), default=0) > MOST_IN_YEAR else ()

    def _rows(self, meetings: Iterable[Meeting]) -> tuple[MonthRows, ...]:
        return by_month(
            self.maker.row(each) if isinstance(each, Occurrence) else self.maker.skip(each)
            for each in meetings
        )

    def _is_over(self, meeting: Meeting) -> bool:
        """Returns whether a meeting is over; one that is skipped is, as soon as a later one is."""
        if isinstance(meeting, Occurrence):
            return meeting.timing.is_over(self.inputs.now)
        latest = self.inputs.ended.latest
        return latest is not None and meeting.day < latest.date()

    def address(self, month: Month) -> str | None:
        """Returns the address of the meetings of a month; None if there are none."""
        if month in self.months:
            return f"{self.feed.name}/{month}"
        if month in self._by_month:
            return f"{self.feed.name}/{month.year}#m{month.month}"
        return None

    def view(self) -> CalendarView:
        """Returns the contents of its page."""
        inputs, feed, directory = self.inputs, self.feed, self.inputs.directory
        meetings = inputs.coming(feed)
        card = next_card(inputs, self.maker, meetings)
        meetings.sort(key=lambda each: (self.maker.day(each), each.timing.begin_utc, each.uid))
        in_card = card.row.page if card is not None else None
        following = [each for each in meetings if inputs.link(each) != in_card]
        moved = (
            (each, last_of_time(self.maker, each)) for each in meetings if each.rescheduled or each.cancelled
        )
        changed = [
            (each, view) for each, view in moved if view is not None
        ]  # a store made anew has no history
        who_meets: list[FeedKey] = [
            (each.kind, each.identity) for each in directory.who_meets.get(feed.key, ())
        ]
        cities = directory.partners(feed) or directory.members(feed)
        return CalendarView(
            calendar=directory.link_of(feed),
            is_removed=feed.state == "removed",
            card=card,
            number=len(changed),
            changed=tuple(view for _, view in changed[:MOST_NAMED]),
            changed_until=max((each.timing.end_utc for each, _ in changed), default=None),
            changes="changes" if feed.kind == "programme" else f"changes/{feed.name}",
            months=by_month(map(self.maker.row, following[:MOST_ROWS])),
            coming=tuple(self._coming_months()),
            past=self._past(),
            shifts=hour_shifts(inputs, self.maker),
            shortened=inputs.shortened.get(feed.name),
            cities=directory.links(("cities", city) for city in cities if city != feed.identity),
            pairs=directory.links(key for key in who_meets if key[0] == "pairs" and key != feed.key),
            groups=directory.links(key for key in who_meets if key[0] == "groups" and key != feed.key),
            themes=directory.links(self._themes()),
        )

    def _coming_months(self) -> Iterator[PeriodLink]:
        for month in self._by_month:
            address = self.address(month)
            if address is not None and month >= self.inputs.state.window.month:
                yield PeriodLink(month=month, address=address)

    def _past(self) -> tuple[int, ...]:
        """Returns the years with meetings that are over, the latest first."""
        over = (each for each in self.inputs.meetings(self.feed) if each.timing.is_over(self.inputs.now))
        return tuple(sorted({self.maker.day(each).year for each in over}, reverse=True))

    def _themes(self) -> Iterator[FeedKey]:
        if self.feed.kind != "themes":
            themes = {theme.id: theme.identity for theme in self.inputs.state.profile.details.themes}
            for each in self.inputs.directory.who_meets.get(self.feed.key, ()):
                yield from (("themes", themes[id]) for id in each.themes if id in themes)

    def year_view(self, year: int) -> PeriodView:
        """Returns the contents of the page of a year: what comes only if no month has a page for it."""
        meetings = [each for month in self._by_month if month.year == year for each in self._by_month[month]]
        over = [each for each in meetings if self._is_over(each)]
        months = self._rows(each for each in meetings if not self._is_over(each))
        return self._period_view(
            year,
            self.years,
            () if self.months else months,
            over=newest_first(self._rows(over)),
            pages=tuple(self._link(each.month) for each in months) if self.months else (),
        )

    def months_view(self, year: int) -> PeriodView:
        """Returns the contents of the page of a year that links to all its months, the latest first."""
        months = (month for month in reversed(self.months) if month.year == year)
        return self._period_view(year, self.years, (), pages=tuple(map(self._link, months)))

    def _link(self, month: Month) -> MonthLink:
        meetings = [each for each in self._by_month.get(month, ()) if isinstance(each, Occurrence)]
        held = [each for each in meetings if self._is_over(each)]
        return MonthLink(
            month=month,
            address=f"{self.feed.name}/{month}",
            number=sum(not each.cancelled for each in meetings),
            minutes=sum(has_minutes(public_links(each.content.links)) for each in held),
        )

    def month_view(self, month: Month, calendars: Sequence[Calendar]) -> PeriodView:
        """Returns the contents of the page of a month; it links to that month of `calendars`."""
        links: dict[str, list[CalendarLink]] = {"themes": [], "pairs": []}
        for calendar in calendars:
            address = calendar.address(month)
            if address is not None:
                kind = "themes" if calendar.feed.kind == "themes" else "pairs"
                links[kind].append(CalendarLink(address=address, title=calendar.feed.title))
        return self._period_view(
            month,
            self.months,
            self._rows(self._by_month.get(month, ())),
            themes=tuple(links["themes"]),
            pairs=tuple(links["pairs"]) if len(links["pairs"]) <= MOST_LINKS else (),
        )

    def _period_view(
        self, period: PagePeriod, alike: Sequence[PagePeriod], months: tuple[MonthRows, ...], **parts: Any
    ) -> PeriodView:
        index = alike.index(period)
        return PeriodView(
            calendar=self.inputs.directory.link_of(self.feed),
            period=period,
            months=months,
            days_off={str(each.month): self._days_off(each.month) for each in months},
            years=tuple(reversed(self.years)),
            previous=self._beside(alike, index - 1),
            following=self._beside(alike, index + 1),
            **parts,
        )

    def _beside(self, periods: Sequence[PagePeriod], index: int) -> tuple[PagePeriod, str] | None:
        if not 0 <= index < len(periods):
            return None
        return periods[index], f"{self.feed.name}/{periods[index]}"

    def _days_off(self, month: Month) -> tuple[tuple[DayOff, ...], ...]:
        """Returns the days off of its cities in a month, or of all cities, by their reason."""
        cities = self.maker.cities or tuple(self.inputs.directory.cities)
        if self.feed.kind == "themes":
            cities = tuple({city: None for each in self.inputs.meetings(self.feed) for city in each.cities()})
        return group_by_reason(self.inputs.days_off.between(cities, month.first, month.last))

    def pages(self, calendars: Sequence[Calendar] = ()) -> Iterator[tuple[str, Callable[[], Page]]]:
        """Yields the address of each of its pages, and what makes it."""
        feed, addresses = self.feed, (self.feed.name, *(f"{self.feed.kind}/{id}" for id in self.feed.aliases))
        if feed.kind != "programme":
            yield from ((address, partial(self._page)) for address in addresses)
            yield from ChangeList(self.maker).pages(*(f"changes/{address}" for address in addresses))
        for year in self.years:
            yield f"{feed.name}/{year}", partial(self._year_page, year)
        for month in self.months:
            address = f"{feed.name}/{month}"
            yield address, partial(self._month_page, address, month, calendars)
        if feed.kind == "programme":
            yield feed.name, partial(self._month_page, feed.name, self._first_coming(), calendars)

    def _first_coming(self) -> Month:
        """Returns the month of the next meeting, or that of the last revision if there is none."""
        coming = self.inputs.coming(self.feed)
        months = (Month.of(self.maker.day(meeting)) for meeting in coming)
        return min(months, default=self.inputs.state.window.month)

    def _page(self) -> Page:
        return Page(address=self.feed.name, template="calendar.html", view=self.view())

    def _year_page(self, year: int) -> Page:
        address = f"{self.feed.name}/{year}"
        view = self.months_view(year) if self.feed.kind == "programme" else self.year_view(year)
        return Page(address=address, template="period.html", view=view)

    def _month_page(self, address: str, month: Month, calendars: Sequence[Calendar]) -> Page:
        return Page(address=address, template="period.html", view=self.month_view(month, calendars))


def pages(inputs: PageInputs) -> Pages:
    """Returns the pages of every calendar that is not retired."""
    calendars = [Calendar(inputs, feed) for feed in inputs.state.open_feeds]
    linked = [each for each in calendars if each.feed.kind == "themes" or each.feed.is_of_group]
    return dict(
        page
        for calendar in calendars
        for page in calendar.pages(linked if calendar.feed.kind == "programme" else ())
    )


def retired_pages(inputs: PageInputs) -> Pages:
    """Returns a page for each retired calendar."""
    return {
        address: partial(Page, address=feed.name, template="retired.html", view=feed.title, status=410)
        for feed in inputs.state.feeds
        if feed.state == "gone"
        for address in (feed.name, *(f"{feed.kind}/{alias}" for alias in feed.aliases))
    }
