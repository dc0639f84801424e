"""Paths of pages, links between them, links to subscribe, and the modification date."""

from __future__ import annotations

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from scheduler.publication.pages.paths import file_name, relative
from scheduler.publication.pages.subscribe_links import subscribe_links
from scheduler.timetable.occurrence import uid
from support import showcase
from support.html import html
from support.programmes import monthly, now, webinar
from support.samples import LANGUAGES, root, sample, text
from support.world import World, published

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


def test_every_page_but_those_of_meetings_is_at_every_root() -> None:
    pages = showcase.shown().site().pages
    others = {path for path in pages if "/occurrences/" not in path and path != "/sitemap.xml"}
    addresses = {path[1:] for path in others if path.partition("/")[2].partition("/")[0] not in LANGUAGES}

    assert len(pages) == len([*pages]) == len({*pages})
    assert others == {f"{root}{address}" for address in addresses for root in ROOTS}


def test_a_page_of_a_meeting_is_in_the_first_language_and_in_those_of_its_cities() -> None:
    world = published(
        sample(monthly("twins", begins="2026-11"), webinar("talk", "2026-12-10 09:00")), now("2026-11-05")
    )
    pages = world.site().pages
    twins, talk = (f"occurrences/{uid('sample', *each)}" for each in (("twins", "2026-12"), ("talk", "once")))

    assert {root for root in ROOTS if f"{root}{twins}" in pages} == {"/", "/bg/", "/ko/"}
    assert {root for root in ROOTS if f"{root}{talk}" in pages} == {*ROOTS}


def test_links_lead_to_a_page_of_a_meeting_that_exists() -> None:
    """Dutch readers see the calendar of Sofia in Dutch, and its meetings in English."""
    pages = published(sample(monthly("twins", begins="2026-11")), now("2026-11-05")).site().pages
    address = f"occurrences/{uid('sample', 'twins', '2026-12')}"

    assert f"../../{address}" in html(pages["/nl/cities/sofia"].body).links
    assert f"../{address}" in html(pages["/bg/cities/sofia"].body).links


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
