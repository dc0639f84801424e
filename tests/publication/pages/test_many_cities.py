"""A theme and a city with very many pairs, and a meeting with very many cities: their pages stay small."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from scheduler.programme.details import Status
from scheduler.programme.places import City
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.spans import Days
from scheduler.publication.pages.views.names.ranges import MAX_NAMES
from scheduler.publication.resource import Resource
from scheduler.timetable.occurrence import uid
from support.html import Html, html
from support.page_links import PageLinks
from support.programmes import monthly, now, pair, webinar
from support.samples import LANGUAGES, SIX, city, sample, text
from support.world import World, published

NOW = now("2026-11-05 09:00")
ZONES = ("Europe/Paris", "Asia/Kolkata", "Pacific/Auckland", "America/Bogota", "Europe/London")
TALK = webinar("talk", "2026-12-08 20:00", "Europe/Paris")
TALK_PAGE = f"/occurrences/{uid('sample', 'talk', 'once')}"


def towns(number: int) -> tuple[City, ...]:
    """Cities in five zones, whose names are in another order in Bulgarian."""
    return tuple(
        city(f"t{n}", ZONES[n % 5], "FR", text(f"Town {n:04d}", bg=f"Град {9999 - n:04d}"))
        for n in range(number)
    )


def hub(number: int, *series: Series, **parts: object) -> Programme:
    """A programme with so many cities, each in a pair with Sofia about water."""
    others = towns(number - len(SIX))
    pairs = tuple(pair("sofia", town.id, themes=("water",)) for town in others)
    meetings = (*series, monthly(begins="2026-11", pair=f"sofia-{others[0].id}", clock_of="sofia"))
    return sample(*meetings, **{"cities": (*SIX, *others), "pairs": pairs, **parts})


@cache
def world(number: int) -> World:
    return published(hub(number, TALK), NOW)


def resources(number: int) -> dict[str, Resource]:
    return {**world(number).site().resources}


def page(number: int, path: str) -> Html:
    return html(world(number).site().resources[path].body)


def lists_of(number: int, path: str) -> set[str]:
    """The pages of names that a page links to."""
    return {urljoin(path, link) for link in page(number, path).links if "/all-" in link}


OWNERS = {"/themes/water": "pairs/", "/cities/sofia": "pairs/", TALK_PAGE: "cities/"}


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_name_is_two_clicks_from_the_page_that_it_belongs_to(owner: str, code: str) -> None:
    root, kind = "/" if code == "en" else f"/{code}/", OWNERS[owner]
    lists = lists_of(200, urljoin(root, owner[1:]))
    reached = {urljoin(path, link) for path in lists for link in page(200, path).links}
    wanted = {feed.name for feed in world(200).state.feeds if feed.name.startswith(kind)}

    assert len(wanted) in (194, 200)
    assert {f"{root}{name}" for name in wanted} <= reached


def test_a_city_links_to_the_pages_of_its_partners_as_well() -> None:
    sofia = page(200, "/cities/sofia")

    assert "Pairs 194 pairs" in sofia.text
    assert "Partner cities 194 cities" in sofia.text
    assert "Town 0000 France" in page(200, "/cities/sofia/all-cities/1").text


def test_the_partners_of_few_trios_may_be_too_many() -> None:
    others = towns(62)
    trios = tuple(pair("sofia", *(town.id for town in others[n : n + 2])) for n in range(0, 62, 2))
    meeting = monthly(begins="2026-11", pair="sofia-t0-t1", clock_of="sofia")
    known = published(sample(meeting, cities=(*SIX, *others), pairs=trios), NOW).site().resources

    assert "Partner cities 62 cities" in html(known["/cities/sofia"].body).text
    assert "Town 0031" in html(known["/cities/sofia/all-cities/2"].body).text
    assert "/cities/sofia/all-pairs/1" not in known


def test_sixty_names_stay_on_the_page() -> None:
    number = MAX_NAMES + len(SIX)
    paths = resources(number)

    assert not [path for path in paths if "/themes/water/all-" in path or "/cities/sofia/all-" in path]
    assert len([link for link in page(number, "/themes/water").links if "pairs/" in link]) == MAX_NAMES
    assert [path for path in resources(number + 1) if "/themes/water/all-pairs/2" in path]


def test_sixty_cities_of_a_meeting_stay_on_its_page() -> None:
    assert not [path for path in resources(MAX_NAMES) if path.startswith(f"{TALK_PAGE}/")]
    assert "more cit" not in page(MAX_NAMES, TALK_PAGE).text
    assert page(MAX_NAMES + 1, f"{TALK_PAGE}/all-cities/2").links


def test_a_page_of_names_leads_back() -> None:
    second = page(200, "/bg/themes/water/all-pairs/2")

    assert "Вода · Двойки градове" in second.text
    assert second.title.endswith(" – Вода – Двойки градове – Градове партньори")
    assert "../../water" in second.links


def test_every_link_of_these_pages_has_a_target() -> None:
    known = resources(200)
    dead = {
        (path, link)
        for path in known
        if "/all-" in path or path in OWNERS
        for link in PageLinks(known[path].body.decode()).links
        if not link.startswith(("http", "webcal", "#")) and urljoin(path, link).partition("#")[0] not in known
    }

    assert dead == set()


def test_earlier_addresses_of_a_calendar_have_its_pages_of_names() -> None:
    moved = published(hub(200), NOW)
    renamed = (replace(SIX[0], id="sofia-city", formerly=("sofia",)), *SIX[1:])
    pairs = tuple(pair("sofia-city", town.id, id=f"sofia-{town.id}") for town in towns(194))
    meetings = monthly(begins="2026-11", pair="sofia-t0", clock_of="sofia-city")
    moved.apply(sample(meetings, cities=(*renamed, *towns(194)), pairs=pairs), now("2026-11-06 09:00"))
    known = moved.site().resources

    assert known["/cities/sofia/all-pairs/2"].body == known["/cities/sofia-city/all-pairs/2"].body


class TestLocalTimes:
    def test_each_city_has_its_own_hour_and_day(self) -> None:
        begin = datetime(2026, 12, 8, 20, tzinfo=ZoneInfo("Europe/Paris"))
        shown = " ".join(page(200, path).text for path in lists_of(200, TALK_PAGE))

        for town in towns(194):
            local = begin.astimezone(ZoneInfo(town.zone))
            hour = f"{town.name.say('en')} {local:%H:%M} –{_plus_90_minutes(local)}"
            assert hour in shown
            assert f"{hour} {_day_after(local)}" in shown

    def test_the_page_of_the_meeting_has_a_line_for_each_hour(self) -> None:
        words = page(200, TALK_PAGE).text

        assert (
            "20:00 –21:30 Tuesday 8 December UTC+1 Rotterdam , Town 0000 , Town 0005 , Town 0010 , Town 0015 ,"
            " Town 0020 and 34 more cities" in words
        )
        assert (
            "08:00 –09:30 Wednesday 9 December the next day UTC+13 Town 0002 , Town 0007 , Town 0012 ,"
            " Town 0017 , Town 0022 , Town 0027 and 33 more cities" in words
        )
        assert "Local times in all 200 cities Busan to " in words

    def test_an_evening_that_ends_on_the_next_day_says_so(self) -> None:
        late = published(hub(100, webinar("talk", "2026-12-08 23:00", "Europe/Paris")), NOW).site().resources

        assert (
            "23:00 –00:30 (Wednesday 9 December) Tuesday 8 December UTC+1" in html(late[TALK_PAGE].body).text
        )
        assert (
            "Town 0000 23:00 –00:30 (Wednesday 9 December) Tue 8 Dec UTC+1"
            in html(late[f"{TALK_PAGE}/all-cities/1"].body).text
        )

    def test_the_page_of_a_city_has_its_own_hour_first(self) -> None:
        words = page(200, "/cities/t2").text

        assert "08:00 – 09:30 Town 0002 UTC+13" in words
        assert (
            "20:00 Tuesday 8 December Rotterdam, Town 0000, Town 0005, Town 0010, Town 0015, Town 0020 and 34 more cities UTC+1"
            in words
        )
        assert "Hours in 159 other places" in words, "all but its own and those on the clock's side"
        assert (
            "08:00 Town 0007, Town 0012, Town 0017, Town 0022, Town 0027, Town 0032 and 32 more cities UTC+13"
            in words
        )

    def test_a_list_counts_the_cities_that_it_does_not_name(self) -> None:
        words = page(800, "/cities/t2").text

        assert "Town 0020 and 154 more cities UTC+1" in words
        assert "Hours in 639 other places" in words
        assert "Town 0032 and 152 more cities UTC+13" in words

    def test_a_cancelled_meeting_says_so_on_every_page_of_names(self) -> None:
        off = replace(TALK, details=replace(TALK.details, status=Status.CANCELLED))
        known = published(hub(100, off), NOW).site().resources

        assert "This meeting does not take place." in html(known[f"{TALK_PAGE}/all-cities/2"].body).text
        assert b"<s><time" in known[f"{TALK_PAGE}/all-cities/2"].body

    def test_whole_days_have_no_hours(self) -> None:
        days = published(hub(100, webinar("talk", "2026-12-08", days=2)), NOW).site().resources
        names = html(days[f"{TALK_PAGE}/all-cities/1"].body)

        assert "Tuesday, 8 December 2026 – Wednesday, 9 December 2026" in names.text
        assert "UTC" not in names.text

    def test_the_pairs_of_an_audience_have_pages_of_their_own(self) -> None:
        names = tuple(f"sofia-{town.id}" for town in towns(94))
        known = (
            published(hub(100, webinar("talk", "2026-12-08 20:00", "sofia", *names)), NOW).site().resources
        )

        assert "94 pairs" in html(known[TALK_PAGE].body).text
        assert "../../../pairs/sofia-t0" in html(known[f"{TALK_PAGE}/all-pairs/1"].body).links


def _plus_90_minutes(local: datetime) -> str:
    minutes = local.hour * 60 + local.minute + 90
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _day_after(local: datetime) -> str:
    """The day as the page writes it, with a word if it is not the clock's."""
    if local.date() != date(2026, 12, 8):
        return f"{local:%a} {local.day} {local:%b} the next day"
    until = " (Wednesday 9 December)" if local.hour * 60 + local.minute + 90 > 24 * 60 else ""
    return f"{until} {local:%a} {local.day} {local:%b}".strip()


class TestDaysOff:
    def closed(self) -> Programme:
        days = (Days(date(2026, 12, 8), date(2026, 12, 9)),)
        return hub(200, TALK, cities=(*SIX, *(replace(town, closed=days) for town in towns(194))))

    def test_the_first_closed_cities_are_named(self) -> None:
        body = published(self.closed(), NOW).site().resources["/programme"].body

        assert (
            "8 December – 9 December Closed: Town 0000, Town 0001, Town 0002, Town 0003, Town 0004, Town 0005"
            " and 188 more cities" in html(body).text
        )
        assert b"Town 0100" not in body

    def test_the_city_of_the_page_is_the_first_one(self) -> None:
        body = published(self.closed(), NOW).site().resources["/cities/t33"].body

        assert (
            "Closed: Town 0033, Town 0000, Town 0003, Town 0004, Town 0005, Town 0008 and 110 more"
            in html(body).text
        )

    def test_sixty_cities_are_all_named(self) -> None:
        days = (Days(date(2026, 12, 8), date(2026, 12, 8)),)
        cities = (*SIX, *(replace(town, closed=days) for town in towns(60)))
        body = published(hub(66, TALK, cities=cities), NOW).site().resources["/programme"].body

        assert "Closed: " + ", ".join(f"Town {n:04d}" for n in range(60)) in html(body).text


def test_pages_grow_by_the_links_to_more_pages_alone() -> None:
    small, large = resources(200), resources(800)
    growth = {path: len(large[path].body) - len(small[path].body) for path in small if path in large}
    links = 2 * 10 * 200  # two lists of 600 more names, ten pages each

    assert {
        path: more for path, more in growth.items() if more > links and not path.startswith("/feeds/")
    } == {}


class TestAnEdit:
    def changed(self, edited: Programme) -> set[str]:
        world = published(hub(200, TALK), NOW)
        before = {*world.site().listed()}
        world.apply(edited, now("2026-11-06 09:00"))
        return {listed.path for listed in {*world.site().listed()} - before}

    def test_of_another_meeting_touches_no_page_of_names(self) -> None:
        other = webinar("other", "2026-12-09 09:00", "sofia", "sofia", "sejong")

        assert not {path for path in self.changed(hub(200, TALK, other)) if "/all-" in path}

    def test_of_a_large_meeting_touches_its_own_pages_of_names_alone(self) -> None:
        later = webinar("talk", "2026-12-08 21:00", "Europe/Paris")
        names = {path for path in self.changed(hub(200, later)) if "/all-" in path and path.count("/") == 4}

        assert names == {f"{TALK_PAGE}/all-cities/{n}" for n in (1, 2, 3, 4)}
