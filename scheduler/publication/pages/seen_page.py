"""The page on which the office of a city says that it has read a mail.

It is no part of the site: only `serve` makes it. It is the same at the address of every mail, so it does not
contain it: its form goes where the page is, and it leads to itself in no other language.
"""

from __future__ import annotations

from typing import Literal

from scheduler.publication.page_addresses import SEEN
from scheduler.publication.pages.paths import PageLocation, root_of
from scheduler.publication.pages.render import render
from scheduler.publication.pages.site_info import site_info
from scheduler.publication.resource import HTML, Resource
from scheduler.state.state import State

SeenView = Literal["question", "thanks", "again"]
"""`again`: nobody could note that the button was pressed."""


def seen_page(state: State, code: str, view: SeenView) -> Resource:
    """Returns the page in the language `code`."""
    site = site_info(state)
    location = PageLocation(code, root_of(code, site.languages), SEEN, site.languages, site.base_path)
    body = render("seen.html", view, location, site, language_links=())
    return Resource(status=503 if view == "again" else 200, type=HTML, parts=(body,), modified=state.modified)
