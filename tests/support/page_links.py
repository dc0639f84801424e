"""What one page links to and loads, the ids that links may name, and what a strict security policy forbids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from scheduler.publication.resource import Resource

_LOADS = {
    "link": ("href",), "script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset"), "iframe": ("src",),
    "object": ("data",), "embed": ("src",), "video": ("src", "poster"), "audio": ("src",), "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"), "track": ("src",), "input": ("src",),
}  # fmt: skip
"""The attributes whose address a browser fetches by itself, except for links of these kinds:"""
_ONLY_NAMED = {"alternate", "canonical", "next", "prev", "license", "author", "help", "search", "up"}


@dataclass
class PageLinks(HTMLParser):
    """The addresses in a page; `violations` are its inline styles, scripts and handlers."""

    source: str
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.ids += [attributes["id"]] if "id" in attributes else []
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            self.violations.append(f"<{tag}> has a style or a handler of its own")
        if tag == "script" and "src" not in attributes and attributes.get("type") != "application/ld+json":
            self.violations.append("a script stands in the page")
        if tag == "style":
            self.violations.append("a style stands in the page")
        if tag in ("a", "area", "form"):
            self.links += [attributes[name] for name in ("href", "action") if name in attributes]
        for name in _LOADS.get(tag, ()):
            if name in attributes:
                is_named = tag == "link" and set(attributes.get("rel", "").split()) & _ONLY_NAMED
                (self.links if is_named else self.loads).append(attributes[name])


def dead_links(resources: Mapping[str, Resource], paths: Iterable[str]) -> set[tuple[str, str]]:
    """The links on the pages at `paths` that lead to no page, or to no place on their own, each with its page."""
    pages = {path: PageLinks(resources[path].body.decode()) for path in paths}
    return {
        (path, link)
        for path, page in pages.items()
        for link in page.links
        if not link.startswith(("http", "webcal"))
        if urljoin(path, link).partition("#")[0] not in resources
        or (link.startswith("#") and link.removeprefix("#") not in page.ids)
    }
