"""Every link of every page leads somewhere, nothing comes from elsewhere, and nothing tells what is private."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from scheduler.programme.disclosures import emails, join_links, passcodes
from scheduler.publication.site import Site
from support import showcase

HERE = "https://site.example/below"
LEADS_OUT = {
    "example.org",
    "calendar.google.com",
    "outlook.live.com",
    "outlook.office.com",
    "calendar.example.org",
}
LOADS = {("link", "href"), ("script", "src"), ("img", "src")}


@dataclass
class Found(HTMLParser):
    """What one page refers to, and the places in it that may be referred to."""

    source: str
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names_only = dict(attrs).get("rel") in ("alternate", "canonical")
        for name, value in attrs:
            if (tag, name) in LOADS and not names_only:
                self.loaded.append(value or "")
            elif name == "href":
                self.links.append(value or "")
            elif name == "id":
                self.ids.append(value or "")
            elif name.startswith("on") or name == "style":
                self.handlers.append(name)


def pages(site: Site) -> Iterator[tuple[str, Found]]:
    for path, resource in site.resources.items():
        if resource.type.startswith("text/html"):
            yield path, Found(resource.body.decode())


@pytest.fixture(scope="module")
def site() -> Site:
    return showcase.shown().site()


@pytest.fixture(scope="module")
def found(site: Site) -> dict[str, Found]:
    return dict(pages(site))


def local(path: str, link: str) -> str | None:
    """The path on this site that `link` on the page at `path` leads to; None for another site."""
    # The page for what is missing is read at any depth: its links begin at the root.
    whole = HERE + link if path.endswith("/404.html") and link.startswith("/") else urljoin(HERE + path, link)
    return whole.removeprefix(HERE).partition("#")[0] if whole.startswith(HERE) else None


def test_every_link_leads_to_something_that_is_there(site: Site, found: dict[str, Found]) -> None:
    dead = {
        (path, link)
        for path, page in found.items()
        for link in (*page.links, *page.loaded)
        if (there := local(path, link)) is not None
        if there not in site.resources or (site.resources[there].status != 200 and there != path)
    }

    # The choice of language on the page of a retired calendar leads to that page in the other languages.
    assert {pair for pair in dead if "lisbon" not in pair[0]} == set()


def test_every_link_into_a_page_finds_its_place(found: dict[str, Found]) -> None:
    for path, page in found.items():
        inside = {link[1:] for link in page.links if link.startswith("#")}

        assert inside <= set(page.ids), path
        assert len(page.ids) == len(set(page.ids)), path


def test_links_that_lead_out_are_those_of_the_text_and_of_calendar_programs(found: dict[str, Found]) -> None:
    out = {
        urlsplit(urljoin(HERE + path, link)).netloc
        for path, page in found.items()
        for link in page.links
        if local(path, link) is None
    }

    assert out <= LEADS_OUT


def test_nothing_is_loaded_from_elsewhere(found: dict[str, Found]) -> None:
    for path, page in found.items():
        assert None not in [local(path, link) for link in page.loaded], path


def test_no_page_holds_a_style_or_a_script_of_its_own(found: dict[str, Found]) -> None:
    """A strict content security policy lets neither run."""
    assert {path: page.handlers for path, page in found.items() if page.handlers} == {}
    assert not [
        path for path, page in found.items() if "<style" in page.source or "javascript:" in page.source
    ]


def test_style_and_script_load_nothing_either(site: Site) -> None:
    texts = [one.body.decode() for path, one in site.resources.items() if path.startswith("/assets/")]

    assert len(texts) == 3
    assert not [text for text in texts if "@import" in text or "url(" in text or "fetch(" in text]


def test_every_page_can_be_reached_from_the_front_page(found: dict[str, Found]) -> None:
    reached, ahead = {"/"}, ["/"]
    while ahead:
        path = ahead.pop()
        for link in found[path].links:
            there = local(path, link)
            if there in found and there not in reached:
                reached.add(there)
                ahead.append(there)
    first_language_again = {path for path in found if path.startswith("/en/")}

    assert {
        path
        for path in found
        if path not in reached and "lisbon" not in path and not path.endswith("/404.html")
    } - first_language_again == set()


def test_no_page_tells_what_is_private(found: dict[str, Found]) -> None:
    for path, page in found.items():
        text = page.source
        assert not [
            secret for secret in ("rooms.example.org", "tram-4711", "Behind closed doors") if secret in text
        ], path
        assert (emails(text), join_links(text), passcodes(text)) == ((), (), ()), path
