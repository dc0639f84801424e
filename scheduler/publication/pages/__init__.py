"""The pages of a programme: a view of what is published for each, written in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from scheduler.publication.pages.assets import assets
from scheduler.publication.pages.page import Page, PageInputs, page_frame
from scheduler.publication.pages.render import RenderedPage, written
from scheduler.publication.pages.views import (
    calendars,
    home,
    missing,
    occurrences,
    retired,
    statements,
    webinars,
)
from scheduler.publication.resource import Resource

HTML = "text/html; charset=utf-8"

KINDS: tuple[Callable[[PageInputs], Iterator[Page]], ...] = (
    retired.pages,
    home.pages,
    calendars.pages,
    occurrences.pages,
    statements.pages,
    webinars.pages,
    missing.pages,
)
"""Every kind of page. Where two have one address the later counts: what lives comes after what is gone."""


def write_pages(contents: PageInputs, before: Iterable[RenderedPage]) -> tuple[RenderedPage, ...]:
    """Every page in every language; what was written `before` is used again where it is the same."""
    around, known = page_frame(contents.published), {sheet.page.address: sheet for sheet in before}
    pages = (page for kind in KINDS for page in kind(contents))
    return tuple(written(page, around, known.get(page.address)) for page in pages)


def page_resources(sheets: Iterable[RenderedPage], modified: datetime) -> dict[str, Resource]:
    """The pages and what belongs to them, by path."""
    found = {
        asset.path: Resource(status=200, type=asset.type, body=asset.body, modified=modified)
        for asset in assets().values()
    }
    for sheet in sheets:
        page = sheet.page
        for place, body in sheet.bodies.items():
            resource = Resource(status=page.status, type=HTML, body=body, modified=modified)
            found |= {place.root + address: resource for address in (page.address, *page.aliases)}
    return found
