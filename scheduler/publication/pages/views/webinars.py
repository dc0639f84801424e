"""The page of all webinars ever published, year by year, so that old ones can be found.

If they are many, it shows the latest years and links to a page for each year: `webinars/2025`. A year with
too many has several pages: the next one is `webinars/2025/2`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from scheduler.programme.details import Status, ThemeName
from scheduler.programme.texts import Text
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.numbered import NumberedPage, numbered_pages
from scheduler.publication.pages.views.occurrences import has_page
from scheduler.publication.pages.views.page import Page, PageGroups, PageInputs, PageKind, ready_pages
from scheduler.record.revision import Published
from scheduler.timetable.occurrence import Occurrence

ADDRESS = "webinars"

MAX_WEBINARS = 200
"""The most webinars on one page, in whole years if they fit."""


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

    `year_pages` are all years if they have pages of their own, because this one cannot hold them. If it
    cannot hold a whole year, it is the `page` of that year, one of `pages`.
    """

    year: int | None
    years: tuple[Year, ...]
    year_pages: tuple[int, ...]
    page: NumberedPage | None
    pages: tuple[NumberedPage, ...]


def pages(inputs: PageInputs, _: PageGroups) -> PageKind:
    """Returns the list if there is any webinar; if one page cannot hold it, also the pages of each year."""
    by_year: dict[int, list[Occurrence]] = defaultdict(list)
    for webinar in sorted(published_webinars(inputs.published), key=_latest, reverse=True):
        by_year[_day(webinar).year].append(webinar)
    years = tuple(by_year)
    if not years:
        return ready_pages()
    shown = [*_first_years({year: len(by_year[year]) for year in years})]
    webinars = tuple(webinar for year in shown for webinar in by_year[year])
    if len(webinars) <= MAX_WEBINARS and len(shown) == len(years):
        return ready_pages(_page(ADDRESS, webinars))
    pages = {year: _numbered_pages(year, by_year[year]) for year in years}
    latest = pages[shown[0]]
    first = webinars if len(latest) == 1 else tuple(latest[0].entries(webinars))
    return ready_pages(
        _page(ADDRESS, first, None, years, latest),
        *(
            _page(page.address, tuple(page.entries(by_year[year])), year, (), pages[year], number)
            for year in years
            for number, page in enumerate(pages[year])
        ),
    )


def _numbered_pages(year: int, webinars: Sequence[Occurrence]) -> tuple[NumberedPage, ...]:
    return numbered_pages(f"{ADDRESS}/{year}", len(webinars), MAX_WEBINARS)


def _first_years(numbers: Mapping[int, int]) -> Iterator[int]:
    """Yields the first years that fit on one page, at least one; `numbers` are those of their webinars."""
    total = 0
    for year, number in numbers.items():
        total += number
        if total > MAX_WEBINARS and total > number:
            return
        yield year


def _page(
    address: str,
    webinars: tuple[Occurrence, ...],
    year: int | None = None,
    year_pages: tuple[int, ...] = (),
    pages: tuple[NumberedPage, ...] = (),
    number: int = 0,
) -> Page:
    page = pages[number] if len(pages) > 1 else None
    return Page(
        address=address,
        template="webinars.html",
        make_view=webinars_view,
        arguments=(tuple(map(_listed_webinar, webinars)), year, year_pages, page, pages),
    )


def published_webinars(published: Published) -> Iterator[Occurrence]:
    """Yields every webinar that has a page."""
    return (
        stored.occurrence
        for stored in published.occurrences.stored()
        if stored.occurrence.origin == "webinar" and has_page(stored, published)
    )


def webinars_view(
    webinars: Iterable[ListedWebinar],
    year: int | None,
    year_pages: tuple[int, ...],
    page: NumberedPage | None,
    pages: tuple[NumberedPage, ...],
) -> WebinarsView:
    """Returns the webinars by year."""
    years = tuple((year, tuple(group)) for year, group in groupby(webinars, lambda webinar: webinar.day.year))
    return WebinarsView(year=year, years=years, year_pages=year_pages, page=page, pages=pages)


def _latest(webinar: Occurrence) -> tuple[date, str]:
    return _day(webinar), webinar.uid


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
