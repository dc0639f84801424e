"""Follows every link of a site from one page on, and looks for what must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from support.served import ask

_LOADS = {
    "link": ("href",), "script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset"), "iframe": ("src",),
    "object": ("data",), "embed": ("src",), "video": ("src", "poster"), "audio": ("src",), "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"), "track": ("src",), "input": ("src",),
}  # fmt: skip
"""What a browser fetches by itself. Some kinds of `link` are not: see `_NAMED`."""

_NAMED = {"alternate", "canonical", "next", "prev", "license", "author", "help", "search", "up"}
_MAIL = re.compile(rb"[\w.+-]+@[\w-]+(\.[\w-]+)+|mailto:", re.ASCII)


@dataclass
class Crawled:
    """What was found: every path with its body, and every problem in words."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class _Links(HTMLParser):
    """The addresses that a page links to, and those that it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.ids: set[str] = set()
        self.policy: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.ids |= {attributes[name] for name in ("id",) if name in attributes}
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            self.policy.append(f"<{tag}> has a style or a handler of its own")
        if tag == "script" and "src" not in attributes and attributes.get("type") != "application/ld+json":
            self.policy.append("a script stands in the page")
        if tag == "style":
            self.policy.append("a style stands in the page")
        if tag in ("a", "area", "form"):
            self.links |= {attributes[name] for name in ("href", "action") if name in attributes}
        for name in _LOADS.get(tag, ()):
            if name in attributes:
                is_named = tag == "link" and set(attributes.get("rel", "").split()) & _NAMED
                (self.links if is_named else self.loads).add(attributes[name])


def crawl(port: int, start: str, base: str = "https://calendar.example.org") -> Crawled:
    """Everything that can be reached from `start` on this port; `base` is the public address of the same site."""
    crawled, here = Crawled(), f"http://127.0.0.1:{port}"
    waiting, fragments = [start], []
    ids: dict[str, set[str]] = {}
    while waiting:
        path = waiting.pop()
        if path in crawled.bodies:
            continue
        response = ask(port, path)
        crawled.bodies[path], crawled.kinds[path] = response.body, response.headers.get("content-type", "")
        if response.status != 200:
            crawled.problems.append(f"{path} is {response.status}")
            continue
        if mail := _MAIL.search(response.body):
            crawled.problems.append(f"{path} shows {mail[0].decode()}")
        for link, is_loaded in _leads(
            response.body.decode(), crawled.kinds[path], ids.setdefault(path, set()), crawled, path
        ):
            address = urljoin(here + path, link)
            if base and address.startswith(base):
                address = here + address.removeprefix(base)
            parts = urlsplit(address)
            if f"{parts.scheme}://{parts.netloc}" == here:
                waiting.append(parts.path or "/")
                fragments.append((path, parts.path, unquote(parts.fragment)))
            elif is_loaded:
                crawled.problems.append(f"{path} loads {link}")
    crawled.problems += [
        f"{path} links to #{fragment} of {target}, which is not there"
        for path, target, fragment in fragments
        if fragment and fragment not in ids[target]
    ]
    return crawled


def _leads(text: str, kind: str, ids: set[str], crawled: Crawled, path: str) -> list[tuple[str, bool]]:
    """The links of a page or a style sheet, and whether a browser follows them by itself."""
    if kind.startswith("text/css"):
        imports = re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", text)
        return [(link, True) for pair in imports for link in pair if link]
    if not kind.startswith("text/html"):
        return []
    page = _Links()
    page.feed(text)
    ids |= page.ids
    crawled.problems += [f"{path}: {problem}" for problem in page.policy]
    return [*((link, False) for link in page.links), *((link, True) for link in page.loads)]
