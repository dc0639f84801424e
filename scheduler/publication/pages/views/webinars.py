"""The page of all webinars ever published, year by year, so that old ones can be found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from scheduler.programme.details import Status, ThemeName
from scheduler.programme.texts import Text
from scheduler.publication.pages.page import Page, PageInputs
from scheduler.publication.pages.views.occurrences import has_page, meeting_address
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


def pages(inputs: PageInputs) -> Iterator[Page]:
    """Yields the list if there is any webinar."""
    by_year = webinars_by_year(inputs)
    if by_year:
        yield Page(address=ADDRESS, template="webinars.html", view=by_year)


def webinars_by_year(inputs: PageInputs) -> WebinarsByYear:
    """Returns every webinar that has a page."""
    published = inputs.published
    occurrences = [stored.occurrence for stored in published.occurrences if has_page(stored, published)]
    webinars = [_listed_webinar(occurrence) for occurrence in occurrences if occurrence.origin == "webinar"]
    webinars.sort(key=lambda webinar: (webinar.day, webinar.address), reverse=True)
    return tuple((year, tuple(group)) for year, group in groupby(webinars, lambda webinar: webinar.day.year))


def _listed_webinar(occurrence: Occurrence) -> ListedWebinar:
    return ListedWebinar(
        address=meeting_address(occurrence),
        title=occurrence.content.title,
        kind=occurrence.content.kind,
        day=occurrence.timing.starts.date(),
        status=occurrence.status,
        themes=occurrence.content.themes,
    )
