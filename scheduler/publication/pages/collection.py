"""All pages of a publication by path. A page is rendered when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from functools import cached_property

from scheduler.programme.texts import Text
from scheduler.publication.feeds.feed_bytes import meeting_parts, write_meeting
from scheduler.publication.feeds.resources import CALENDAR
from scheduler.publication.page_addresses import SITEMAP, meeting_address, meeting_languages
from scheduler.publication.pages.fingerprint import file_fingerprint, fingerprint, page_digest, site_digest
from scheduler.publication.pages.paths import PageLocation, root_of, split_path
from scheduler.publication.pages.render import render
from scheduler.publication.pages.site_info import site_info
from scheduler.publication.pages.views import (
    calendars,
    meeting_pages,
    programme_pages,
    sitemap,
    statements,
    subscribing,
)
from scheduler.publication.pages.views.page import Page, PageInputs, Pages
from scheduler.publication.resource import ListedResource, Resource
from scheduler.state.stored import Stored

KINDS: tuple[Callable[[PageInputs], Pages], ...] = (
    calendars.retired_pages,
    calendars.pages,
    meeting_pages.pages,
    programme_pages.pages,
    sitemap.pages,
    statements.pages,
    subscribing.pages,
)
"""Every kind of page. Of two pages with one address the later wins, so live pages replace retired ones."""


class PageCollection(Mapping[str, Resource]):
    """The pages of a publication in every language, by path; they can be asked for from any thread.

    So are the files of single meetings for people who want to add one alone: the path of its page and `.ics`.
    """

    def __init__(self, inputs: PageInputs) -> None:
        self.inputs = inputs
        self.site = site_info(inputs.state)
        modified = inputs.state.modified
        self._modified = max(modified, inputs.ended.latest or modified)
        self._last: tuple[str, Page] | None = None

    @cached_property
    def _pages(self) -> Pages:
        return {address: make for pages in KINDS for address, make in pages(self.inputs).items()}

    @cached_property
    def _in_few_languages(self) -> Mapping[str, tuple[str, ...]]:
        """The languages of the pages that do not exist in all, by address."""
        state = self.inputs.state
        of_meetings = {
            meeting_address(uid): meeting_languages(state, stored.occurrence)
            for uid, stored in self.inputs.public.items()
        }
        return {**of_meetings, SITEMAP: self.site.languages[:1]}

    def languages(self, address: str) -> tuple[str, ...]:
        """Returns the languages of the page at an address, none if there is no page."""
        if address not in self._pages:
            return ()
        return self._in_few_languages.get(address, self.site.languages)

    @cached_property
    def _files(self) -> Mapping[str, tuple[Stored, str]]:
        """The file of each meeting in each language of its page, by path."""
        pieces, languages = self.inputs.state.pieces, self.site.languages
        return {
            f"{root_of(code, languages)}{meeting_address(uid)}.ics": (stored, code)
            for uid, stored in self.inputs.public.items()
            for code in self._in_few_languages[meeting_address(uid)]
            if (uid, code, "public") in pieces
        }

    def _file(self, path: str) -> Resource:
        """Returns the file of a meeting.

        Its date is that of the last public change, because its own would tell of private ones.
        """
        state, (stored, code) = self.inputs.state, self._files[path]
        parts = write_meeting(state, stored, code, self._pair(stored))
        return Resource(200, CALENDAR, parts, state.modified, filename=f"{stored.occurrence.uid}.ics")

    def _pair(self, stored: Stored) -> Text | None:
        return self.inputs.directory.pair_name(stored.occurrence)

    @cached_property
    def _site_digest(self) -> bytes:
        return site_digest(self.site)

    def __getitem__(self, path: str) -> Resource:
        if path in self._files:
            return self._file(path)
        page, location = self._found(path)
        body = render(page.template, page.view, location, self.site)
        embed_in = self.site.look.embed_in if page.address.startswith("embed/") else ()
        return Resource(page.status, page.type, (body,), self._modified, embed_in=embed_in)

    def __contains__(self, path: object) -> bool:
        if not isinstance(path, str) or not path.startswith("/"):
            return False
        code, address = split_path(path, self.site.languages)
        return path in self._files or code in self.languages(address)

    def __iter__(self) -> Iterator[str]:
        for address in self._pages:
            yield from (root_of(code, self.site.languages) + address for code in self.languages(address))
        yield from self._files

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def listed(self, wanted: Container[str] | None = None) -> Iterator[ListedResource]:
        """Yields every page at each of its paths, or at those that are `wanted`, without rendering it."""
        wanted = wanted if wanted is not None else self
        for address, make in self._pages.items():
            paths = {code: root_of(code, self.site.languages) + address for code in self.languages(address)}
            if not any(path in wanted for path in paths.values()):
                continue
            page = make()
            digest = page_digest(page)
            for code, path in paths.items():
                location = self._location(page, code)
                yield ListedResource(path, page.status, fingerprint(digest, self._site_digest, location))
        for path, (stored, code) in self._files.items():
            if path not in wanted:
                continue
            parts, pair = meeting_parts(self.inputs.state, stored, code), self._pair(stored)
            yield ListedResource(path, 200, file_fingerprint(parts, pair, code, self._site_digest))

    def _found(self, path: str) -> tuple[Page, PageLocation]:
        """Returns a page and its location; a publication asks for a page in every language after another."""
        if path not in self:
            raise KeyError(path)
        code, address = split_path(path, self.site.languages)
        last = self._last  # another thread may ask for another page
        if last is None or last[0] != address:
            last = self._last = address, self._pages[address]()
        return last[1], self._location(last[1], code)

    def _location(self, page: Page, code: str) -> PageLocation:
        base_path = self.site.base_path if page.status == 404 else None
        root, languages = root_of(code, self.site.languages), self.languages(page.address)
        return PageLocation(code, root, page.address, languages, base_path)
