"""What stands where a calendar was that has been retired."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.publication.pages.page import Page, PageInputs


def pages(contents: PageInputs) -> Iterator[Page]:
    """A page for each feed that is gone, at all its addresses."""
    for feed in contents.published.feeds:
        if feed.state == "gone":
            aliases = tuple(f"{feed.kind}/{alias}" for alias in feed.aliases)
            yield Page(
                address=feed.name, template="retired.html", view=feed.title, aliases=aliases, status=410
            )
