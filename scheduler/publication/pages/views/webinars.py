"""The page of all webinars ever published, year by year, so that old ones can be found.

If they are many, it shows the latest years and links to a page for each year: `webinars/2025`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from msgspec import Struct

from scheduler.programme.details import Status, ThemeName
from scheduler.programme.texts import Text
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.occurrences import has_page
from scheduler.publication.pages.views.page import Page, PageInputs, PageKind, ready_pages
from scheduler.record.revision import Published
from scheduler.timetable.occurrence import Occurrence

ADDRESS = "webinars"

MAX_WEBINARS = 200
"""The most webinars on one page, in whole years; only a single year may have more."""


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
    """The contents of the list, or of the page of one `year`; the latest years come first.

    `year_pages` are all years if they have pages of their own, because this one cannot hold them.
    """

    year: int | None
    years: tuple[Year, ...]
    year_pages: tuple[int, ...]


def pages(inputs: PageInputs) -> PageKind:
    """Returns the list if there is any webinar; if one page cannot hold it, also a page for each year."""
    by_year: dict[int, list[Occurrence]] = defaultdict(list)
    for webinar in published_webinars(inputs.published):
        by_year[_day(webinar).year].append(webinar)
    years = sorted(by_year, reverse=True)
    if not years:
        return ready_pages()
    shown = [*_first_years({year: len(by_year[year]) for year in years})]
    webinars = tuple(webinar for year in shown for webinar in by_year[year])
    if shown == years:
        return ready_pages(_page(ADDRESS, webinars))
    return ready_pages(
        _page(ADDRESS, webinars, None, tuple(years)),
        *(_page(f"{ADDRESS}/{year}", tuple(by_year[year]), year) for year in years),
    )


def _first_years(numbers: Mapping[int, int]) -> Iterator[int]:
    """Yields the first years that fit on one page, at least one; `numbers` are those of their webinars."""
    total = 0
    for year, number in numbers.items():
        total += number
        if total > MAX_WEBINARS and total > number:
            return
        yield year


def _page(
    address: str, webinars: tuple[Occurrence, ...], year: int | None = None, year_pages: tuple[int, ...] = ()
) -> Page:
    return Page(
        address=address,
        template="webinars.html",
        make_view=webinars_view,
        arguments=(webinars, year, year_pages),
    )


def published_webinars(published: Published) -> tuple[Occurrence, ...]:
    """Returns every webinar that has a page."""
    return tuple(
        stored.occurrence
        for stored in published.occurrences.stored()
        if stored.occurrence.origin == "webinar" and has_page(stored, published)
    )


def webinars_view(
    occurrences: Iterable[Occurrence], year: int | None, year_pages: tuple[int, ...]
) -> WebinarsView:
    """Returns the webinars by year."""
    webinars = [_listed_webinar(occurrence) for occurrence in occurrences]
    webinars.sort(key=lambda webinar: (webinar.day, webinar.address), reverse=True)
    years = tuple((year, tuple(group)) for year, group in groupby(webinars, lambda webinar: webinar.day.year))
    return WebinarsView(year=year, years=years, year_pages=year_pages)


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
