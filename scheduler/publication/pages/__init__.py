"""The web pages of a programme, in every language.

Views hold the contents of pages, templates their HTML. Pages know nothing of HTTP, files or the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from scheduler.publication.pages.assets import assets
from scheduler.publication.pages.page import Page, PageInputs, site_info
from scheduler.publication.pages.render import RenderedPage, render_page
from scheduler.publication.pages.views import calendars, home, missing, occurrences, statements, webinars
from scheduler.publication.resource import Resource

HTML = "text/html; charset=utf-8"

KINDS: tuple[Callable[[PageInputs], Iterator[Page]], ...] = (
    missing.pages,
    home.pages,
    calendars.pages,
    occurrences.pages,
    statements.pages,
    webinars.pages,
)
"""Every kind of page. Of two pages with one address the later wins, so live pages replace retired ones."""


def render_pages(inputs: PageInputs, previous: Iterable[RenderedPage]) -> tuple[RenderedPage, ...]:
    """Returns every page in every language, reusing the `previous` ones that have not changed."""
    site = site_info(inputs.published)
    previous_by_address = {rendered.page.address: rendered for rendered in previous}
    pages = (page for kind in KINDS for page in kind(inputs))
    return tuple(render_page(page, site, previous_by_address.get(page.address)) for page in pages)


def page_resources(rendered_pages: Iterable[RenderedPage], modified: datetime) -> dict[str, Resource]:
    """Returns the pages and their assets by path; `modified` is in UTC."""
    resources = {
        asset.path: Resource(status=200, type=asset.type, body=asset.body, modified=modified)
        for asset in assets().values()
    }
    for rendered in rendered_pages:
        page = rendered.page
        for location, body in rendered.bodies.items():
            resource = Resource(status=page.status, type=HTML, body=body, modified=modified)
            addresses = (page.address, *page.aliases)
            resources |= {location.language_root + address: resource for address in addresses}
    return resources
