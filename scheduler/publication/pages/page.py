"""What a page is before it is written: an address, a template, and a frozen view that the template shows.

A view is a value of the programme's words and times, the same for every language; templates choose the words.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from scheduler.programme.texts import Text
from scheduler.publication.feeds.feed import FeedContents, FeedText
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.pages.paths import root_of
from scheduler.record.revision import Published


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page in all languages; `aliases` are earlier addresses at which it is found as well.

    `status` is 410 for the page that stands where something was retired, 404 for the one that stands
    wherever nothing ever was.
    """

    address: str
    template: str
    view: Hashable = None
    aliases: tuple[str, ...] = ()
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """What stands around every page: whose site it is and in which languages.

    `base` is the public address of the programme, without a slash at its end, where it has one.
    """

    programme: Text
    languages: tuple[str, ...]
    host: Text
    host_url: str | None
    base: str | None

    def public(self, code: str, address: str) -> str | None:
        """The one public address of a page in a language, however it is reached; None without a base."""
        return f"{self.base}{root_of(code, self.languages)}{address}" if self.base else None

    @property
    def root(self) -> str:
        """The path below which the site lives, without a slash at its end, as its public address tells it."""
        return urlsplit(self.base or "").path


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInputs:
    """What pages are made from: everything published, what stands in each feed, and which were shortened."""

    published: Published
    inside: FeedContents
    shortened: Mapping[str, FeedText]


def page_frame(published: Published) -> PageFrame:
    """The frame of every page of `published`."""
    profile = published.profile
    url, address = profile.details.host_url, profile.address
    return PageFrame(
        programme=profile.name,
        languages=profile.languages,
        host=profile.host,
        host_url=web_address(url) if url else None,
        base=(web_address(address) or "").rstrip("/") or None if address else None,
    )
