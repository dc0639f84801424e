"""Paths of pages, links between them, links to subscribe, and the modification date."""

from __future__ import annotations

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from scheduler.publication.pages.paths import file_name, relative
from scheduler.publication.pages.subscribe_links import subscribe_links
from support import showcase
from support.programmes import monthly, now
from support.samples import LANGUAGES, root, sample, text
from support.world import World

ROOTS = [*map(root, LANGUAGES)]
PATHS = [
    "/",
    "/cities/sofia",
    "/programme",
    "/bg/",
    "/bg/cities/sofia",
    "/assets/style.1.css",
    "/feeds/cities/sofia.ics",
]


@pytest.mark.parametrize("source", PATHS[:5])
@pytest.mark.parametrize("target", PATHS)
@pytest.mark.parametrize("site", ["https://example.org", "https://example.org/below/a/path"])
def test_a_relative_link_leads_to_its_target_wherever_the_site_lives(
    site: str, source: str, target: str
) -> None:
    link = relative(source, target)

    assert urljoin(site + source, link) == site + target
    assert not link.startswith("/")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("/", "index.html", id="the home page"),
        pytest.param("/bg/", "bg/index.html", id="that of a language"),
        pytest.param("/cities/sofia", "cities/sofia.html", id="a page"),
        pytest.param("/feeds/cities/sofia.bg.ics", "feeds/cities/sofia.bg.ics", id="a feed"),
        pytest.param("/robots.txt", "robots.txt", id="another file"),
    ],
)
def test_every_path_has_a_file(path: str, name: str) -> None:
    assert file_name(path) == name


@pytest.mark.parametrize(
    "path",
    ["", "programme", "/en", "/xx/programme", "/en/bg/programme", "//programme", "/programme/", "/feeds/"],
)
def test_there_is_no_page_at_other_paths(path: str) -> None:
    pages = showcase.shown().site().pages

    assert path not in pages
    with pytest.raises(KeyError):
        pages[path]


def test_every_page_is_at_every_root() -> None:
    pages = showcase.shown().site().pages
    files = {path for path in pages if path.endswith(".ics")}
    addresses = {path[1:] for path in pages if path.partition("/")[2].partition("/")[0] not in LANGUAGES}
    addresses -= {path[1:] for path in files}

    assert len(pages) == len([*pages]) == len(addresses) * len(LANGUAGES) + len(files)
    assert set(pages) == files | {f"{root}{address}" for address in addresses for root in ROOTS}


def test_no_two_paths_share_a_file() -> None:
    paths = [*showcase.shown().site().resources]

    assert len({file_name(path) for path in paths}) == len(paths)


class TestSubscribing:
    """Interoperability 89: each client needs its own form of the address."""

    LINKS = subscribe_links(
        "https://calendar.example.org/cal", "/feeds/cities/sofia.ics", "City pairs: Sofia & Sejong"
    )
    ADDRESS = "https://calendar.example.org/cal/feeds/cities/sofia.ics"

    def test_google_gets_the_webcal_address_encoded(self) -> None:
        link = urlsplit(self.LINKS.google)

        assert (link.netloc, link.path) == ("calendar.google.com", "/calendar/r")
        assert parse_qs(link.query) == {"cid": [self.LINKS.webcal]}
        assert "://" not in link.query

    @pytest.mark.parametrize(
        ("client", "host"), [("outlook", "outlook.live.com"), ("office", "outlook.office.com")]
    )
    def test_outlook_gets_the_address_and_a_name(self, client: str, host: str) -> None:
        link = urlsplit(getattr(self.LINKS, client))

        assert (link.netloc, link.path) == (host, "/calendar/0/addfromweb")
        assert parse_qs(link.query) == {"url": [self.ADDRESS], "name": ["City pairs: Sofia & Sejong"]}


class TestLastModified:
    def test_two_revisions_within_a_second_have_two_dates(self) -> None:
        world = World()
        for number in range(3):
            world.apply(sample(monthly(), name=text(f"Pairs {number}")), now("2026-01-10 09:00"))

        assert world.state.modified == now("2026-01-10 09:00:02")
