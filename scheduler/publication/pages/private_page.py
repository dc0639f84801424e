"""The page of a private calendar: its coming meetings with the ways in, for a telephone.

It is no part of the site: only `serve` makes it, each time that the holder of a token asks. It shows of each
meeting what the private feed shows. Its address is a secret, so it does not contain it: its links lead to the
public pages, but for those to the same page in other languages, which are relative.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed_bytes import feeds_by_language, visible_pieces
from scheduler.publication.feeds.resources import file_names
from scheduler.publication.languages.language import language
from scheduler.publication.pages.paths import PageLocation, root_of
from scheduler.publication.pages.render import render
from scheduler.publication.pages.site_info import site_info
from scheduler.publication.pages.views.card import Access, access
from scheduler.publication.pages.views.directory import CalendarLink
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.rows import MeetingRow, RowMaker
from scheduler.publication.resource import HTML, Resource
from scheduler.state.feeds import Feed
from scheduler.state.stored import Stored

MOST_MEETINGS = 30
"""The most meetings that the page shows; the private feed has the others."""


class PrivateMeeting(Struct, frozen=True, kw_only=True):
    """A coming meeting, and the way in; one that `is_private` has no page."""

    row: MeetingRow
    access: Access
    is_private: bool

    @property
    def month(self) -> Month:
        """The month of its first day."""
        return Month.of(self.row.first)


class PrivateView(Struct, frozen=True, kw_only=True):
    """The next meetings of a private calendar; it may have more."""

    calendar: CalendarLink
    meetings: tuple[PrivateMeeting, ...]
    has_more: bool


def private_page(inputs: PageInputs, name: str, now: datetime) -> Resource | None:
    """Returns the page of the private feed `name`, such as `cities/sofia.bg`, as it is at `now` (aware).

    Returns None if there is no such feed. The name is that of its file without `.ics`.
    """
    state = inputs.state
    for feed, code in feeds_by_language(state):
        if f"{name}.ics" in file_names(state, feed, code):
            body = _render(inputs, feed, code, now)
            return Resource(status=200, type=HTML, parts=(body,), modified=now)
    return None


def _render(inputs: PageInputs, feed: Feed, code: str, now: datetime) -> bytes:
    site = site_info(inputs.state)
    root = root_of(code, site.languages)
    location = PageLocation(code, root, f"private/{feed.name}", site.languages, site.base_path)
    own = feed.name.rpartition("/")[2]
    links = [
        {"code": each, "name": language(each).autonym, "link": f"{own}.{each}", "is_current": each == code}
        for each in site.languages
    ]
    return render("private.html", _view(inputs, feed, code, now), location, site, language_links=links)


def _view(inputs: PageInputs, feed: Feed, code: str, now: datetime) -> PrivateView:
    state, maker = inputs.state, RowMaker(inputs, feed)
    visible = visible_pieces(state.pieces, state.contents.get(feed.key, ()), code, "private")
    coming = (stored for _, stored in visible if not stored.occurrence.timing.is_over(now))
    shown = [*islice(coming, MOST_MEETINGS + 1)]
    return PrivateView(
        calendar=inputs.directory.link_of(feed),
        meetings=tuple(_meeting(inputs, maker, stored) for stored in shown[:MOST_MEETINGS]),
        has_more=len(shown) > MOST_MEETINGS,
    )


def _meeting(inputs: PageInputs, maker: RowMaker, stored: Stored) -> PrivateMeeting:
    meeting, is_private = stored.told, stored.occurrence.uid not in inputs.public
    row = maker.row(meeting)
    if is_private:  # no page has the hours of all its cities, so nothing may link there
        row = replace(row, hours=replace(row.hours, more=len(row.hours.others)))
    way_in = access(meeting, is_over=False, reader="private")
    return PrivateMeeting(row=row, access=way_in, is_private=is_private)
