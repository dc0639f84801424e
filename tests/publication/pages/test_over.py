"""Pages show which meetings are over, without the help of a browser."""

from __future__ import annotations

from datetime import datetime

import pytest

from scheduler.programme.rules import NthWeekday
from scheduler.publication.site import Site
from support.html import Html, html
from support.programmes import holidays, monthly, now, visit, webinar
from support.samples import sample
from support.world import World, published

REGISTER = "https://example.org/register"
MORNING = webinar("parks", "2026-11-05 09:00", title="Parks", registration=REGISTER)
EVENING = webinar("trams", "2026-11-05 18:00", title="Trams", registration=REGISTER)
DURING = now("2026-11-05 00:30")
NOON = now("2026-11-05 03:00")


@pytest.fixture(scope="module")
def world() -> World:
    """Two webinars on one day in Korea, a visit that lasts, and a series."""
    series = (MORNING, EVENING, visit("stay", "2026-11-02", days=5), monthly(begins="2026-11"))
    return published(sample(*series), now("2026-11-01 09:00"))


def page(world: World, path: str, moment: datetime) -> Html:
    """One page as it is made at a moment."""
    return html(world.site(moment).pages[path].body)


@pytest.mark.parametrize("path", ["/cities/sejong", "/programme"])
def test_a_calendar_lists_what_is_over_after_what_comes(world: World, path: str) -> None:
    before = page(world, path, now("2026-11-04 23:00")).text
    after = page(world, path, NOON).text

    assert before.index("Parks") < before.index("Trams")
    assert "Parks" not in after.partition("Mo Monday")[0]
    assert "Trams" in after.partition("Mo Monday")[0]
    assert "Parks" in after.partition("Show earlier meetings")[2]


def test_a_meeting_that_has_begun_is_not_over(world: World) -> None:
    words = page(world, "/cities/sejong", DURING).text

    assert words.count("Register") == 2
    assert "Show earlier meetings" not in words


@pytest.mark.parametrize("path", ["/", "/cities/sejong", "/programme", "/webinars"])
def test_nobody_can_register_for_what_is_over(world: World, path: str) -> None:
    during, after = page(world, path, DURING).text, page(world, path, NOON).text

    assert ("Register : Parks" in during, "Register : Trams" in during) == (True, True)
    assert ("Register : Parks" in after, "Register : Trams" in after) == (False, True)


def test_the_page_of_a_meeting_says_that_it_is_over(world: World) -> None:
    path = next(path for path in world.site(NOON).pages if _is_of(world, path, "Parks"))

    during, after = page(world, path, DURING), page(world, path, NOON)

    assert (REGISTER in during.links, REGISTER in after.links) == (True, False)
    assert 'data-mark="over" hidden' in during.source
    assert 'data-mark="over" hidden' not in after.source


def _is_of(world: World, path: str, title: str) -> bool:
    titles = {
        f"/occurrences/{stored.occurrence.uid}": stored.occurrence.content.title.say("en")
        for stored in world.state.occurrences.values()
    }
    return titles.get(path) == title


def test_a_visit_that_began_last_month_is_still_on_the_home_page() -> None:
    world = published(sample(visit("stay", "2026-10-29", days=9)), now("2026-10-20 09:00"))
    world.apply(sample(visit("stay", "2026-10-29", days=9)), now("2026-11-02 09:00"))

    assert "Stay" in page(world, "/", now("2026-11-03 09:00")).text


def test_the_home_page_begins_with_next_month_if_nothing_is_left_of_this_one(world: World) -> None:
    words = page(world, "/", now("2026-11-29 09:00")).text

    assert "November 2026" not in words
    assert words.index("December 2026") < words.index("January 2027")


def test_a_meeting_that_a_holiday_removed_stands_at_its_own_date() -> None:
    series = monthly(begins="2026-12", until="2027-01", on_holiday="skip")
    other = webinar("late", "2026-12-30 09:00", title="Late")
    world = published(sample(series, other), now("2026-11-01 09:00"), holidays("KR 2026-12-16 Founders"))

    words = page(world, "/programme", NOON).text

    assert words.index("This meeting is skipped.") < words.index("Late")


def test_a_skipped_meeting_stays_on_the_page_when_its_day_is_over() -> None:
    """Only a visit ends after it, which began in the month before."""
    series = monthly(begins="2026-11", every=NthWeekday((1,), 2), on_holiday="skip")
    stay = visit("stay", "2026-10-29", days=9)
    world = published(sample(series, stay), now("2026-10-20 09:00"), holidays("KR 2026-11-04 Founders"))

    for moment in (now("2026-11-02 09:00"), now("2026-11-10 09:00")):
        assert "This meeting is skipped." in page(world, "/cities/sejong", moment).text


def test_webinars_of_one_day_are_in_the_order_of_their_hours() -> None:
    hours = ("15:00", "09:00", "12:00", "10:00")
    webinars = [webinar(f"w{hour[:2]}", f"2026-12-10 {hour}") for hour in hours]
    words = page(published(sample(*webinars), now("2026-11-01 09:00")), "/webinars", NOON).text

    assert [words.index(f"W{hour}") for hour in ("09", "10", "12", "15")] == sorted(
        words.index(f"W{hour[:2]}") for hour in hours
    )


def test_no_public_page_tells_when_a_private_meeting_ended() -> None:
    secret = webinar("secret", "2026-11-05 09:00", visibility="private")
    world = published(sample(secret, monthly(begins="2026-12")), now("2026-11-01 09:00"))
    before, after = (world.site(moment) for moment in (DURING, NOON))

    assert [*before.listed()] == [*after.listed()]
    assert before.pages["/"].modified == after.pages["/"].modified


class TestWhenAMeetingEnds:
    """The daemon makes the site again, without a revision."""

    @staticmethod
    def changed(before: Site, after: Site) -> set[str]:
        """The paths of the pages in English that differ."""
        known = {listed.path: listed for listed in before.listed()}
        differing = {listed.path for listed in after.listed() if known.get(listed.path) != listed}
        return {path for path in differing if not path.startswith(("/bg", "/ko", "/nl"))}

    def test_only_those_that_show_the_meeting_change(self, world: World) -> None:
        before = world.site(DURING)
        after = world.site(NOON)

        changed = self.changed(before, after)

        assert {"/", "/webinars", "/programme", "/cities/sejong"} <= changed
        assert sum(path.startswith("/occurrences/") for path in changed) == 1
        assert not any(path.startswith(("/feeds", "/pairs")) for path in changed)

    def test_until_a_meeting_ends_they_stay(self, world: World) -> None:
        before = world.site(DURING)

        assert self.changed(before, world.site(now("2026-11-05 00:31"))) == set()

    def test_last_modified_is_the_end_of_the_last_meeting(self, world: World) -> None:
        modified = [world.site(moment).pages["/"].modified for moment in (DURING, NOON)]

        assert modified == [world.state.time, now("2026-11-05 01:30")]
