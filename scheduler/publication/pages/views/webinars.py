"""Every webinar that was ever published, year by year, so that old ones are found and links to them last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from scheduler.programme.details import Status, ThemeName
from scheduler.programme.texts import Text
from scheduler.publication.pages.page import Page, PageInputs
from scheduler.publication.pages.views.occurrences import address_of, has_page
from scheduler.timetable.occurrence import Occurrence

ADDRESS = "webinars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webinar:
    """One line of the list."""

    address: str
    title: Text
    kind: Text | None
    day: date
    status: Status
    themes: tuple[ThemeName, ...]


Years = tuple[tuple[int, tuple[Webinar, ...]], ...]
"""The years with their webinars, both latest first."""


def pages(contents: PageInputs) -> Iterator[Page]:
    """The list, where there is any webinar."""
    found = years(contents)
    if found:
        yield Page(address=ADDRESS, template="webinars.html", view=found)


def years(contents: PageInputs) -> Years:
    """Every webinar that has a page."""
    published = contents.published
    told = [one.occurrence for one in published.occurrences if has_page(one, published)]
    webinars = [_webinar(one) for one in told if one.origin == "webinar"]
    webinars.sort(key=lambda webinar: (webinar.day, webinar.address), reverse=True)
    return tuple((year, tuple(row)) for year, row in groupby(webinars, lambda webinar: webinar.day.year))


def _webinar(occurrence: Occurrence) -> Webinar:
    return Webinar(
        address=address_of(occurrence),
        title=occurrence.content.title,
        kind=occurrence.content.kind,
        day=occurrence.timing.starts.date(),
        status=occurrence.status,
        themes=occurrence.content.themes,
    )
