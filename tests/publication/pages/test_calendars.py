"""The pages of cities, pairs and themes: local times, days off, moves, clock changes, how to subscribe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from markupsafe import Markup
from msgspec.structs import replace

from scheduler.programme.series import Series
from scheduler.programme.spans import Length, Month
from scheduler.programme.texts import Text
from scheduler.publication.languages.language import language
from scheduler.publication.pages.page_locale import PageLocale
from scheduler.publication.pages.views.calendars.whole import CalendarView, calendar_inputs, calendar_view
from scheduler.publication.pages.views.meetings import ListedMeeting
from scheduler.publication.pages.views.months import DayCell, MonthView
from scheduler.publication.pages.views.page import PageInputs
from support import showcase
from support.html import Html, html
from support.programmes import change, changed, entry, holidays, meeting, monthly, now, visit, webinar, weekly
from support.samples import MOBILITY, PAIRS, SIX, WATER, city, sample
from support.world import World, published

NOW = now("2026-11-05 09:00")
BREAK = showcase.days("2026-12-24..2026-12-31")


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


def of_month(calendar: CalendarView, month: Month) -> MonthView:
    return next(view for view in (*calendar.past, *calendar.coming) if view.month == month)


def columns(week: Sequence[DayCell | Markup]) -> Iterator[int]:
    """The day in each column of a week, 0 for the days of other months."""
    for cell in week:
        if isinstance(cell, Markup):
            yield from (int(number or 0) for number in re.findall(r"<td[^>]*>(\d*)</td>", cell))
        else:
            yield cell.day.day


class TestHours:
    def test_the_page_of_a_city_shows_its_own_hour_first_and_other_dates(self) -> None:
        words = page("/cities/sejong").text

        assert "Friday, 11 December 2026" in words
        assert "04:00 – 05:30 Sejong UTC+9" in words
        assert "20:00 Thursday 10 December Rotterdam UTC+1" in words

    def test_the_month_view_of_a_city_uses_its_local_dates(self) -> None:
        nights = {
            name: [cell.day for cell in of_month(view(showcase.shown(), name), Month(2026, 12)).cells
                   for meeting in cell.meetings if meeting.title.say("en") == "Night trains"]
            for name in ("cities/sofia", "cities/sejong")
        }  # fmt: skip

        assert nights == {"cities/sofia": [date(2026, 12, 10)], "cities/sejong": [date(2026, 12, 11)]}

    def test_its_own_hour_is_first_and_the_others_stand_from_west_to_east(self) -> None:
        (listed,) = meetings(view(applied(webinar("talk", "2026-12-08 09:00")), "cities/seoul"))

        assert [[name.say("en") for name in side.names] for side in listed.sides] == [
            ["Seoul"], ["Dublin"], ["Rotterdam"], ["Sofia"], ["Sejong", "Busan"],
        ]  # fmt: skip

    def test_a_pair_shows_the_hour_of_its_first_city_even_if_clocks_alternate(self) -> None:
        listed = meetings(view(showcase.shown(), "pairs/dublin-seoul"))

        assert {meeting.sides[0].names[0].say("en") for meeting in listed} == {"Dublin"}

    def test_a_theme_shows_the_hour_of_the_clock(self) -> None:
        listed = next(
            meeting for meeting in meetings(view(showcase.shown(), "themes/water")) if meeting.is_webinar
        )

        assert listed.sides[0].names[0].say("en") == "Rotterdam"

    def test_whole_days_have_no_hours(self) -> None:
        (stay,) = [meeting for meeting in meetings(view(showcase.shown(), "cities/sofia")) if meeting.all_day]

        assert (stay.first, stay.last, stay.sides) == (date(2027, 1, 18), date(2027, 1, 20), ())
        assert (
            "18–20 Monday, 18 January 2027 – Wednesday, 20 January 2027 Study visit to Sejong , "
            "Monday, 18 January 2027 Sofia–Sejong Whole days" in page("/cities/sofia").text
        )

    def test_whole_days_of_two_months_name_both(self) -> None:
        text = page("/cities/sofia", applied(visit("stay", "2026-12-30", days=4))).text

        assert "Wed 30 Wednesday, 30 December 2026 – Saturday, 2 January 2027" in text
        assert "Whole days (30 December – 2 January)" in text
        assert "30–2" not in text

    def test_a_meeting_of_whole_days_is_on_each_day_of_the_month_view(self) -> None:
        january = of_month(view(showcase.shown(), "cities/sofia"), Month(2027, 1))

        assert [
            cell.day.day for cell in january.cells for meeting in cell.meetings if meeting.starts is None
        ] == [
            18,
            19,
            20,
        ]

    def test_times_have_datetime_attributes(self) -> None:
        assert {"2026-12-17", "2026-12-17T07:00Z", "2026-12-17T08:00Z"} <= set(page("/cities/sofia").times)

    def test_a_meeting_past_midnight_shows_the_day_on_which_it_ends(self) -> None:
        late = monthly(begins="2026-11", at="22:30", minutes=180)

        assert "22:30 – 01:30 (Thursday 17 December) Sofia UTC+2" in page("/cities/sofia", applied(late)).text

    def test_many_hours_are_collapsed_except_the_citys_own_and_the_clocks(self) -> None:
        talk = webinar("talk", "2026-12-08 09:00", "Europe/Brussels", title="Trams")
        kolkata = city("kolkata", "Asia/Kolkata", "IN")
        words = page("/cities/sofia", applied(talk, cities=(*SIX, kolkata))).text

        assert "10:00 – 11:30 Sofia UTC+2" in words
        assert "09:00 Rotterdam UTC+1 Hours in 5 other places : Trams 08:00 Dublin UTC+0" in words

    def test_utc_shows_no_offset(self) -> None:
        world = applied(monthly(begins="2026-11", at="08:00", clock_of="utc"))

        assert "08:00 – 09:00 UTC 10:00" in html(world.site().resources["/"].body).text.replace(
            "Next Over ", ""
        )
        assert "UTC+0" not in page("/pairs/sofia-sejong", world).text

    def test_a_link_to_a_meeting_names_its_day(self) -> None:
        assert "Sofia–Sejong monthly meeting , Thursday, 17 December 2026" in page("/cities/sofia").text


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

    def test_a_tentative_meeting_says_so(self) -> None:
        assert "To be confirmed" in page("/cities/sofia").text

    def test_a_meeting_that_a_holiday_removes_is_shown_as_left_out(self) -> None:
        world = applied(monthly(begins="2026-11", on_holiday="skip"), known=("KR 2026-12-16 Founders' Day",))

        assert "This meeting is skipped. Reason: Founders' Day" in page("/cities/sofia", world).text

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

    def test_a_series_whose_clocks_no_longer_alternate_names_none(self) -> None:
        ended = entry("2026-01", at={"sofia": "10:00", "sejong": "16:00"}, clock_of="alternate")
        series = meeting(ended, entry("2026-11"))

        assert (
            "“Monthly” is at 16:00 in Sejong instead of 17:00"
            in page("/pairs/sofia-sejong", applied(series)).text
        )

    def test_the_notice_has_the_usual_title_of_the_series(self) -> None:
        series = changed(monthly(begins="2026-09"), change("2027-04", title="With the mayors"))
        titles = {change.title.say("en") for change in view(applied(series), "cities/sejong").hour_changes}

        assert titles == {"Monthly"}

    def test_the_notice_names_the_pair_if_the_title_does_not(self) -> None:
        world = applied(monthly(begins="2026-09"))

        assert "“Monthly (Sofia–Sejong)” is at 17:00 in Sejong" in page("/cities/sejong", world).text
        assert "“Monthly” is at 17:00 in Sejong" in page("/pairs/sofia-sejong", world).text

    def test_a_city_that_changes_its_own_clocks_is_the_cause(self) -> None:
        world = applied(monthly(begins="2026-10", clock_of="sejong", at="17:00"))
        (first, *_) = view(world, "cities/sofia").hour_changes

        assert (first.old.hour, first.new.hour, [cause.say("en") for cause in first.causes]) == (
            11,
            10,
            ["Sofia"],
        )

    def test_a_change_since_the_last_meeting_that_the_city_attended(self) -> None:
        """Sejong leaves the last meeting before the change out; its hour changes all the same."""
        series = changed(monthly(begins="2026-11"), change("2027-03", without=frozenset({"sejong"})))

        (first, *_) = view(applied(series), "cities/sejong").hour_changes
        assert (first.day.isoformat(), first.old.hour, first.new.hour) == ("2027-04-21", 17, 16)

    def test_a_meeting_moved_to_another_hour_is_no_clock_change(self) -> None:
        series = changed(monthly(begins="2026-11", until="2027-02"), change("2026-12", "2026-12-16 11:00"))

        assert view(applied(series), "cities/sejong").hour_changes == ()

    def test_the_notice_holds_the_next_two_changes(self) -> None:
        calendar = view(applied(monthly(begins="2026-09")), "cities/sejong")

        assert [(change.day.isoformat(), change.new.hour) for change in calendar.hour_changes] == [
            ("2026-11-18", 17), ("2027-04-21", 16),
        ]  # fmt: skip

    def test_each_change_holds_the_end_of_its_meeting(self) -> None:
        assert '<li data-ends="2026-11-18T09:00Z">From Wednesday' in page("/cities/sejong").source

    def test_two_zones_that_change_together_change_no_hour(self) -> None:
        series = monthly("dublin", begins="2026-10", pair="sofia-dublin", clock_of="sofia")
        world = applied(
            series, pairs=(*PAIRS, replace(PAIRS[0], id="sofia-dublin", cities=("sofia", "dublin")))
        )

        assert view(world, "cities/dublin").hour_changes == ()


class TestDaysOff:
    def test_both_cities_days_off_are_shown_in_the_readers_language(self) -> None:
        words = page("/bg/cities/sofia").text

        assert "25 декември – 26 декември Рождество Христово (България)" in words
        assert "25 декември Рождество Христово (Южна Корея)" in words

    def test_a_visit_names_the_days_off_of_all_its_days(self) -> None:
        known = ("KR 2027-05-04 Labor Day", "KR 2027-05-05 Children's Day", "KR 2027-05-07 Later")
        trip = visit("trip", "2027-05-03", days=4)
        world = applied(trip, known=known)

        words = "Day off: Labor Day (South Korea); Children's Day (South Korea) Subscribe"
        assert words in page("/cities/sofia", world).text

    def test_days_off_of_unrelated_cities_are_not_shown(self) -> None:
        assert "Ирландия" not in page("/bg/cities/sofia").text

    def test_a_holiday_of_several_countries_is_shown_once(self) -> None:
        world = applied(
            monthly(begins="2026-11"), known=("BG 2027-01-01 New Year's Day", "KR 2027-01-01 New Year's Day")
        )

        assert "1 January New Year's Day (Bulgaria, South Korea)" in page("/cities/sofia", world).text

    def test_many_days_off_of_one_month_are_collapsed(self) -> None:
        known = tuple(f"BG 2026-12-{day:02d} Day {day}" for day in range(1, 18, 2))
        calendar = page("/cities/sofia", applied(monthly(begins="2026-11"), known=known))

        assert "Days off (9) 1 December Day 1 (Bulgaria)" in calendar.text
        assert '<details class="days-off">' in calendar.source

    def test_a_break_of_the_programme_is_one_line_and_names_no_city(self) -> None:
        assert "24 December – 31 December The programme is closed" in page("/cities/sofia").text
        assert "24 декември – 31 декември Почивка на програмата" in page("/bg/cities/sofia").text

    def test_a_city_that_is_closed_in_the_break_is_not_named_again(self) -> None:
        sofia = replace(SIX[0], closed=(showcase.days("2026-12-22..2026-12-27"),))
        world = applied(monthly(begins="2026-11"), cities=(sofia, *SIX[1:]), closed=(BREAK,))
        text = page("/cities/sofia", world).text

        assert "22 December – 23 December Closed: Sofia" in text
        assert "24 December – 31 December The programme is closed" in text

    def test_a_city_that_works_in_the_break_of_the_programme_has_no_day_off(self) -> None:
        at_work = (replace(each, open=(BREAK,)) for each in SIX[:2])
        world = applied(monthly(begins="2026-11"), cities=(*at_work, *SIX[2:]), closed=(BREAK,))

        assert "The programme is closed" not in page("/cities/sofia", world).text

    def test_a_city_that_is_open_on_a_holiday_has_no_day_off(self) -> None:
        sofia = replace(SIX[0], open=(showcase.days("2026-12-16"),))
        world = applied(
            monthly(begins="2026-11"), known=("BG 2026-12-16 Day of Rest",), cities=(sofia, *SIX[1:])
        )

        assert of_month(view(world, "cities/sofia"), Month(2026, 12)).days_off == ()

    def test_a_meeting_shows_the_day_off_it_falls_on(self) -> None:
        world = applied(monthly(begins="2026-11"), known=("KR 2026-12-16 Founders' Day",))

        assert "Day off: Founders' Day (South Korea)" in page("/cities/sofia", world).text

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


class TestPairs:
    """Many pairs have meetings of one title, so a row says whose meeting it is."""

    @pytest.mark.parametrize("path", ["/cities/sofia", "/programme"])
    @pytest.mark.parametrize(
        ("title", "named"), [("Monthly meeting", True), ("Sofia-Sejong monthly meeting", False)]
    )
    def test_a_row_and_a_mark_name_the_pair_unless_the_title_does(
        self, path: str, title: str, named: bool
    ) -> None:
        words = page(path, applied(monthly(begins="2026-12", title=title))).text

        assert (f"{title} , Wednesday, 16 December 2026 Sofia–Sejong 10:00" in words) == named
        assert (f"10:00 {title}, Sofia–Sejong" in words) == named

    def test_the_page_of_a_pair_does_not_name_it_in_every_row(self) -> None:
        words = page("/pairs/sofia-sejong", applied(monthly(begins="2026-12", title="Monthly meeting"))).text

        assert "16 December 2026 Sofia–Sejong" not in words


class TestMonthView:
    @pytest.mark.parametrize(("code", "first"), [("bg", "понеделник"), ("ko", "일요일"), ("en", "Monday")])
    def test_weeks_begin_as_they_do_in_the_language(self, code: str, first: str) -> None:
        words = page(f"/{code}/cities/sofia").words
        days = [
            word for word in words if word in ("понеделник", "неделя", "일요일", "월요일", "Monday", "Sunday")
        ]

        assert days[0] == first

    def test_the_legend_explains_only_the_signs_on_the_page(self) -> None:
        full = view(showcase.shown(), "cities/sofia").legend
        plain = view(applied(monthly(begins="2026-11")), "cities/sofia").legend

        assert (full.has_moved, full.has_tentative, full.has_cancelled, full.has_closed_cities, full.country) == (
            True, True, True, True, "BG",
        )  # fmt: skip
        assert (plain.has_moved, plain.has_tentative, plain.has_cancelled, plain.has_closed_cities, plain.country) == (
            False, False, False, False, None,
        )  # fmt: skip

    def test_if_hours_belong_to_different_places_the_place_is_named(self) -> None:
        named = {
            name: {meeting.place and meeting.place.say("en") for cell in of_month(view(showcase.shown(), name), Month(2026, 12)).cells
                   for meeting in cell.meetings}
            for name in ("themes/mobility", "cities/sofia")
        }  # fmt: skip

        assert named == {"themes/mobility": {"Sofia", "Seoul", "Rotterdam"}, "cities/sofia": {None}}

    def test_every_month_of_the_window_is_there_once(self) -> None:
        calendar = view(showcase.shown(), "cities/sofia")

        assert [str(month.month) for month in calendar.past] == ["2026-10"]
        assert [str(month.month) for month in calendar.coming] == [f"2026-{n}" for n in (11, 12)] + [
            f"2027-0{n}" for n in (1, 2, 3, 4)
        ]

    @pytest.mark.parametrize("code", ["bg", "ko", "ar"])
    def test_every_day_stands_under_its_weekday(self, code: str) -> None:
        locale = PageLocale(language(code))
        for month in view(showcase.shown(), "cities/sofia").coming:
            weeks = [[*columns(week)] for week in locale.weeks(month.month, month.cells)]
            days = [(column, day) for week in weeks for column, day in enumerate(week) if day]

            assert {len(week) for week in weeks} == {7}
            assert [day for _, day in days] == [*range(1, month.month.last.day + 1)]
            assert all(
                (language(code).first_weekday + column) % 7
                == date(month.month.year, month.month.month, day).weekday()
                for column, day in days
            )

    def test_a_meeting_that_began_before_the_window_is_in_its_first_month(self) -> None:
        world = published(sample(visit("stay", "2026-10-30", days=4)), now("2026-10-05 09:00"))
        world.apply(sample(visit("stay", "2026-10-30", days=4), past=Length()), NOW)
        calendar = view(world, "cities/sofia")

        assert next(str(month.month) for month in (*calendar.past, *calendar.coming)) == "2026-11"
        assert [meeting.first for month in calendar.earlier for meeting in month.meetings] == [
            date(2026, 10, 30)
        ]

    def test_a_meeting_moved_beyond_the_window_has_its_month(self) -> None:
        world = applied(monthly(begins="2026-11", until="2026-12"))
        world.apply(
            sample(
                changed(monthly(begins="2026-11", until="2026-12"), change("2026-12", "2029-03-07 10:00"))
            ),
            now("2026-11-06 09:00"),
        )

        assert [str(month.month) for month in view(world, "cities/sofia").coming if month.meetings] == [
            "2026-11",
            "2029-03",
        ]


class TestSubscribing:
    def test_the_plain_address_is_for_the_feeds_own_language(self) -> None:
        assert "https://calendar.example.org/feeds/cities/sofia.ics" in page("/bg/cities/sofia").text
        assert "https://calendar.example.org/feeds/cities/sofia.ko.ics" in page("/ko/cities/sofia").text

    def test_every_address_on_the_page_is_one_of_the_site(self) -> None:
        site = showcase.shown().site()
        for path in ("/cities/sofia", "/bg/pairs/sofia-sejong", "/ko/themes/water", "/nl/programme"):
            (webcal,) = [link for link in page(path).links if link.startswith("webcal:")]
            assert webcal.removeprefix("webcal://calendar.example.org") in site.resources

    def test_the_page_says_how_often_each_program_checks(self) -> None:
        words = page("/cities/sofia").text

        assert all(
            name in words
            for name in ("Google Calendar checks", "Outlook on the web", "Thunderbird checks", "Nextcloud")
        )
        assert "each meeting would be shown twice" in words

    def test_without_a_public_address_there_are_no_absolute_links(self) -> None:
        calendar = page("/bg/cities/sofia", applied(monthly(begins="2026-11"), address=None))

        assert "../../feeds/cities/sofia.ics" in calendar.links
        assert not [link for link in calendar.links if link.startswith(("http", "webcal"))]
        assert "копирайте адреса на тази връзка" in calendar.text

    def test_the_view_holds_the_months_of_a_shortened_feed(self) -> None:
        months = (Month(2026, 11), Month(2027, 2))
        calendar = view(showcase.shown(), "programme", {"programme": months})

        assert months == calendar.shortened

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


class TestKindsOfCalendars:
    def test_each_page_names_its_kind(self) -> None:
        words = page("/cities/sofia").text

        assert "City pair Sofia–Sejong Partner city Sejong Theme Sustainable mobility" in words

    def test_three_cities_are_called_a_trio(self) -> None:
        trio = replace(PAIRS[0], cities=("sofia", "sejong", "dublin"))
        world = applied(monthly(begins="2026-11"), pairs=(trio, *PAIRS[1:]))

        assert "City trio" in page("/pairs/sofia-sejong", world).text
        assert "City trio Sofia–Sejong–Dublin Partner cities" in page("/cities/sofia", world).text
        assert "3 groups of two or three" in html(world.site().resources["/"].body).text


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


def test_a_theme_with_a_new_id_keeps_its_page_and_its_pairs() -> None:
    first, about = (replace(PAIRS[0], themes=(id,)) for id in (MOBILITY.id, "moving"))
    world = applied(monthly(begins="2026-11"), pairs=(first, *PAIRS[1:]))
    renamed = (replace(MOBILITY, id="moving", formerly=(MOBILITY.id,)), WATER)
    world.apply(
        sample(monthly(begins="2026-11"), themes=renamed, pairs=(about, *PAIRS[1:])), now("2026-11-06 09:00")
    )

    for path in ("/themes/moving", f"/themes/{MOBILITY.id}"):
        assert "pairs/sofia-sejong" in " ".join(page(path, world).links)
    assert "themes/moving" in " ".join(page("/pairs/sofia-sejong", world).links)


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
