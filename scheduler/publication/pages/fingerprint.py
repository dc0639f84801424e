"""The fingerprint of a page or file: those with the same fingerprint have the same bytes.

It is made from the view of a page or the stored bytes of a meeting, the location, the site, and the release
of Twincal with its libraries and time-zone data. So it is known before the page or file is made.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

import msgspec

from scheduler.programme.texts import Text
from scheduler.publication.pages.paths import PageLocation
from scheduler.publication.pages.site_info import SiteInfo
from scheduler.publication.pages.views.page import Page
from scheduler.timetable.zone_source import tzdata_version

LIBRARIES = ("babel", "jinja2", "markupsafe", "segno", "tzdata")
"""The libraries whose release may change the bytes of a page."""

_encode = msgspec.msgpack.Encoder().encode


def page_digest(page: Page) -> bytes:
    """Returns the digest of the template of `page` and its view.

    The view may not contain sets of texts or dates: their order differs from process to process.
    """
    return hashlib.sha256(_encode((page.template, page.view))).digest()


def site_digest(site: SiteInfo) -> bytes:
    """Returns the digest of `site` and of the release."""
    return hashlib.sha256(release() + _encode(site)).digest()


def fingerprint(page: bytes, site: bytes, location: PageLocation) -> str:
    """Returns the fingerprint of a page at `location`, from its digest and that of its site."""
    return hashlib.sha256(page + site + repr(location).encode()).hexdigest()[:32]


def file_fingerprint(parts: Sequence[bytes], pair: Text | None, code: str, site: bytes) -> str:
    """Returns the fingerprint of a meeting's file in a language, from what is stored and the site."""
    return hashlib.sha256(site + _encode((parts, pair, code))).hexdigest()[:32]


@cache
def release() -> bytes:
    """Returns the digest of everything besides its arguments that a page is made with."""
    content = hashlib.sha256()
    for package in ("scheduler", "calendars"):
        for name, body in _files(resources.files(package), package):
            content.update(_encode((name, body)))
    versions = [metadata.version(library) for library in LIBRARIES]
    content.update(_encode((*versions, tzdata_version(), platform.python_version())))
    return content.digest()


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    """Yields the path and the bytes of each source file below `folder`, in order."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry, path)
        elif entry.is_file():
            yield path, entry.read_bytes()
