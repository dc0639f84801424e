"""The pages for retired calendars (410) and for unknown addresses (404)."""

from __future__ import annotations

from scheduler.programme.texts import Text
from scheduler.publication.page_addresses import MISSING
from scheduler.publication.pages.views.page import Page, PageInputs, PageKind, ready_pages
from scheduler.record.feeds import Feed


def retired_pages(inputs: PageInputs) -> PageKind:
    """Returns a page for each retired feed."""
    retired = (_retired_page(feed) for feed in inputs.published.feeds if feed.state == "gone")
    return ready_pages(*retired, status=410)


def missing_page(_: PageInputs) -> PageKind:
    """Returns the page for unknown addresses."""
    return ready_pages(Page(address=MISSING, template="missing.html"), status=404)


def _retired_page(feed: Feed) -> Page:
    return Page(
        address=feed.name,
        template="retired.html",
        make_view=retired_view,
        arguments=(feed.title,),
        aliases=tuple(f"{feed.kind}/{alias}" for alias in feed.aliases),
    )


def retired_view(title: Text) -> Text:
    """Returns the contents of the page of a retired calendar: its title."""
    return title
