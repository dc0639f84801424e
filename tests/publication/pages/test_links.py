"""All links of all pages: every target exists, nothing is loaded from other sites, nothing is private."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest

from scheduler.configuration.vocabulary.privacy import emails, join_links, passcodes
from scheduler.publication.pages.paths import relative
from scheduler.publication.site import Site
from support import showcase
from support.page_links import PageLinks

SITE = "https://site.example/below"
OTHER_SITES = {
    "example.org",
    "calendar.google.com",
    "outlook.live.com",
    "outlook.office.com",
    "calendar.example.org",
}


def pages(site: Site) -> Iterator[tuple[str, PageLinks]]:
    for path, resource in site.resources.items():
        if resource.type.startswith("text/html"):
            yield path, PageLinks(resource.body.decode())


@pytest.fixture(scope="module")
def site() -> Site:
    return showcase.shown().site()


@pytest.fixture(scope="module")
def links_by_path(site: Site) -> dict[str, PageLinks]:
    return dict(pages(site))


def local_path(path: str, link: str) -> str | None:
    """Returns the path on this site that `link` on the page at `path` leads to; None for another site."""
    # The page for unknown addresses is read at any depth: its links begin at the root.
    whole = SITE + link if path.endswith("/404.html") and link.startswith("/") else urljoin(SITE + path, link)
    return whole.removeprefix(SITE).partition("#")[0] if whole.startswith(SITE) else None


def test_every_link_has_a_target(site: Site, links_by_path: dict[str, PageLinks]) -> None:
    retired = {path for path, resource in site.resources.items() if resource.status != 200}
    dead = {
        (path, link)
        for path, page in links_by_path.items()
        for link in (*page.links, *page.loads)
        if (target := local_path(path, link)) is not None
        if target not in site.resources or (target in retired and target != path)
    }

    # On the page of a retired calendar, the language links lead to that page in the other languages.
    assert {pair for pair in dead if "lisbon" not in pair[0]} == set()


def test_every_link_to_this_site_is_the_shortest(links_by_path: dict[str, PageLinks]) -> None:
    for path, page in links_by_path.items():
        for link in (*page.links, *page.loads):
            target = local_path(path, link)
            if target is not None and not link.startswith(("#", "/")):
                assert link.partition("#")[0] == relative(path, target)


def test_every_anchor_link_has_a_target_on_its_page(links_by_path: dict[str, PageLinks]) -> None:
    for path, page in links_by_path.items():
        anchors = {link[1:] for link in page.links if link.startswith("#")}

        assert anchors <= set(page.ids), path
        assert len(page.ids) == len(set(page.ids)), path


def test_links_to_other_sites_are_from_the_text_or_lead_to_calendar_programs(
    links_by_path: dict[str, PageLinks],
) -> None:
    sites = {
        urlsplit(urljoin(SITE + path, link)).netloc
        for path, page in links_by_path.items()
        for link in page.links
        if local_path(path, link) is None
    }

    assert sites <= OTHER_SITES


def test_nothing_is_loaded_from_other_sites(links_by_path: dict[str, PageLinks]) -> None:
    for path, page in links_by_path.items():
        assert None not in [local_path(path, link) for link in page.loads], path


def test_no_page_has_inline_styles_or_scripts(links_by_path: dict[str, PageLinks]) -> None:
    """A strict content security policy allows neither."""
    assert {path: page.violations for path, page in links_by_path.items() if page.violations} == {}
    assert not [
        path
        for path, page in links_by_path.items()
        if "<style" in page.source or "javascript:" in page.source
    ]


def test_style_sheet_and_scripts_load_nothing_but_a_page_of_this_site(site: Site) -> None:
    texts = [
        resource.body.decode() for path, resource in site.resources.items() if path.startswith("/assets/")
    ]

    assert len(texts) == 5
    loading = [found for text in texts for found in re.findall(r"@import|url\(|fetch\([^)]*\)", text)]
    assert loading == ["fetch(page)"]


def test_every_page_can_be_reached_from_the_home_page(links_by_path: dict[str, PageLinks]) -> None:
    reached, ahead = {"/"}, ["/"]
    while ahead:
        path = ahead.pop()
        for link in links_by_path[path].links:
            target = local_path(path, link)
            if target in links_by_path and target not in reached:
                reached.add(target)
                ahead.append(target)

    # Other sites show the lists to embed; a server shows the page for unknown addresses.
    alone = ("lisbon", "/embed/", "/404.html")
    missing = links_by_path.keys() - reached
    assert {path for path in missing if not any(part in path for part in alone)} == set()


def test_no_page_holds_private_data(links_by_path: dict[str, PageLinks]) -> None:
    for path, page in links_by_path.items():
        text = page.source
        assert not [
            secret for secret in ("rooms.example.org", "tram-4711", "Behind closed doors") if secret in text
        ], path
        assert (emails(text), join_links(text), passcodes(text)) == ((), (), ()), path
