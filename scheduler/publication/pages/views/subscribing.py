"""The page on which people subscribe to a calendar, and the list that other sites embed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct

from scheduler.publication.feeds.resources import plain_language
from scheduler.publication.pages.views.directory import CalendarLink
from scheduler.publication.pages.views.page import Page, PageInputs, Pages
from scheduler.publication.pages.views.rows import MonthRows, RowMaker, by_month
from scheduler.state.feeds import Feed

MOST_EMBEDDED = 5


class SubscribeView(Struct, frozen=True, kw_only=True):
    """How to subscribe to a calendar; `language` is that of its address without a language code."""

    calendar: CalendarLink
    language: str


class EmbedView(Struct, frozen=True, kw_only=True):
    """The next meetings of a city."""

    calendar: CalendarLink
    months: tuple[MonthRows, ...]


def pages(inputs: PageInputs) -> Pages:
    """Returns a page to subscribe for each calendar, and a list to embed for each city."""
    return dict(_pages(inputs))


def _pages(inputs: PageInputs) -> Iterator[tuple[str, Callable[[], Page]]]:
    for feed in inputs.state.open_feeds:
        yield f"subscribe/{feed.name}", partial(_subscribe, inputs, feed)
        if feed.kind == "cities":
            yield f"embed/{feed.name}", partial(_embed, inputs, feed)


def _subscribe(inputs: PageInputs, feed: Feed) -> Page:
    view = SubscribeView(calendar=inputs.directory.link_of(feed), language=plain_language(inputs.state, feed))
    return Page(address=f"subscribe/{feed.name}", template="subscribe.html", view=view)


def _embed(inputs: PageInputs, feed: Feed) -> Page:
    maker = RowMaker(inputs, feed)
    rows = map(maker.row, inputs.coming(feed)[:MOST_EMBEDDED])
    view = EmbedView(calendar=inputs.directory.link_of(feed), months=by_month(rows))
    return Page(address=f"embed/{feed.name}", template="embed.html", view=view)
