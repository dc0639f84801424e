"""The pages of cities, pairs and themes: local times, days off, moves, clock changes, how to subscribe."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.series import Series
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.calendars.whole import CalendarView, calendar_inputs, calendar_view
from scheduler.publication.pages.views.meetings import ListedMeeting
from scheduler.publication.pages.views.page import PageInputs
from support import showcase
from support.html import Html, html
from support.programmes import holidays, monthly, now, webinar, weekly
from support.samples import PAIRS, SIX, city, sample
from support.world import World, published

NOW = now("2026-11-05 09:00")


def page(path: str, of: World | None = None) -> Html:
    return html((of or showcase.shown()).site().resources[path].body)


def applied(*series: Series, known: tuple[str, ...] = (), **parts: Any) -> World:
    return published(sample(*series, **parts), NOW, holidays(*known))


def view(of: World, name: str, shortened: dict[str, tuple[Month, Month]] | None = None) -> CalendarView:
    state = of.state
    inputs = PageInputs(state=state, history=of.history, now=state.time, shortened=shortened or {})
    feed = next(feed for feed in state.feeds if feed.name == name)
    return calendar_view(calendar_inputs(inputs, feed, None))


def meetings(calendar: CalendarView) -> list[ListedMeeting]:
    return [meeting for month in (*calendar.past, *calendar.coming) for meeting in month.meetings]


class TestHours:
    def test_the_page_of_a_city_shows_its_own_hour_first_and_other_dates(self) -> None:
        words = page("/cities/sejong").text

        assert "Friday, 11 December 2026" in words
        assert "04:00 – 05:30 Sejong UTC+9" in words
        assert "20:00 Thursday 10 December Rotterdam UTC+1" in words

    def test_times_have_datetime_attributes(self) -> None:
        assert {"2026-12-17", "2026-12-17T07:00Z", "2026-12-17T08:00Z"} <= set(page("/cities/sofia").times)

    def test_a_meeting_past_midnight_shows_the_day_on_which_it_ends(self) -> None:
        late = monthly(begins="2026-11", at="22:30", minutes=180)

        assert "22:30 – 01:30 (Thursday 17 December) Sofia UTC+2" in page("/cities/sofia", applied(late)).text


class TestStatusOfMeetings:
    def test_a_moved_meeting_shows_its_old_local_time_and_the_reason(self) -> None:
        assert (
            "Moved; it was planned for Wednesday 16 December, 10:00. Reason: Room not free"
            in page("/cities/sofia").text
        )
        assert (
            "Moved; it was planned for Wednesday 16 December, 17:00. Reason: Room not free"
            in page("/cities/sejong").text
        )

    def test_a_cancelled_meeting_stays_with_its_time_and_the_reason(self) -> None:
        words = page("/bg/cities/sofia").text

        assert "Отменено" in words
        assert "Тази среща няма да се проведе. Причина: Местни избори" in words

    def test_private_meetings_are_not_shown(self) -> None:
        assert not meetings(view(showcase.shown(), "pairs/rotterdam-busan"))


class TestClockChanges:
    def test_a_city_learns_when_its_hour_changes_and_whose_clocks_change(self) -> None:
        words = page("/cities/sejong").text

        assert (
            "From Wednesday, 18 November 2026, “Sofia–Sejong monthly meeting” is at 17:00 in Sejong "
            "instead of 16:00: clocks change in Sofia."
        ) in words
        assert "From Wednesday, 21 April 2027, “Sofia–Sejong monthly meeting” is at 16:00 in Sejong" in words

    def test_the_city_of_the_clock_has_no_notice(self) -> None:
        assert "clocks change" not in page("/cities/sofia").text

    def test_with_alternating_clocks_the_notice_names_the_clock(self) -> None:
        notice = (
            "those meetings of “Dublin–Seoul monthly meeting” that are planned in the local time of Dublin begin at "
            "18:00 in Seoul instead of 17:00: clocks change in Dublin."
        )

        assert notice in page("/pairs/dublin-seoul").text


class TestDaysOff:
    def test_both_cities_days_off_are_shown_in_the_readers_language(self) -> None:
        words = page("/bg/cities/sofia").text

        assert "25 декември – 26 декември Рождество Христово (България)" in words
        assert "25 декември Рождество Христово (Южна Корея)" in words

    def test_days_off_of_unrelated_cities_are_not_shown(self) -> None:
        assert "Ирландия" not in page("/bg/cities/sofia").text

    def test_a_regional_holiday_names_the_city(self) -> None:
        berlin = city("berlin", "Europe/Berlin", "DE", subdivision="BE")
        world = applied(
            webinar("talk", "2026-12-08 09:00"),
            cities=(*SIX, berlin),
            pairs=PAIRS,
            known=("DE 2026-12-08 Women's Day",),
        )
        assert world.state is not None
        known = {("DE", "BE", 2026): world.state.holidays.years["DE", None, 2026]}
        world.state = replace(world.state, holidays=replace(world.state.holidays, years=known))

        assert "Women's Day (Berlin)" in page("/cities/berlin", world).text

    def test_the_page_names_years_without_known_holidays(self) -> None:
        words = page(
            "/cities/sofia", applied(monthly(begins="2026-11"), known=("BG 2026-12-25 Christmas Day",))
        ).text

        assert (
            "Public holidays that are not known yet: Bulgaria 2027, Bulgaria 2028, South Korea 2026" in words
        )


class TestSubscribing:
    def test_the_plain_address_is_for_the_feeds_own_language(self) -> None:
        assert "https://calendar.example.org/feeds/cities/sofia.ics" in page("/bg/cities/sofia").text
        assert "https://calendar.example.org/feeds/cities/sofia.ko.ics" in page("/ko/cities/sofia").text

    def test_every_address_on_the_page_is_one_of_the_site(self) -> None:
        site = showcase.shown().site()
        for path in ("/cities/sofia", "/bg/pairs/sofia-sejong", "/ko/themes/water", "/nl/programme"):
            (webcal,) = [link for link in page(path).links if link.startswith("webcal:")]
            assert webcal.removeprefix("webcal://calendar.example.org") in site.resources

    def test_without_a_public_address_there_are_no_absolute_links(self) -> None:
        calendar = page("/bg/cities/sofia", applied(monthly(begins="2026-11"), address=None))

        assert "../../feeds/cities/sofia.ics" in calendar.links
        assert not [link for link in calendar.links if link.startswith(("http", "webcal"))]
        assert "копирайте адреса на тази връзка" in calendar.text

    def test_the_page_names_the_months_of_a_shortened_feed(self) -> None:
        many = [
            monthly(
                f"busy-{number}",
                begins="2026-11",
                every=weekly(2, 1, "2026-11-04"),
                description="Седжонг " * 400,
            )
            for number in range(2)
        ]

        assert "holds November 2026 to " in page("/programme", applied(*many)).text


class TestEndOfCalendars:
    def test_a_retired_calendar_says_so_in_every_language(self) -> None:
        resources = showcase.shown().site().resources

        for path in ("/cities/lisbon", "/ko/pairs/sofia-lisbon"):
            assert resources[path].status == 410
        assert "이 캘린더는 더 이상 운영되지 않습니다." in page("/ko/pairs/sofia-lisbon").text

    def test_a_removed_calendar_says_that_it_ends(self) -> None:
        world = applied(monthly(begins="2026-11"), monthly("rb", begins="2026-11", pair="rotterdam-busan"))
        world.apply(
            sample(monthly(begins="2026-11"), cities=SIX[:5], pairs=PAIRS[:2]), now("2026-11-06 09:00")
        )

        assert "This calendar ends with its last meeting" in page("/cities/busan", world).text

    def test_earlier_ids_give_the_same_page(self) -> None:
        renamed = replace(SIX[0], id="sofia-city", formerly=("sofia",))
        pairs = (replace(PAIRS[0], cities=("sofia-city", "sejong")), *PAIRS[1:])
        resources = (
            applied(monthly(begins="2026-11", clock_of="sofia-city"), cities=(renamed, *SIX[1:]), pairs=pairs)
            .site()
            .resources
        )

        assert resources["/bg/cities/sofia"].body == resources["/bg/cities/sofia-city"].body


class TestTexts:
    def test_text_in_another_language_has_a_lang_attribute(self) -> None:
        body = showcase.shown().site().resources["/ko/cities/dublin"].body.decode()

        assert '<span lang="en" dir="auto">Dublin–Seoul monthly meeting</span>' in body

    @pytest.mark.parametrize(
        "hostile", ["<script>alert(1)</script>", '" onclick="x', "{{ 7 * 7 }}", "a\u202eb"]
    )
    def test_text_of_the_programme_is_escaped(self, hostile: str) -> None:
        text = Text.plain(hostile)
        world = applied(
            monthly(begins="2026-11", title=hostile, description=hostile, place=hostile, kind=hostile),
            name=text,
            cities=(replace(SIX[0], name=text, official_name=text), *SIX[1:]),
        )
        resources = world.site().resources
        for path in ("/", "/cities/sofia", "/cities/sejong", "/pairs/sofia-sejong"):
            body = resources[path].body.decode()
            assert "<script>alert" not in body
            assert 'onclick="x"' not in body
            assert "49" not in body.split("<h1>")[1].split("</h1>")[0]


def test_pages_of_one_city_do_not_change_with_a_meeting_of_others() -> None:
    world = applied(monthly(begins="2026-11"), monthly("ds", begins="2026-11", pair="dublin-seoul"))
    before = world.site().resources
    world.apply(
        sample(monthly(begins="2026-11"), monthly("ds", begins="2026-11", pair="dublin-seoul", at="11:00")),
        now("2026-11-06 09:00"),
    )
    after = world.site().resources

    assert before["/cities/sofia"].body == after["/cities/sofia"].body
    assert before["/cities/dublin"].body != after["/cities/dublin"].body
