"""A programme with many cities: the home page links to pages of their names, and stays small."""

from __future__ import annotations

from functools import cache
from urllib.parse import urljoin

import pytest

from scheduler.programme.places import City
from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.names.ranges import MAX_NAMES, page_count, sort_key
from support.html import Html, html
from support.page_links import PageLinks
from support.programmes import monthly, now, pair, webinar
from support.samples import LANGUAGES, SIX, city, sample, text
from support.world import World, published

NOW = now("2026-11-05 09:00")


def towns(number: int) -> tuple[City, ...]:
    """Cities with names in two scripts, whose order differs between the languages."""
    return tuple(
        city(
            f"town-{n}",
            "Europe/Paris",
            "FR",
            text(f"{chr(65 + n % 26)}-town {n:04d}", bg=f"Град {chr(0x44F - n % 32)} {n:04d}"),
        )
        for n in range(number)
    )


@cache
def world(number: int, series: tuple[Series, ...] = ()) -> World:
    """A programme with so many cities, each in a pair with Sofia."""
    others = towns(number - len(SIX))
    pairs = tuple(pair("sofia", town.id) for town in others)
    meetings = series or (monthly(begins="2026-11", pair=f"sofia-{others[0].id}", clock_of="sofia"),)
    return published(sample(*meetings, cities=(*SIX, *others), pairs=pairs), NOW)


def page(number: int, path: str) -> Html:
    return html(world(number).site().resources[path].body)


@pytest.mark.parametrize(("names", "pages"), [(0, 0), (60, 0), (61, 2), (1000, 17), (10_000, 100)])
def test_a_page_has_at_most_so_many_names_or_as_many_as_there_are_pages(names: int, pages: int) -> None:
    assert page_count(names) == pages


def test_a_small_programme_lists_its_names_on_the_home_page_alone() -> None:
    paths = world(MAX_NAMES).site().resources

    assert not [path for path in paths if "all-" in path]
    assert len([link for link in page(MAX_NAMES, "/").links if link.startswith("cities/")]) == MAX_NAMES


def test_a_large_one_links_to_pages_by_their_first_and_last_name() -> None:
    home = page(200, "/")

    assert "195 cities meet regularly in 194 pairs." in home.text
    assert " to F-town 0187 G-town 0006 to M-town 0038 M-town 0064 to " in home.text
    assert not [link for link in home.links if link.startswith("cities/")]


@pytest.mark.parametrize("root", ["/", *(f"/{code}/" for code in LANGUAGES)])
def test_every_city_and_pair_is_two_clicks_from_the_home_page(root: str) -> None:
    resources = world(200).site().resources
    lists = {urljoin(root, link) for link in html(resources[root].body).links if "all-" in link}
    reached = {urljoin(path, link) for path in lists for link in html(resources[path].body).links}
    feeds = [feed for feed in world(200).state.feeds if feed.kind in ("cities", "pairs")]

    assert len(feeds) == 200 + 194
    assert {f"{root}{feed.name}" for feed in feeds} - {_without_code(path, root) for path in reached} == set()


def _without_code(path: str, root: str) -> str:
    """The first language has two roots, and its pages link to that without a code."""
    return path.replace("/", root, 1) if root == "/en/" and not path.startswith(root) else path


def test_names_are_in_the_order_of_each_language() -> None:
    in_english, in_bulgarian = page(200, "/all-cities/1"), page(200, "/bg/all-cities/1")

    assert "A-town 0000 France A-town 0026 France" in in_english.text
    assert in_english.text.index("A-town 0182") < in_english.text.index("B-town 0001")
    assert "Busan South Korea C-town 0002" in in_english.text
    assert in_bulgarian.text.index("Град а 0031") < in_bulgarian.text.index("Град б 0030")


def test_a_page_of_names_links_to_all_the_others() -> None:
    second = page(200, "/all-cities/2")

    assert second.title.startswith("G-town 0006 to M-town 0038 – Cities – ")
    assert {"1", "2", "3", "4"} <= set(second.links)
    assert b'href="2" aria-current="page"' in world(200).site().resources["/all-cities/2"].body


def test_every_link_has_a_target() -> None:
    resources = world(200).site().resources
    dead = {
        (path, link)
        for path in resources
        if "/all-" in path
        for link in PageLinks(resources[path].body.decode()).links
        if not link.startswith(("http", "#")) and urljoin(path, link).partition("#")[0] not in resources
    }

    assert dead == set()


def test_the_home_page_grows_by_a_link_for_sixty_names() -> None:
    sizes = [len(world(number).site().resources["/"].body) for number in (100, 1000)]

    assert sizes[1] < 2 * sizes[0]
    assert sizes[1] - sizes[0] < 10_000
    largest = max(
        len(resource.body)
        for path, resource in world(1000).site().resources.items()
        if path.startswith("/all-")
    )
    assert largest < 20_000


def test_an_edit_of_a_meeting_touches_no_page_of_names() -> None:
    talk, later = webinar("talk", "2026-12-08 09:00"), webinar("talk", "2026-12-08 10:00")
    edited = world(100, (talk,))
    before = {*edited.site().listed()}
    others = towns(100 - len(SIX))
    pairs = tuple(pair("sofia", town.id) for town in others)
    edited.apply(sample(later, cities=(*SIX, *others), pairs=pairs), now("2026-11-06 09:00"))
    changed = {listed.path for listed in {*edited.site().listed()} - before}

    assert "/" in changed
    assert "/all-cities/1" in {listed.path for listed in before} - changed


def test_accents_do_not_change_the_place_of_a_name() -> None:
    names = ["Zagreb", "Łódź", "Évora", "Ørsta", "Oslo", "Eger", "Lyon", "Lisbon"]

    assert sorted(names, key=sort_key) == [
        "Eger",
        "Évora",
        "Lisbon",
        "Łódź",
        "Lyon",
        "Ørsta",
        "Oslo",
        "Zagreb",
    ]


def test_cyrillic_and_hangul_have_the_order_of_their_alphabets() -> None:
    names = ["서울", "Йошкар-Ола", "부산", "Иркутск", "각", "가나", "Калининград", "Zagreb"]

    assert sorted(names, key=sort_key) == [
        "Zagreb", "Иркутск", "Йошкар-Ола", "Калининград", "가나", "각", "부산", "서울",
    ]  # fmt: skip


def test_a_name_in_another_language_is_marked() -> None:
    nameless = (*SIX, *(city(f"t{n}", "Europe/Paris", "FR", Text.of({"nl": f"Stad {n}"})) for n in range(60)))
    body = published(sample(monthly(begins="2026-11"), cities=nameless), NOW).site().resources["/"].body

    assert b'to <span lang="nl" dir="auto">' in body
