"""Calendars with more meetings than one page lists: their months and full days have pages below them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

import pytest
from msgspec.structs import replace

from scheduler.programme.series import Series
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.calendars.local_days import MAX_MEETINGS, MAX_WHOLE
from scheduler.publication.resource import Resource
from support import showcase
from support.html import Html, html
from support.page_links import PageLinks
from support.programmes import holidays, monthly, now, visit, webinar
from support.samples import LANGUAGES, SIX, sample
from support.world import World, published

NOW = now("2026-11-05 09:00")
MOST_CLICKS = 3
LANGUAGE_ROOTS = tuple(f"/{code}/" for code in LANGUAGES)


def webinars(month: str, number: int, id: str = "w") -> tuple[Series, ...]:
    """Webinars on the first 28 days of a month, one after another."""
    return tuple(
        webinar(f"{id}{month}-{n}", starts=f"{month}-{n % 28 + 1:02d} {n // 28 + 9:02d}:00")
        for n in range(number)
    )


def crowd(number: int) -> tuple[Series, ...]:
    """Webinars on one day, a minute apart."""
    return tuple(webinar(f"w{n}", starts=f"2027-01-20 {6 + n // 60:02d}:{n % 60:02d}") for n in range(number))


FULL_JANUARY = webinars("2027-01", MAX_WHOLE + 30)
THREE_MONTHS = (*webinars("2026-10", 30), *webinars("2026-11", 90), *webinars("2026-12", 90))


def applied(*series: Series, known: tuple[str, ...] = (), **parts: Any) -> World:
    return published(sample(*series, **parts), NOW, holidays(*known))


def pages_of(world: World, name: str = "programme") -> dict[str, Html]:
    """The page of a calendar and those below it, in the first language."""
    resources = world.site().resources
    paths = [path for path in resources if path == f"/{name}" or path.startswith(f"/{name}/")]
    return {path: html(resources[path].body) for path in paths}


def listed(page: Html) -> int:
    return page.text.count("Your local time:")


class TestSizes:
    @pytest.mark.parametrize("name", ["programme", "cities/sofia"])
    def test_no_page_lists_more_meetings_than_fit(self, name: str) -> None:
        pages = pages_of(applied(*FULL_JANUARY, *THREE_MONTHS), name)

        assert len(pages) == 1 + 4 + 28
        assert max(map(listed, pages.values())) == 90

    @pytest.mark.parametrize("number", [1, MAX_WHOLE])
    def test_a_calendar_that_fits_has_one_page(self, number: int) -> None:
        pages = pages_of(applied(*webinars("2027-01", number)))

        assert list(pages) == ["/programme"]
        assert listed(pages["/programme"]) == number
        assert "All months" not in pages["/programme"].text

    def test_the_showcase_has_one_page_for_each_calendar(self) -> None:
        paths = {path for path in showcase.shown().site().resources if path.endswith(("-11", "-12"))}

        assert paths == set()


class TestPageOfTheCalendar:
    def test_it_lists_whole_months_from_that_of_the_revision_and_links_to_all(self) -> None:
        page = pages_of(applied(*THREE_MONTHS))["/programme"]

        assert listed(page) == 90
        assert "All months October 2026 30 meetings November 2026 90 meetings December 2026 90" in page.text
        assert {f"programme/2026-{number}" for number in (10, 11, 12)} <= set(page.links)

    def test_in_place_of_a_full_month_it_shows_the_numbers_of_its_days(self) -> None:
        page = pages_of(applied(*FULL_JANUARY))["/programme"]

        assert listed(page) == 0
        assert "Friday 1 January 9 meetings" in page.text
        assert "Number of meetings on this day" in page.text
        assert "at its local hour" not in page.text
        assert "No meeting is planned" not in page.text
        assert page.links.count("programme/2027-01-28") == 2  # in the list and in the month view

    def test_it_begins_with_the_next_meeting_if_those_of_this_month_are_over(self) -> None:
        series = (*webinars("2026-11", 96), *webinars("2026-12", 96), *webinars("2027-01", 96))
        resources = applied(*series).site(now("2026-11-29 09:00")).resources
        page = html(resources["/programme"].body)

        assert "No meeting is planned" not in page.text
        assert page.text.split("Meetings December 2026")[1].split()[:2] == ["Tue", "1"]
        assert listed(page) == 96

    def test_every_meeting_is_a_few_clicks_away(self) -> None:
        series = (*FULL_JANUARY, *THREE_MONTHS, monthly(begins="2026-10"))
        world = applied(*series)
        wanted = {
            f"/{meeting_address(stored.occurrence.uid)}"
            for stored in world.state.contents["programme", "programme"]
        }

        assert len(wanted) > len(series)
        assert wanted <= within_clicks(world.site().resources, "/programme", MOST_CLICKS)


def within_clicks(resources: Mapping[str, Resource], start: str, most: int) -> set[str]:
    """The paths that are at most so many links away from `start`, by way of pages of the programme alone."""
    reached, latest = {start}, {start}
    for _ in range(most):
        links = {
            urljoin(path, link)
            for path in latest
            if path.startswith("/programme")
            for link in html(resources[path].body).links
        }
        latest = {link.partition("#")[0] for link in links} & set(resources) - reached
        reached |= latest
    return reached


class TestPageOfAMonth:
    def test_it_lists_its_meetings_and_those_beside_it_are_linked(self) -> None:
        page = pages_of(applied(*THREE_MONTHS))["/programme/2026-11"]

        assert listed(page) == 90
        assert page.title.startswith("November 2026 – All meetings – ")
        assert {"../programme", "2026-10", "2026-12"} <= set(page.links)

    def test_a_meeting_that_reaches_into_it_is_in_its_month_view_alone(self) -> None:
        stay = visit("stay", "2026-11-29", days=4)
        pages = pages_of(applied(*THREE_MONTHS, stay))

        assert listed(pages["/programme/2026-12"]) == 90
        assert pages["/programme/2026-12"].text.count("Stay") == 2  # on the first two days
        assert "Whole days" in pages["/programme/2026-11"].text
        assert "Whole days" not in pages["/programme/2026-12"].text

    def test_without_a_coming_month_the_past_ones_have_pages(self) -> None:
        pages = pages_of(applied(*webinars("2026-10", MAX_WHOLE + 1)))

        assert "No meeting is planned at present." in pages["/programme"].text
        assert "/programme/2026-10-28" in pages


class TestPageOfADay:
    def test_it_links_to_its_month_and_the_days_beside_it(self) -> None:
        page = pages_of(applied(*FULL_JANUARY))["/programme/2027-01-02"]

        assert listed(page) == 9
        assert page.title.startswith("Saturday, 2 January 2027 – All meetings – ")
        assert {"../programme", "2027-01", "2027-01-01", "2027-01-03"} <= set(page.links)

    def test_it_lists_a_meeting_that_a_holiday_removed(self) -> None:
        skipping = monthly(begins="2026-11", on_holiday="skip", at="08:00")
        world = applied(*FULL_JANUARY, skipping, known=("BG 2027-01-20 Founders' Day",))
        pages = pages_of(world)

        assert "This meeting is skipped." in pages["/programme/2027-01-20"].text
        assert "This meeting is skipped." not in pages["/programme/2027-01"].text

    def test_a_day_with_too_many_meetings_has_several_pages_with_all_of_them(self) -> None:
        pages = pages_of(applied(*crowd(MAX_WHOLE + 1)))
        names = [f"/programme/2027-01-20{end}" for end in ("", "/2", "/3")]

        assert [listed(pages[name]) for name in names] == [67, 67, 67]
        assert "Meetings: 68 to 134 of 201" in pages[names[1]].text
        assert pages[names[1]].title.startswith("Wednesday, 20 January 2027 (68 to 134 of 201) – ")
        assert {"../2027-01-20", "2", "3"} <= set(pages[names[1]].links)
        assert {"2027-01-20/2", "2027-01-20/3"} <= set(pages[names[0]].links)
        links = {link for name in names for link in pages[name].links}
        assert len({link.rpartition("/")[2] for link in links if "occurrences/" in link}) == MAX_WHOLE + 1

    def test_meetings_that_a_holiday_removed_count(self) -> None:
        skipping = tuple(
            monthly(f"s{n}", begins="2026-11", on_holiday="skip", at="08:00") for n in range(MAX_MEETINGS)
        )
        world = applied(*webinars("2026-12", MAX_WHOLE), *skipping, known=("BG 2027-01-20 Founders' Day",))
        pages = pages_of(world)
        left_out = [page.text.count("This meeting is skipped.") for page in pages.values()]

        assert max(left_out) == MAX_MEETINGS
        assert sum(left_out) == MAX_MEETINGS

    def test_it_calls_no_meeting_the_next_one(self) -> None:
        resources = applied(*FULL_JANUARY, *THREE_MONTHS).site().resources

        assert b'data-mark="next"' not in resources["/programme/2027-01-02"].body
        assert b'data-mark="next"' in resources["/programme"].body


def test_every_link_of_these_pages_has_a_target_in_every_language() -> None:
    resources = applied(*FULL_JANUARY, *THREE_MONTHS, visit("stay", "2026-11-29", days=4)).site().resources
    paths = [path for path in resources if "programme/" in path or "sofia/" in path]
    pages = {path: PageLinks(resources[path].body.decode()) for path in paths}
    dead = {
        (path, link)
        for path, page in pages.items()
        for link in page.links
        if not link.startswith(("http", "webcal"))
        if urljoin(path, link).partition("#")[0] not in resources
        or (link.startswith("#") and link.removeprefix("#") not in page.ids)
    }

    assert {path[:4] for path in paths} >= set(LANGUAGE_ROOTS)
    assert dead == set()


def test_an_edit_changes_the_pages_of_its_own_month_and_day_alone() -> None:
    series = (*FULL_JANUARY, *THREE_MONTHS)
    world = applied(*series)
    later = now("2026-11-06 09:00")
    before = world.site(later)
    fingerprints = {page.path: page for page in before.listed()}
    renamed = replace(series[0], details=webinar("other", "2027-01-01 09:00").details)
    world.apply(sample(renamed, *series[1:]), later)
    after = {page.path: page for page in world.site(later).listed()}
    changed = {path for path in after if after[path] != fingerprints[path]}

    assert {path for path in changed if path.startswith("/programme")} == {"/programme/2027-01-01"}
    assert {path for path in changed if path.startswith("/cities/sofia")} == {"/cities/sofia/2027-01-01"}


def test_earlier_ids_give_the_same_pages() -> None:
    renamed = replace(SIX[0], id="sofia-city", formerly=("sofia",))
    world = published(sample(*FULL_JANUARY), NOW)
    pairs = tuple(
        replace(pair, cities=tuple("sofia-city" if id == "sofia" else id for id in pair.cities))
        for pair in sample().pairs.values()
    )
    world.apply(sample(*FULL_JANUARY, cities=(renamed, *SIX[1:]), pairs=pairs), now("2026-11-06 09:00"))
    resources = world.site().resources

    assert resources["/cities/sofia/2027-01"].body == resources["/cities/sofia-city/2027-01"].body


def test_the_home_page_shows_the_days_of_a_month_with_too_many_meetings() -> None:
    crowded, quiet = webinars("2026-11", MAX_WHOLE + 30), webinars("2026-12", 3)
    resources = applied(*crowded, *quiet).site().resources
    home = html(resources["/"].body)
    section = home.text.split("Next meetings")[1].split("All meetings")[0]

    assert section.split()[:4] == ["November", "2026", "230", "meetings"]
    assert "Saturday 28 November 8 meetings" in section
    assert "December 2026 3 meetings" in section
    links = {link for link in home.links if link.startswith("programme/")}
    assert len(links) == 28 + 2
    assert all(f"/{link}" in resources for link in links)
