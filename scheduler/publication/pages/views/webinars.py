"""The page of all webinars ever published, year by year, so that old ones can be found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from scheduler.programme.details import Status, ThemeName
from scheduler.programme.texts import Text
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.occurrences import has_page
from scheduler.publication.pages.views.page import Page, PageInputs, PageKind, ready_pages
from scheduler.record.revision import Published
from scheduler.timetable.occurrence import Occurrence

ADDRESS = "webinars"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWebinar:
    """One line of the list."""

    address: str
    title: Text
    kind: Text | None
    day: date
    status: Status
    themes: tuple[ThemeName, ...]


WebinarsByYear = tuple[tuple[int, tuple[ListedWebinar, ...]], ...]
"""The years with their webinars, the latest first in both."""


def pages(inputs: PageInputs) -> PageKind:
    """Returns the list if there is any webinar."""
    webinars = published_webinars(inputs.published)
    if not webinars:
        return ready_pages()
    return ready_pages(
        Page(address=ADDRESS, template="webinars.html", make_view=webinars_by_year, arguments=(webinars,))
    )


def published_webinars(published: Published) -> tuple[Occurrence, ...]:
    """Returns every webinar that has a page."""
    return tuple(
        stored.occurrence
        for stored in published.occurrences
        if stored.occurrence.origin == "webinar" and has_page(stored, published)
    )


def webinars_by_year(occurrences: Iterable[Occurrence]) -> WebinarsByYear:
    """Returns the webinars by year."""
    webinars = [_listed_webinar(occurrence) for occurrence in occurrences]
    webinars.sort(key=lambda webinar: (webinar.day, webinar.address), reverse=True)
    return tuple((year, tuple(group)) for year, group in groupby(webinars, lambda webinar: webinar.day.year))


def _listed_webinar(occurrence: Occurrence) -> ListedWebinar:
    return ListedWebinar(
        address=meeting_address(occurrence.uid),
        title=occurrence.content.title,
        kind=occurrence.content.kind,
        day=occurrence.timing.starts.date(),
        status=occurrence.status,
        themes=occurrence.content.themes,
    )
