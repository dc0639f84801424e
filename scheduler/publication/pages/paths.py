"""The paths of pages, and the links between them.

A page has an address below the root of its language, such as `cities/sofia`; the home page has an empty one.
Every language has a root with its code, such as `/bg/`. The first language of a programme also has the root
`/`. Links are relative, so a site may live below any path of a web server. Only the page for unknown
addresses has absolute links, because it is shown at any depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct


class PageLocation(Struct, frozen=True):
    """One location of a page: a language, the root of that language (`/` or `/bg/`), the address below it.

    `base_path` is set only for the page that is shown at unknown addresses: its links start there.
    """

    language: str
    language_root: str
    address: str
    base_path: str | None = None

    @property
    def path(self) -> str:
        """The path on the site."""
        return self.language_root + self.address

    @property
    def root_link(self) -> str:
        """The link to the root of the site, as it stands before a path without its first slash."""
        return "../" * (self.path.count("/") - 1) if self.base_path is None else f"{self.base_path}/"

    @property
    def text_key(self) -> str:
        """The key of the text at this location, equal wherever the text is: mostly the language.

        Absolute links to other pages contain the root of the language.
        """
        return self.language if self.base_path is None else self.language_root

    @property
    def linked_address(self) -> str:
        """The address that links to other languages have.

        The page for unknown addresses links to the home page: nobody wants to read it in another language.
        """
        return self.address if self.base_path is None else ""

    def link(self, address: str) -> str:
        """Returns the link to another page in the same language."""
        return self.file_link(self.language_root + address)

    def file_link(self, path: str) -> str:
        """Returns the link to a path that is the same in all languages, such as a feed or the style sheet."""
        return relative(self.path, path) if self.base_path is None else self.base_path + path


def page_locations(
    address: str, languages: Sequence[str], base_path: str | None = None
) -> Iterator[PageLocation]:
    """Returns every location of a page: the first language at `/`, then each language below its code."""
    return (PageLocation(code, root, address, base_path) for code, root in language_roots(languages))


def language_roots(languages: Sequence[str]) -> list[tuple[str, str]]:
    """Returns every root with its language: `/` is that of the first one."""
    return [(languages[0], "/"), *((code, f"/{code}/") for code in languages)]


def split_path(path: str, languages: Sequence[str]) -> tuple[str, str, str]:
    """Returns the language of a page's path, the root of that language, and the address below it."""
    code, slash, address = path[1:].partition("/")
    if slash and code in languages:
        return code, f"/{code}/", address
    return languages[0], "/", path[1:]


def root_of(language: str, languages: Sequence[str]) -> str:
    """Returns the root that links and canonical URLs use for a language."""
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
