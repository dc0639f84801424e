"""Where pages stand, and how one links to another.

A page has an address below the root of its language (`cities/sofia`, the home page an empty one). The first
language of a programme has the root `/` and, as every other, one below its own code: `/bg/cities/sofia`.
Links are relative, so that a site may live below any path of a web server; only the page that stands for all
that is missing is read at any depth, and has links from the root.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageLocation:
    """One version of a page: its language, that language's root (`/` or `/bg/`), its address below it.

    `anywhere` is the path below which the site lives, for a page that is read at any address of it.
    """

    code: str
    root: str
    address: str
    anywhere: str | None = None

    @property
    def path(self) -> str:
        """Its path on the site."""
        return self.root + self.address

    def link(self, address: str) -> str:
        """A link to another page in the same language."""
        return self.file(self.root + address)

    def file(self, path: str) -> str:
        """A link to what has one path for all languages: a feed, a style sheet."""
        return relative(self.path, path) if self.anywhere is None else self.anywhere + path


def places(address: str, languages: Sequence[str], anywhere: str | None = None) -> Iterator[PageLocation]:
    """Every version of the page at `address`: the first language at the root, each below its code."""
    yield PageLocation(languages[0], "/", address, anywhere)
    yield from (PageLocation(code, f"/{code}/", address, anywhere) for code in languages)


def root_of(code: str, languages: Sequence[str]) -> str:
    """The root to which people are led who choose a language."""
    return "/" if code == languages[0] else f"/{code}/"


def relative(here: str, there: str) -> str:
    """The shortest link from one path of the site to another, as browsers resolve it (RFC 3986, 5.2)."""
    folders, (*others, name) = here.split("/")[1:-1], there.split("/")[1:]
    shared = 0
    while shared < min(len(folders), len(others)) and folders[shared] == others[shared]:
        shared += 1
    link = "../" * (len(folders) - shared) + "".join(f"{folder}/" for folder in others[shared:]) + name
    return link or "./"


def file_name(path: str) -> str:
    """The file that holds the resource at `path` in a static publication, below its folder."""
    name = path.removeprefix("/")
    if not name or name.endswith("/"):
        return f"{name}index.html"
    return name if "." in name.rpartition("/")[2] else f"{name}.html"
