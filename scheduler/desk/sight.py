"""What the desk sees of the programme: what the public pages are made of, with the private meetings.

Links lead to the pages of the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.paths import PageLocation
from scheduler.publication.pages.site_info import site_info
from scheduler.publication.pages.template_context import template_context
from scheduler.publication.pages.views.page import PageInputs, PageLink
from scheduler.state.state import State
from scheduler.state.stored import Stored, time_and_uid
from scheduler.timetable.occurrence import Occurrence

LANGUAGE = "en"
"""The language of the desk. Texts that have none in it are shown as they are."""


class DeskInputs(PageInputs, frozen=True, kw_only=True):
    """The source of the pages of the desk: those of the public, and the private meetings."""

    @cached_property
    def public(self) -> Mapping[str, Stored]:
        """Every meeting that any reader sees, by UID, in order of time."""
        seen = (stored for stored in self.state.occurrences.values() if stored.shown)
        return {stored.occurrence.uid: stored for stored in sorted(seen, key=time_and_uid)}

    def as_known(self, stored: Stored) -> Occurrence:
        """Returns a meeting as its readers know it; a private one has no public history."""
        return stored.told if stored.occurrence.content.is_private else super().as_known(stored)


def desk_names(state: State, path: str, name_of: Callable[[Occurrence], str]) -> Mapping[str, Any]:
    """Returns the names that templates of pages can use, for the page `path` of the desk."""
    site = site_info(state)
    names = {meeting_address(uid): name_of(each.occurrence) for uid, each in state.occurrences.items()}

    def page_link(page: PageLink) -> str:
        return f"meeting?{urlencode({'name': names[page.address]}, safe='/')}"

    location = PageLocation(LANGUAGE, "/", f"desk/{path}", site.languages)
    own = {
        "is_desk": True,
        "page_link": page_link,
        "link": desk_link,
        "meeting_file": lambda page: f"../{page.address}.ics",
    }
    return {**template_context(location, site), **own}


def desk_link(address: str) -> str:
    """Returns where the desk has what is at an address of the public pages."""
    page, _, day = address.partition("#d")
    if day:
        return f"find?q={day}"
    page, _, month = page.partition("#m")
    kind, _, rest = page.partition("/")
    id, _, period = rest.partition("/")
    if kind in ("cities", "pairs", "groups", "themes") and id and not period:
        return f"calendar?{urlencode({'name': f'{kind}/{id}'}, safe='/')}"
    if kind == "changes":
        return "history"
    when = f"{period}-{month:0>2}" if month.isdigit() else period
    calendar = {"calendar": f"{kind}/{id}"} if period else {}
    return f"find?{urlencode({**calendar, 'q': when or id}, safe='/')}" if id else kind
