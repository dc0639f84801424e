"""Programmes with many cities or many meetings: no page is large, everything is near, and edits touch few pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from scheduler.programme.places import City
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.calendars.local_days import MAX_WHOLE
from scheduler.publication.pages.views.names.ranges import sort_key
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from scheduler.timetable.occurrence import uid
from support.html import html
from support.page_links import dead_links
from support.programmes import monthly, now, pair, visit, webinar
from support.samples import SIX, city, sample, text
from support.world import World, published

NOW, LATER = now("2026-11-05 09:00"), now("2026-11-06 09:00")
ZONES = ("Europe/Paris", "Asia/Kolkata", "Pacific/Auckland", "America/Bogota", "Europe/London")
TALK = webinar("talk", "2026-12-08 20:00", "Europe/Paris")
TALK_PAGE = f"/occurrences/{uid('sample', 'talk', 'once')}"


def towns(number: int) -> tuple[City, ...]:
    """Cities in five zones, whose names are in another order in Bulgarian."""
    return tuple(
        city(f"t{n}", ZONES[n % 5], "FR", text(f"Town {n:04d}", bg=f"Град {9999 - n:04d}"))
        for n in range(number)
    )


def hub(number: int, *series: Series) -> Programme:
    """A programme with so many cities, each in a pair with Sofia about water."""
    others = towns(number - len(SIX))
    pairs = tuple(pair("sofia", town.id, themes=("water",)) for town in others)
    meetings = (*series, monthly(begins="2026-11", pair=f"sofia-{others[0].id}", clock_of="sofia"))
    return sample(*meetings, cities=(*SIX, *others), pairs=pairs)


def webinars(month: str, number: int) -> tuple[Series, ...]:
    """Webinars on the first 28 days of a month, one after another."""
    return tuple(
        webinar(f"w{month}-{n}", starts=f"{month}-{n % 28 + 1:02d} {n // 28 + 9:02d}:00")
        for n in range(number)
    )


CROWD = (
    *webinars("2027-01", MAX_WHOLE + 30),
    *webinars("2026-10", 30),
    *webinars("2026-11", 90),
    *webinars("2026-12", 90),
)


@cache
def cities(number: int) -> Mapping[str, Resource]:
    return published(hub(number, TALK), NOW).site().resources


def within_clicks(resources: Mapping[str, Resource], start: str, most: int, through: str) -> set[str]:
    """The paths at most so many links away from `start`, by way of pages whose paths hold `through`."""
    reached, latest = {start}, {start}
    for _ in range(most):
        links = {
            urljoin(path, link).partition("#")[0]
            for path in latest
            if path == start or through in path
            for link in html(resources[path].body).links
        }
        latest = links & set(resources) - reached
        reached |= latest
    return reached


@pytest.mark.parametrize(
    ("owner", "kinds"),
    [("", ("cities/", "pairs/")), ("themes/water", ("pairs/",)), (TALK_PAGE[1:], ("cities/",))],
    ids=["home", "theme", "meeting"],
)
@pytest.mark.parametrize("root", ["/", "/bg/"])
def test_every_name_is_two_clicks_away(owner: str, kinds: tuple[str, ...], root: str) -> None:
    wanted = {f"{root}cities/{town.id}" for town in towns(194)} if "cities/" in kinds else set()
    wanted |= {f"{root}pairs/sofia-{town.id}" for town in towns(194)} if "pairs/" in kinds else set()

    assert wanted <= within_clicks(cities(200), f"{root}{owner}", 2, "/all-")


def test_every_city_of_a_meeting_has_its_own_hour_and_day() -> None:
    begin = datetime(2026, 12, 8, 20, tzinfo=ZoneInfo("Europe/Paris"))
    shown = {
        moment
        for path in cities(200)
        if path.startswith(f"{TALK_PAGE}/all-cities")
        for moment in html(cities(200)[path].body).times
    }

    assert {begin.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") for zone in ZONES} <= shown
    for town in towns(5):
        page = html(cities(200)[f"/cities/{town.id}"].body).text
        assert f"{begin.astimezone(ZoneInfo(town.zone)):%H:%M} – " in page


def test_pages_grow_by_the_links_to_more_pages_alone() -> None:
    small, large = (
        published(replace(hub(number, TALK), languages=("en",)), NOW).site().pages for number in (100, 400)
    )
    compared = [
        "/",
        "/programme",
        "/themes/water",
        "/cities/sofia",
        "/cities/t0",
        "/pairs/sofia-t0",
        TALK_PAGE,
    ]
    links = 2 * 5 * 200  # two lists of 300 more names, five pages each

    assert {path for path in compared if len(large[path].body) - len(small[path].body) > links} == set()
    assert max(len(large[path].body) for path in large if "/all-" in path) < 20_000


class TestManyMeetings:
    @pytest.mark.parametrize("name", ["programme", "cities/sofia"])
    def test_no_page_lists_more_than_fit(self, name: str) -> None:
        resources = published(sample(*CROWD), NOW).site().resources
        pages = [html(resources[path].body) for path in resources if f"{path}/".startswith(f"/{name}/")]

        assert len(pages) == 1 + 4 + 28
        assert max(page.text.count("Your local time:") for page in pages) == 90

    def test_each_is_a_few_clicks_away_and_every_link_leads_somewhere(self) -> None:
        stay = visit("stay", "2026-11-29", days=4)
        world = published(sample(*CROWD, stay, monthly(begins="2026-10")), NOW)
        resources = world.site().resources
        meetings = world.state.contents["programme", "programme"]

        assert len(meetings) > len(CROWD)
        assert {f"/{meeting_address(stored.occurrence.uid)}" for stored in meetings} <= within_clicks(
            resources, "/programme", 3, "/programme"
        )
        below = [path for path in resources if path.startswith(("/programme/", "/ko/cities/sofia/"))]
        assert len(below) > 2 * (4 + 28)
        assert dead_links(resources, below) == set()


def test_every_link_of_many_cities_leads_somewhere() -> None:
    resources = cities(200)

    assert (
        dead_links(resources, [path for path in resources if "/all-" in path or path == TALK_PAGE]) == set()
    )


class TestAnEdit:
    """Changes the fingerprints of few pages."""

    @staticmethod
    def changed(before: Programme, after: Programme, part: str) -> set[str]:
        """The pages with another fingerprint whose paths hold `part`, by one and the same clock."""

        def site(world: World) -> Site:
            return world.site(LATER)

        world = published(before, NOW)
        known = {*site(world).listed()}
        world.apply(after, LATER)
        return {listed.path for listed in {*site(world).listed()} - known if part in listed.path}

    def test_of_another_meeting_touches_no_page_of_names(self) -> None:
        other = webinar("other", "2026-12-09 09:00", "sofia", "sofia", "sejong")

        assert self.changed(hub(200, TALK), hub(200, TALK, other), "/all-") == set()

    def test_of_a_large_meeting_touches_its_own_pages_of_names_alone(self) -> None:
        later = webinar("talk", "2026-12-08 21:00", "Europe/Paris")
        names = {path for path in self.changed(hub(200, TALK), hub(200, later), "/all-") if path[3] != "/"}

        assert names == {f"{TALK_PAGE}/all-cities/{n}" for n in (1, 2, 3, 4)}

    @pytest.mark.parametrize("name", ["/programme", "/cities/sofia"])
    def test_of_one_of_many_meetings_touches_its_own_day_alone(self, name: str) -> None:
        renamed = replace(CROWD[0], details=webinar("other", "2027-01-01 09:00").details)
        paths = self.changed(sample(*CROWD), sample(renamed, *CROWD[1:]), name)

        assert {path for path in paths if path.startswith(name)} == {f"{name}/2027-01-01"}


@pytest.mark.parametrize(
    "in_order",
    [
        pytest.param("Eger Évora Lisbon Łódź Lyon Ørsta Oslo Zagreb", id="accents change no place"),
        pytest.param(
            "Zagreb Иркутск Йошкар-Ола Калининград 가나 각 부산 서울", id="alphabets keep their order"
        ),
    ],
)
def test_names_are_sorted_as_people_look_for_them(in_order: str) -> None:
    names, mixed = in_order.split(), in_order.split()
    mixed.reverse()

    assert sorted(mixed, key=sort_key) == names
