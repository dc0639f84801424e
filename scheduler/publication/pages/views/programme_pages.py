"""The pages of the whole programme: home, all cities, the board of pairs, webinars, and the last changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from itertools import islice

from msgspec import Struct

from scheduler.programme.details import Status
from scheduler.programme.members import OpenWebinar
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.card import Card, next_card
from scheduler.publication.pages.views.change_views import ChangeList, ChangeView, Versions
from scheduler.publication.pages.views.directory import CalendarLink
from scheduler.publication.pages.views.page import Page, PageInputs, PageLink, Pages
from scheduler.publication.pages.views.rows import (
    DayRows,
    MeetingRow,
    MonthRows,
    RowMaker,
    by_day,
    by_month,
    newest_first,
)
from scheduler.timetable.occurrence import Occurrence

MOST_NAMES = 120
"""The most cities on the home page; the page of all cities has the rest."""
MOST_ROWS, MOST_WEBINARS, MOST_CHANGES = 8, 3, 3
"""The rows on the home page."""
FEW_CITIES = 12
"""The most cities whose home page has the next rows of all; that of more has days."""
MOST_DAYS, MOST_IN_DAY = 10, 6
"""The days on the home page of many cities, and their rows: a copy of a week ago still has some to come."""
BOARD_MONTHS = 6


class CityEntry(CalendarLink, frozen=True, kw_only=True):
    """A city in the list of all, and the cities that it meets in pairs."""

    official_name: Text | None
    partners: tuple[Text, ...]


class HomeView(Struct, frozen=True, kw_only=True):
    """The home page; `number` is that of all cities, `past` the latest year with meetings that are over.

    Few cities see the next meeting in the card, and the `months` with the next ones. Many see in it the next
    one of most cities, of `in_card` if others come before it, and the next `days`.
    """

    card: Card | None
    in_card: int | None
    cities: tuple[CalendarLink, ...]
    number: int
    months: tuple[MonthRows, ...]
    days: tuple[DayRows, ...]
    past: int | None
    webinars: tuple[MeetingRow, ...]
    changes: Versions[tuple[ChangeView, ...]]
    has_pairs: bool
    themes: tuple[CalendarLink, ...]


class CitiesView(Struct, frozen=True, kw_only=True):
    """All cities, without those that have left the programme."""

    cities: tuple[CityEntry, ...]
    groups: tuple[CalendarLink, ...]
    themes: tuple[CalendarLink, ...]


class BoardMeeting(Struct, frozen=True, kw_only=True):
    """A meeting in a cell of the board."""

    page: PageLink
    day: date
    status: Status
    is_moved: bool


class BoardLine(CalendarLink, frozen=True, kw_only=True):
    """A pair or group with its cities, and its own meetings in each month of the board."""

    cities: tuple[CalendarLink, ...]
    cells: tuple[tuple[BoardMeeting, ...], ...]


class BoardView(Struct, frozen=True, kw_only=True):
    """The next months of all pairs and groups; each month has its address in the programme, if any."""

    months: tuple[tuple[Month, str | None], ...]
    pairs: tuple[BoardLine, ...]
    groups: tuple[BoardLine, ...]


class WebinarsView(Struct, frozen=True, kw_only=True):
    """The webinars to come, those without a date, and the years of those that are over; or one `year`."""

    year: int | None
    card: Card | None
    months: tuple[MonthRows, ...]
    open: tuple[OpenWebinar, ...]
    years: tuple[int, ...]


class ProgrammePages(Struct, frozen=True, dict=True):
    """Makes the pages of the whole programme."""

    inputs: PageInputs

    @cached_property
    def _maker(self) -> RowMaker:
        return RowMaker(self.inputs, self.inputs.state.programme_feed)

    @cached_property
    def _coming(self) -> Sequence[Occurrence]:
        return self.inputs.coming(self.inputs.state.programme_feed)

    @cached_property
    def _webinars(self) -> Sequence[Occurrence]:
        meetings = self.inputs.meetings(self.inputs.state.programme_feed)
        return [meeting for meeting in meetings if meeting.origin == "webinar"]

    @cached_property
    def changes(self) -> ChangeList:
        """The last changes."""
        return ChangeList(self._maker)

    def home(self) -> Page:
        """Returns the home page."""
        cities = self.inputs.directory.live("cities")
        near = [*self._near()] if len(cities) > FEW_CITIES else []
        largest = max((each for each in near if not each.cancelled), key=_size, default=None)
        card = next_card(self.inputs, self._maker, self._coming if largest is None else [largest])
        following = (each for each in self._coming if card is None or self.inputs.link(each) != card.row.page)
        meetings = self.inputs.meetings(self.inputs.state.programme_feed)
        over = (each for each in reversed(meetings) if each.timing.is_over(self.inputs.now))
        webinars = (each for each in self._coming if each.origin == "webinar" and not each.cancelled)
        view = HomeView(
            card=card,
            in_card=_size(largest) if largest is not None and largest != self._coming[0] else None,
            cities=self._links("cities") if len(cities) <= MOST_NAMES else (),
            number=len(cities),
            months=by_month(map(self._maker.row, islice(following, MOST_ROWS))) if not near else (),
            days=tuple(by_day(map(self._maker.row, near), MOST_IN_DAY)),
            past=next((self._maker.day(each).year for each in over), None),
            webinars=tuple(map(self._maker.row, islice(webinars, MOST_WEBINARS))),
            changes=self.changes.changes(MOST_CHANGES),
            has_pairs=bool(self.inputs.directory.live("pairs", "groups")),
            themes=self._links("themes"),
        )
        return Page(address="", template="home.html", view=view)

    def _near(self) -> Iterator[Occurrence]:
        """Yields the meetings of the next days that have any."""
        days: set[date] = set()
        for meeting in self._coming:
            days.add(self._maker.day(meeting))
            if len(days) > MOST_DAYS:
                return
            yield meeting

    def _links(self, kind: str) -> tuple[CalendarLink, ...]:
        directory = self.inputs.directory
        return directory.links(feed.key for feed in directory.live(kind))

    def cities(self) -> Page:
        """Returns the page of all cities."""
        view = CitiesView(
            cities=tuple(self._city_entries()), groups=self._links("groups"), themes=self._links("themes")
        )
        return Page(address="cities", template="cities.html", view=view)

    def _city_entries(self) -> Iterator[CityEntry]:
        directory = self.inputs.directory
        for feed in directory.live("cities"):
            city = directory.cities[feed.identity]
            partners = (directory.cities[identity] for identity in directory.partners(feed))
            yield CityEntry(
                address=feed.name,
                title=city.name,
                official_name=city.official_name,
                country=city.country,
                partners=tuple(partner.name for partner in partners),
            )

    def board(self) -> Page:
        """Returns the board of pairs."""
        first = self.inputs.state.window.month
        months = tuple(first.plus(number) for number in range(BOARD_MONTHS))
        meetings = self.inputs.meetings(self.inputs.state.programme_feed)
        listed = {Month.of(self._maker.day(each)) for each in meetings}
        view = BoardView(
            months=tuple((month, f"programme/{month}" if month in listed else None) for month in months),
            pairs=tuple(self._lines("pairs", months)),
            groups=tuple(self._lines("groups", months)),
        )
        return Page(address="pairs", template="pairs.html", view=view)

    def _lines(self, kind: str, months: Sequence[Month]) -> Iterator[BoardLine]:
        directory = self.inputs.directory
        for feed in directory.live(kind):
            maker = RowMaker(self.inputs, feed)
            cells: dict[Month, list[BoardMeeting]] = {month: [] for month in months}
            for meeting in self.inputs.meetings(feed):
                day = maker.day(meeting)
                if Month.of(day) in cells and meeting.origin != "webinar":
                    cells[Month.of(day)].append(
                        BoardMeeting(
                            page=self.inputs.link(meeting),
                            day=day,
                            status=meeting.status,
                            is_moved=meeting.rescheduled,
                        )
                    )
            yield BoardLine(
                address=feed.name,
                title=feed.title,
                cities=directory.links(("cities", city) for city in directory.members(feed)),
                cells=tuple(map(tuple, cells.values())),
            )

    @cached_property
    def webinar_years(self) -> Mapping[int, Sequence[Occurrence]]:
        """The webinars that are over by year, the latest year and the latest webinar first."""
        years: dict[int, list[Occurrence]] = {}
        for meeting in reversed(self._webinars):
            if meeting.timing.is_over(self.inputs.now):
                years.setdefault(self._maker.day(meeting).year, []).append(meeting)
        return years

    def webinars(self) -> Page:
        """Returns the page of the webinars to come."""
        coming = [each for each in self._webinars if not each.timing.is_over(self.inputs.now)]
        card, rows = next_card(self.inputs, self._maker, coming), map(self._maker.row, coming)
        view = WebinarsView(
            year=None,
            card=card,
            months=by_month(row for row in rows if card is None or row.page != card.row.page),
            open=self.inputs.state.profile.details.open_webinars,
            years=tuple(self.webinar_years),
        )
        return Page(address="webinars", template="webinars.html", view=view)

    def webinars_of(self, year: int) -> Page:
        """Returns the page of the webinars of a year that are over."""
        months = newest_first(by_month(map(self._maker.row, self.webinar_years[year])))
        view = WebinarsView(year=year, card=None, months=months, open=(), years=tuple(self.webinar_years))
        return Page(address=f"webinars/{year}", template="webinars.html", view=view)


def _size(meeting: Occurrence) -> int:
    return len(meeting.participants)


def pages(inputs: PageInputs) -> Pages:
    """Returns the pages of the whole programme."""
    made = ProgrammePages(inputs)
    return {
        "": made.home,
        "cities": made.cities,
        "pairs": made.board,
        "webinars": made.webinars,
        **{f"webinars/{year}": partial(made.webinars_of, year) for year in made.webinar_years},
        **dict(made.changes.pages("changes")),
    }
