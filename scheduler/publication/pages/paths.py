"""The paths of pages, and the links between them.

A page has an address below the root of its language, such as `cities/sofia`; the home page has an empty one.
The root of a programme's first language is `/`, that of another one has its code, such as `/bg/`. Links are
relative, so a site may live below any path of a web server. Only the page for unknown addresses has absolute
links, because it is shown at any depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct


class PageLocation(Struct, frozen=True):
    """The location of a page: a language, the root of that language (`/` or `/bg/`), the address below it.

    `languages` are those in which the page exists. `base_path` is set only for the page that is shown at
    unknown addresses: its links start there.
    """

    language: str
    root: str
    address: str
    languages: tuple[str, ...]
    base_path: str | None = None

    @property
    def path(self) -> str:
        """The path on the site."""
        return self.root + self.address

    def link(self, address: str) -> str:
        """Returns the link to another page in the same language."""
        return self.file_link(self.root + address)

    def file_link(self, path: str) -> str:
        """Returns the link to a path that is the same in all languages, such as a feed or the style sheet."""
        return relative(self.path, path) if self.base_path is None else self.base_path + path


def page_locations(address: str, languages: Sequence[str]) -> Iterator[PageLocation]:
    """Yields the location of a page in each language."""
    return (PageLocation(code, root_of(code, languages), address, tuple(languages)) for code in languages)


def split_path(path: str, languages: Sequence[str]) -> tuple[str, str]:
    """Returns the language of a page's path, and the address below the root of that language."""
    code, slash, address = path[1:].partition("/")
    return (code, address) if slash and code in languages[1:] else (languages[0], path[1:])


def root_of(language: str, languages: Sequence[str]) -> str:
    """Returns the root of a language."""
    return "/" if language == languages[0] else f"/{language}/"


def relative(source: str, target: str) -> str:
    """Returns the shortest link from one path to another, as browsers resolve it (RFC 3986 section 5.2)."""
    folder, up = source[: source.rindex("/") + 1], ""
    while not target.startswith(folder):
        folder, up = folder[: folder.rindex("/", 0, -1) + 1], f"../{up}"
    return up + target[len(folder) :] or "./"


def file_name(path: str) -> str:
    """Returns the file, below the folder of a static publication, that holds the resource at `path`."""
    name = path.removeprefix("/")
    if not name or name.endswith("/"):
        return f"{name}index.html"
    return name if "." in name.rpartition("/")[2] else f"{name}.html"
