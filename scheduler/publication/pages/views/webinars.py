"""The page of all webinars ever published: first those to come, then the others year by year.

If they are many, it shows the latest years and links to a page for each year: `webinars/2025`. A year with
too many has several pages: the next one is `webinars/2025/2`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from msgspec import Struct

from scheduler.programme.details import Status, ThemeName
from scheduler.programme.groups import OpenWebinar
from scheduler.programme.texts import Text
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.meetings import ListedMeeting, listed_meeting
from scheduler.publication.pages.views.numbered import NumberedPage, numbered_pages
from scheduler.publication.pages.views.occurrence_pages import has_page
from scheduler.publication.pages.views.page import Page, PageInputs, Pages, ready_pages
from scheduler.state.state import State
from scheduler.timetable.occurrence import Occurrence

ADDRESS = "webinars"

MAX_WEBINARS = 200
"""The most webinars on one page, in whole years if they fit."""

MAX_COMING = 100
"""The most webinars to come on the first page. If they are more, all webinars are listed year by year."""


class ListedWebinar(Struct, frozen=True, kw_only=True):
    """One line of the list."""

    address: str
    title: Text
    kind: Text | None
    day: date
    status: Status
    themes: tuple[ThemeName, ...]


Year = tuple[int, tuple[ListedWebinar, ...]]
"""A year with its webinars, the latest first."""


class WebinarsView(Struct, frozen=True, kw_only=True):
    """The contents of the list, or of a page of one `year`; the latest years come first.

    `coming` are the webinars that are not over, in order of time, and `open` those without a date; a page of
    one year has none. `year_pages`
    are all years if they have pages of their own, because this one cannot hold them. If it cannot hold a
    whole year, it is the `page` of that year, one of `pages`.
    """

    year: int | None
    coming: tuple[ListedMeeting, ...]
    open: tuple[OpenWebinar, ...]
    years: tuple[Year, ...]
    year_pages: tuple[int, ...]
    page: NumberedPage | None
    pages: tuple[NumberedPage, ...]


def pages(inputs: PageInputs) -> Pages:
    """Returns the list if there is any webinar; if they do not fit one page, also the pages of each year.

    The page of a year has all its webinars, so it stays when their time comes and passes.
    """
    webinars = sorted(published_webinars(inputs.state), key=_start, reverse=True)
    without_date = inputs.state.profile.details.open_webinars
    if not webinars and not without_date:
        return {}
    coming = _coming(webinars, inputs.now)
    uids_coming = {webinar.uid for webinar in coming}
    over = [webinar for webinar in webinars if webinar.uid not in uids_coming]
    listed = tuple(listed_meeting(inputs.listed(webinar), inputs.days_off) for webinar in coming)
    if len(webinars) <= MAX_WEBINARS:
        return ready_pages(_page(ADDRESS, over, coming=listed, open=without_date))
    by_year = _by_year(webinars)
    pages = {year: numbered_pages(f"{ADDRESS}/{year}", len(by_year[year]), MAX_WEBINARS) for year in by_year}
    years_over = _by_year(over)
    latest = next(iter(years_over))
    if len(pages[latest]) == 1:
        first = [webinar for year in _first_years(years_over) for webinar in years_over[year]]
    else:
        entries = pages[latest][0].entries(by_year[latest])
        first = [webinar for webinar in entries if webinar.uid not in uids_coming]
    return ready_pages(
        _page(ADDRESS, first, None, tuple(by_year), pages[latest], coming=listed, open=without_date),
        *(
            _page(page.address, page.entries(by_year[year]), year, (), pages[year], number)
            for year in by_year
            for number, page in enumerate(pages[year])
        ),
    )


def _coming(webinars: Iterable[Occurrence], now: datetime) -> Sequence[Occurrence]:
    """Returns those to come, the next first; none if they are too many for one page."""
    coming = sorted((webinar for webinar in webinars if not webinar.timing.is_over(now)), key=_start)
    return coming if len(coming) <= MAX_COMING else ()


def _by_year(webinars: Iterable[Occurrence]) -> Mapping[int, Sequence[Occurrence]]:
    by_year: dict[int, list[Occurrence]] = defaultdict(list)
    for webinar in webinars:
        by_year[_day(webinar).year].append(webinar)
    return by_year


def _first_years(by_year: Mapping[int, Sequence[Occurrence]]) -> Iterator[int]:
    """Yields the first years whose webinars fit on one page together, at least one."""
    total = 0
    for year, webinars in by_year.items():
        total += len(webinars)
        if total > MAX_WEBINARS and total > len(webinars):
            return
        yield year


def _page(
    address: str,
    webinars: Iterable[Occurrence],
    year: int | None = None,
    year_pages: tuple[int, ...] = (),
    pages: tuple[NumberedPage, ...] = (),
    number: int = 0,
    *,
    coming: tuple[ListedMeeting, ...] = (),
    open: tuple[OpenWebinar, ...] = (),
) -> Page:
    page = pages[number] if len(pages) > 1 else None
    return Page(
        address=address,
        template="webinars.html",
        make_view=webinars_view,
        arguments=(coming, open, tuple(map(_listed_webinar, webinars)), year, year_pages, page, pages),
    )


def has_webinars(state: State) -> bool:
    """Returns whether there is a page of webinars."""
    return bool(state.profile.details.open_webinars) or any(published_webinars(state))


def published_webinars(state: State) -> Iterator[Occurrence]:
    """Yields every webinar that has a page."""
    return (
        stored.occurrence
        for stored in state.occurrences.values()
        if stored.occurrence.origin == "webinar" and has_page(stored, state)
    )


def webinars_view(
    coming: tuple[ListedMeeting, ...],
    open: tuple[OpenWebinar, ...],
    webinars: Iterable[ListedWebinar],
    year: int | None,
    year_pages: tuple[int, ...],
    page: NumberedPage | None,
    pages: tuple[NumberedPage, ...],
) -> WebinarsView:
    """Returns the webinars that are over by year, after those to come."""
    years = tuple((year, tuple(group)) for year, group in groupby(webinars, lambda webinar: webinar.day.year))
    return WebinarsView(
        year=year, coming=coming, open=open, years=years, year_pages=year_pages, page=page, pages=pages
    )


def _start(webinar: Occurrence) -> tuple[datetime, str]:
    return webinar.timing.begin_utc, webinar.uid


def _day(webinar: Occurrence) -> date:
    return webinar.timing.starts.date()


def _listed_webinar(occurrence: Occurrence) -> ListedWebinar:
    return ListedWebinar(
        address=meeting_address(occurrence.uid),
        title=occurrence.content.title,
        kind=occurrence.content.kind,
        day=_day(occurrence),
        status=occurrence.status,
        themes=occurrence.content.themes,
    )
