"""What stands where there is no page: it says so in the language of the address, and leads on.

It is answered at addresses of any depth, so its links begin at the root of the site.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.publication.pages.page import Page, PageInputs

ADDRESS = "404.html"
"""Below the root of each language; a web server finds it there in a static publication as well."""


def pages(contents: PageInputs) -> Iterator[Page]:  # noqa: ARG001 - the same for everything published
    """The one page for all that is not there."""
    yield Page(address=ADDRESS, template="missing.html", status=404)
