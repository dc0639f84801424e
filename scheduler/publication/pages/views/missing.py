"""The pages for retired calendars (410) and for unknown addresses (404)."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.programme.texts import Text
from scheduler.publication.addresses import MISSING
from scheduler.publication.pages.page import Page, PageInputs


def pages(inputs: PageInputs) -> Iterator[Page]:
    """Yields a page for each retired feed, and the page for unknown addresses."""
    for feed in inputs.published.feeds:
        if feed.state == "gone":
            aliases = tuple(f"{feed.kind}/{alias}" for alias in feed.aliases)
            yield Page(
                address=feed.name,
                template="retired.html",
                make_view=retired_view,
                arguments=(feed.title,),
                aliases=aliases,
                status=410,
            )
    yield Page(address=MISSING, template="missing.html", status=404)


def retired_view(title: Text) -> Text:
    """Returns the contents of the page of a retired calendar: its title."""
    return title
