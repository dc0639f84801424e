"""Reads a page for tests: its visible words, its links, and its data for search engines."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

UNSEEN = {"script", "style", "title"}
VOID = {"meta", "link", "br", "img", "hr", "input", "base"}


@dataclass
class Html(HTMLParser):
    """`words` are the visible texts, one for each run of text; `data` are the JSON-LD values."""

    source: str
    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    heads: list[dict[str, str]] = field(default_factory=list)
    root: dict[str, str] = field(default_factory=dict)
    data: list[Any] = field(default_factory=list)
    title: str = ""
    open: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    @property
    def text(self) -> str:
        """All visible words in one line."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.root = attributes
        elif tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        elif tag == "meta":
            self.metas[attributes.get("name") or attributes.get("property", "")] = attributes.get(
                "content", ""
            )
        elif tag == "link":
            self.heads.append(attributes)
        elif tag == "time":
            self.times.append(attributes["datetime"])
        if tag not in VOID:
            self.open.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, attributes = self.open[-1] if self.open else ("", {})
        if tag == "title":
            self.title += data
        elif attributes.get("type") == "application/ld+json":
            self.data.append(json.loads(data))
        elif tag not in UNSEEN and data.strip():
            self.words.append(data.strip())


def html(body: bytes) -> Html:
    return Html(body.decode())
