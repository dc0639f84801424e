"""The addresses that search engines should know: what people look for, in each of its languages.

Months and past meetings are a link away from these.
"""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from scheduler.publication.page_addresses import SITEMAP
from scheduler.publication.pages.views.page import Page, PageInputs, PageLink, Pages

_OF_THE_PROGRAMME = ("", "cities", "pairs", "webinars", "programme")


class SitemapView(Struct, frozen=True):
    """The pages of the programme, its calendars and its coming meetings."""

    pages: tuple[PageLink, ...]


def pages(inputs: PageInputs) -> Pages:
    """Returns the sitemap; it needs the public address of the site."""
    return {SITEMAP: partial(_sitemap, inputs)} if inputs.state.profile.address else {}


def _sitemap(inputs: PageInputs) -> Page:
    calendars = inputs.directory.live("cities", "pairs", "groups", "themes")
    coming = inputs.coming(inputs.state.programme_feed)
    view = SitemapView(
        (
            *map(PageLink, _OF_THE_PROGRAMME),
            *(PageLink(feed.name) for feed in calendars),
            *map(inputs.link, coming),
        )
    )
    return Page(address=SITEMAP, template="sitemap.xml", view=view, type="application/xml; charset=utf-8")
