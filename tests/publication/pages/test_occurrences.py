"""The page of one dated meeting: local times, status, content, links, history."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.details import CancelledPolicy, Join, Languages, Link, Speaker, Status
from scheduler.programme.series import Series
from scheduler.programme.spans import Length
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.occurrence_pages import pages
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.webinars import MAX_WEBINARS
from scheduler.state.revision import Reader
from scheduler.state.state import State
from scheduler.timetable.occurrence import uid
from support.html import Html, html
from support.programmes import change, changed, holidays, monthly, now, visit, webinar
from support.samples import SIX, sample, text
from support.world import World, published

NOW = "2026-11-25 04:00"
ROOM = "https://rooms.example.org/secret"
ZONES = ("Europe/Sofia", "Asia/Seoul", "Europe/Dublin", "Asia/Kolkata", "America/Bogota", "Pacific/Auckland")
MONTHLY = monthly(begins="2026-09", title="Monthly meeting")


def applied(*series: Series, at: str = NOW, known: tuple[str, ...] = (), **parts: Any) -> World:
    return published(sample(*series, **parts), now(at), holidays(*known))


def moved_later(before: Series, after: Series, *, known: tuple[str, ...] = ()) -> World:
    """What is published first is changed afterwards."""
    world = published(sample(before), now("2026-10-01 09:00"))
    world.apply(sample(after), now("2026-10-02 09:00"), holidays(*known))
    return world


def path(series: str = "monthly", key: str = "2026-12", language: str = "") -> str:
    return f"{language}/occurrences/{uid('sample', series, key)}"


def open_page(of: World, series: str = "monthly", key: str = "2026-12", language: str = "") -> Html:
    return html(of.site().resources[path(series, key, language)].body)


def piece(of: World, reader: Reader = "public") -> str:
    """The VEVENT of December in English, unfolded."""
    body = of.state.pieces[uid("sample", "monthly", "2026-12"), "en", reader]
    return body.replace(b"\r\n ", b"").decode()


def has_page(of: World, series: str = "monthly", key: str = "2026-12") -> bool:
    return path(series, key) in of.site().resources


class TestWhichMeetingsHaveAPage:
    def test_a_meeting_in_a_feed_has_a_page_in_every_language(self) -> None:
        world = applied(MONTHLY)

        assert {"/bg" + path(), "/en" + path(), "/ko" + path(), "/nl" + path(), path()} == {
            path for path in world.site().resources if uid("sample", "monthly", "2026-12") in path
        }

    def test_a_meeting_before_the_window_has_no_page(self) -> None:
        world = applied(monthly(begins="2026-01"), past=Length(days=30))

        assert "2026-02" in world.keys("monthly")
        assert not has_page(world, key="2026-02")

    def test_a_webinar_keeps_its_page_for_good(self) -> None:
        assert has_page(applied(webinar("talk", "2021-10-05 09:00")), "talk", "once")

    def test_a_private_meeting_has_no_page(self) -> None:
        world = applied(monthly(begins="2026-09", visibility="private"))

        assert not [path for path in world.site().resources if "/occurrences/" in path]

    def test_a_cancelled_meeting_that_the_programme_hides_has_no_page(self) -> None:
        off = changed(MONTHLY, change("2026-12", cancel="Snow"))

        assert has_page(applied(off))
        assert not has_page(applied(off, cancelled=CancelledPolicy("hide")))

    def test_a_hidden_cancelled_webinar_has_no_page(self) -> None:
        world = applied(
            webinar("talk", "2026-12-01 17:00", status=Status.CANCELLED), cancelled=CancelledPolicy("hide")
        )

        assert not has_page(world, "talk", "once")


class TestTheTitleOfThePage:
    """People find a page again by its title in a browser, in search results and in chats."""

    def test_names_the_pair_if_the_meeting_does_not(self) -> None:
        page = open_page(applied(MONTHLY))

        assert page.title == "Monthly meeting (Sofia–Sejong), Wednesday, 16 December 2026 – City pairs"
        assert page.metas["og:title"] == "Monthly meeting (Sofia–Sejong)"

    def test_does_not_name_the_pair_twice(self) -> None:
        page = open_page(
            applied(replace(MONTHLY, details=replace(MONTHLY.details, title=text("Trams in Sofia–Sejong"))))
        )

        assert page.title == "Trams in Sofia–Sejong, Wednesday, 16 December 2026 – City pairs"

    def test_a_webinar_for_one_pair_is_a_webinar(self) -> None:
        page = open_page(applied(webinar("talk", "2026-12-08 09:00", title="Trams")), "talk", "once")

        assert page.title == "Trams, Tuesday, 8 December 2026 – City pairs"
        assert page.text.index("Webinars Trams") > 0


class TestTimes:
    def test_every_side_has_its_own_hour_with_its_offset(self) -> None:
        page = open_page(applied(MONTHLY))

        assert "Sofia 10:00 –11:00 Wednesday 16 December UTC+2" in page.text
        assert "Sejong 17:00 –18:00 Wednesday 16 December UTC+9" in page.text
        assert {"2026-12-16T10:00+02:00", "2026-12-16T17:00+09:00"} <= {*page.times}

    def test_a_later_local_date_is_named(self) -> None:
        late = monthly(begins="2026-09", at="17:00", clock_of="Pacific/Honolulu")

        assert "Sejong 12:00 –13:00 Thursday 17 December the next day UTC+9" in open_page(applied(late)).text

    def test_an_earlier_local_date_is_named(self) -> None:
        early = monthly(begins="2026-09", at="02:00", clock_of="sejong")

        assert "Sofia 19:00 –20:00 Tuesday 15 December the day before UTC+2" in open_page(applied(early)).text

    def test_a_clock_that_no_city_has_is_named_first(self) -> None:
        page = open_page(applied(monthly(begins="2026-09", at="08:00", clock_of="Europe/London")))

        assert page.text.index("London 08:00") < page.text.index("Sofia 10:00")

    def test_the_year_is_named_if_it_differs(self) -> None:
        late = webinar("talk", "2026-12-31 20:00", "Europe/Brussels")

        assert "Friday, 1 January 2027 the next day" in open_page(applied(late), "talk", "once").text

    def test_a_meeting_past_midnight_shows_the_day_on_which_it_ends(self) -> None:
        late = monthly(begins="2026-09", at="22:30", minutes=180)

        assert (
            "Sofia 22:30 –01:30 (Thursday 17 December) Wednesday 16 December" in open_page(applied(late)).text
        )

    def test_many_sides_are_a_table(self) -> None:
        cities = tuple(replace(city, zone=zone) for city, zone in zip(SIX, ZONES, strict=True))
        page = open_page(
            applied(webinar("talk", "2026-12-10 17:00", "Europe/Brussels"), cities=cities), "talk", "once"
        )

        assert "Brussels 17:00 –18:30 Thu 10 Dec +1" in page.text
        assert "Sejong 01:00 –02:30 Fri 11 Dec the next day +9" in page.text
        assert page.source.count('<th scope="row">') == 7
        offsets = re.findall(r"Dec(?: the next day| the day before)? ([+-]\d+)", page.text)
        assert [*map(int, offsets)] == sorted(map(int, offsets))
        assert len(offsets) == 7

    def test_the_table_says_cities_only_if_every_place_in_it_is_one(self) -> None:
        cities = tuple(replace(city, zone=zone) for city, zone in zip(SIX, ZONES, strict=True))
        page = open_page(applied(webinar("talk", "2026-12-10 17:00", "sofia"), cities=cities), "talk", "once")

        assert "Cities Hour Day UTC " in page.text

    def test_a_meeting_that_takes_place_once_names_no_clock(self) -> None:
        assert "Set in the local time of Sofia" in open_page(applied(MONTHLY)).text
        assert (
            "Set in the local time of"
            not in open_page(applied(webinar("talk", "2026-12-10 17:00")), "talk", "once").text
        )

    def test_a_clock_that_only_a_zone_names_is_named_in_the_language_of_the_page(self) -> None:
        world = applied(webinar("talk", "2026-12-10 17:00", "America/New_York"))

        assert "뉴욕" in open_page(world, "talk", "once", "/ko").text
        assert "New York" not in open_page(world, "talk", "once", "/ko").source
        assert "New York" in open_page(world, "talk", "once", "/en").text

    def test_whole_days_are_the_days_of_their_clock(self) -> None:
        page = open_page(applied(visit("trip", "2027-05-10", days=3)), "trip", "once")

        assert "Monday, 10 May 2027 – Wednesday, 12 May 2027" in page.text
        assert "Whole days, by the date in Sejong" in page.text
        assert "3 days" in page.text
        assert ":00" not in page.text.partition("What changed")[0]

    def test_phrases_and_dates_are_in_the_language_of_the_page(self) -> None:
        page = open_page(applied(MONTHLY), language="/bg")

        assert page.root == {"lang": "bg", "dir": "ltr"}
        assert "София 10:00 –11:00 сряда, 16 декември UTC+2" in page.text


class TestPlannedAtMidnight:
    """Midnight is an hour like others, not a sign of whole days: 00:00 UTC is 09:00 in Sejong."""

    midnight = monthly(begins="2026-09", at="00:00", clock_of="utc")

    def test_the_old_time_has_its_hours(self) -> None:
        moved = changed(self.midnight, change("2026-12", "2026-12-17 00:00"))
        page = open_page(moved_later(self.midnight, moved)).text

        assert "Old time: Wednesday, 16 December 2026, 00:00 UTC · 02:00 Sofia (UTC+2)" in page
        assert "09:00 Sejong (UTC+9)" in page

    def test_lists_show_each_city_its_own_old_hour(self) -> None:
        moved = changed(self.midnight, change("2026-12", "2026-12-17 00:00"))
        world = moved_later(self.midnight, moved)
        page = html(world.site().resources["/cities/sejong"].body).text

        assert "it was planned for Wednesday 16 December, 09:00." in page

    def test_a_meeting_moved_from_whole_days_to_an_hour_shows_the_old_day(self) -> None:
        trip = visit("trip", "2027-05-10", days=3)
        moved = changed(trip, change("once", "2027-05-11 09:00", duration=timedelta(hours=2)))
        world = moved_later(trip, moved)

        assert "Old time: Monday, 10 May 2027 " in open_page(world, "trip", "once").text
        listed = html(world.site().resources["/cities/sofia"].body).text
        assert "it was planned for Monday 10 May." in listed

    def test_a_visit_rewritten_from_whole_days_to_hours_never_had_an_hour(self) -> None:
        world = moved_later(
            visit("trip", "2027-05-10", days=3), visit("trip", "2027-05-10 09:00", ends="2027-05-12 17:00")
        )

        page = open_page(world, "trip", "once").text
        assert "Old time: Monday, 10 May 2027 " in page
        assert "Announced for Monday, 10 May 2027 " in page
        assert "00:00" not in page
        listed = html(world.site().resources["/cities/sofia"].body).text
        assert "it was planned for Monday 10 May." in listed

    def test_a_visit_rewritten_from_hours_to_whole_days_shows_the_old_hour(self) -> None:
        world = moved_later(
            visit("trip", "2027-05-10 09:00", ends="2027-05-12 17:00"), visit("trip", "2027-05-10", days=3)
        )

        page = open_page(world, "trip", "once").text
        assert "Old time: Monday, 10 May 2027, 09:00 Sejong" in page
        assert "Moved from Monday, 10 May 2027, 09:00 (Sejong) to Monday, 10 May 2027 " in page
        listed = html(world.site().resources["/cities/sofia"].body).text
        assert "it was planned for Monday 10 May, 03:00." in listed


class TestStatus:
    def test_a_cancelled_meeting_says_so_with_the_reason(self) -> None:
        page = open_page(applied(changed(MONTHLY, change("2026-12", cancel="Snow"))))

        assert "This meeting is cancelled Reason: Snow" in page.text
        assert page.title.startswith("CANCELLED: Monthly meeting")

    def test_a_cancelled_meeting_has_no_registration_link(self) -> None:
        address = "https://example.org/register"
        off = webinar("talk", "2026-12-10 17:00", registration=address, status=Status.CANCELLED)

        assert address not in open_page(applied(off), "talk", "once").links

    def test_a_tentative_meeting_says_that_its_time_may_change(self) -> None:
        page = open_page(applied(monthly(begins="2026-09", status=Status.TENTATIVE)))

        assert "Not yet confirmed" in page.text
        assert page.title.startswith("Tentative: ")

    def test_a_moved_meeting_shows_the_old_time_on_both_sides(self) -> None:
        moved = changed(MONTHLY, change("2026-12", "2026-12-17 11:00", reason="Room not free"))

        page = open_page(moved_later(MONTHLY, moved))

        assert (
            "This meeting was moved Old time: Wednesday, 16 December 2026, 10:00 Sofia (UTC+2) · "
            "17:00 Sejong (UTC+9) Reason: Room not free"
        ) in page.text

    def test_each_language_joins_a_date_and_an_hour_in_its_way(self) -> None:
        moved = changed(MONTHLY, change("2026-12", "2026-12-17 11:00"))

        page = open_page(moved_later(MONTHLY, moved), language="/ko")

        assert "2026년 12월 16일 수요일 10:00 " in page.text

    def test_the_old_time_has_the_offset_of_its_own_day(self) -> None:
        """Clocks in Sofia go back on 25 October."""
        moved = changed(MONTHLY, change("2026-10", "2026-10-27 10:00"))

        assert (
            "10:00 Sofia (UTC+3) · 16:00 Sejong (UTC+9)"
            in open_page(moved_later(MONTHLY, moved), key="2026-10").text
        )

    def test_a_meeting_that_a_holiday_moved_names_the_holiday(self) -> None:
        series = monthly(begins="2026-09", on_holiday="next working day")
        world = moved_later(series, series, known=("KR 2026-12-16 Day of Rest",))

        assert "Reason: Day of Rest (Sejong)" in open_page(world).text

    def test_if_a_person_moved_it_later_the_holiday_is_not_the_reason(self) -> None:
        series = monthly(begins="2026-09", on_holiday="next working day")
        moved = changed(series, change("2026-12", "2026-12-22 10:00"))
        words = open_page(moved_later(series, moved, known=("KR 2026-12-16 Day of Rest",))).text

        assert "This meeting was moved" in words
        assert "Day of Rest" not in words


class TestMoved:
    """A page calls a meeting moved if another time was published, and shows that one."""

    MOVED = changed(MONTHLY, change("2026-12", "2026-12-17 11:00"))

    @pytest.mark.parametrize("address", [path(), "/cities/sofia", "/"])
    def test_a_meeting_that_was_never_published_at_another_time_is_not_moved(self, address: str) -> None:
        world = applied(self.MOVED, monthly("other", begins="2026-12", on_holiday="next working day"))
        words = html(world.site().resources[address].body).text.replace("To be moved", "")

        assert "17 December 2026" in words
        assert "Moved" not in words
        assert "was moved" not in words

    def test_a_wrong_year_that_no_calendar_showed_is_no_old_time(self) -> None:
        world = applied(webinar("talk", "2025-12-10 09:00", "sofia"))
        world.apply(sample(webinar("talk", "2026-12-10 09:00", "sofia")), now("2026-11-05 10:00"))

        words = html(world.site().resources[path("talk", "once")].body).text
        assert "10 December 2026" in words
        assert "Old time" not in words
        assert "Announced for Thursday, 10 December 2026" in words
        assert "2025" not in words.replace("5 November 2025", "")

    def test_the_old_time_is_the_last_that_was_published(self) -> None:
        """A policy moved it before it was published, and a person afterwards, twice."""
        series = monthly(begins="2026-09", on_holiday="next working day")
        rest = holidays("KR 2026-12-16 Day of Rest")
        world = published(sample(series), now("2026-10-01 09:00"), rest)
        for number, day in enumerate(("2026-12-21 10:00", "2026-12-22 12:00")):
            moved = changed(series, change("2026-12", day))
            world.apply(sample(moved), now(f"2026-10-0{number + 2} 09:00"), rest)
        words = open_page(world).text

        assert "Old time: Monday, 21 December 2026, 10:00 Sofia (UTC+2)" in words
        assert "\\nMoved from Monday\\, 21 December 2026 10:00 (Sofia)\r\n" in piece(world)

    def test_a_day_off_on_another_day_than_the_old_one_is_no_reason(self) -> None:
        """First a holiday moved the meeting to the day before, and now that day is closed, too."""
        series = monthly(begins="2026-09", on_holiday="previous working day")
        rest = ("KR 2026-12-16 Day of Rest",)
        world = published(sample(series), now("2026-10-01 09:00"), holidays(*rest))
        world.apply(sample(series), now("2026-10-02 09:00"), holidays(*rest, "KR 2026-12-15 Day of Work"))
        words = open_page(world).text

        assert "Old time: Tuesday, 15 December 2026" in words
        assert "Day of Rest" not in words

    def test_a_meeting_that_comes_back_at_another_time_is_moved(self) -> None:
        off = changed(MONTHLY, change("2026-12", cancel="Snow"))
        world = moved_later(MONTHLY, off)
        world.site()
        back = changed(MONTHLY, change("2026-12", "2026-12-21 10:00"))
        world.apply(sample(back), now("2026-10-03 09:00"))
        words = open_page(world).text

        assert "Old time: Wednesday, 16 December 2026, 10:00 Sofia (UTC+2)" in words

    def test_a_meeting_that_is_back_at_its_first_time_was_moved_there(self) -> None:
        """Calendars had it at the time between."""
        world = moved_later(MONTHLY, self.MOVED)
        world.apply(sample(MONTHLY), now("2026-10-03 09:00"))

        assert "Old time: Thursday, 17 December 2026, 11:00 Sofia (UTC+2)" in open_page(world).text
        assert "\\nMoved from Thursday\\, 17 December 2026 11:00 (Sofia)\r\n" in piece(world)

    def test_a_date_of_the_rule_that_was_never_published_is_no_old_time(self) -> None:
        """A holiday moved the first date before anybody knew it."""
        series = monthly(begins="2026-09", on_holiday="next working day")
        rest = holidays("KR 2026-12-16 Day of Rest")
        world = published(sample(series), now("2026-10-01 09:00"), rest)
        assert "Moved" not in piece(world)
        room = changed(series, change("2026-12", "2026-12-21 11:00", reason="room"))
        world.apply(sample(room), now("2026-10-02 09:00"), rest)
        described = changed(
            series, change("2026-12", "2026-12-21 11:00", reason="room", description="Trams.")
        )
        world.apply(sample(described), now("2026-10-03 09:00"), rest)

        for known in (piece(world).replace("\\,", ","), open_page(world).text):
            assert "Thursday, 17 December 2026" in known
            assert "Wednesday, 16 December 2026" not in known

    def test_a_time_that_only_private_calendars_had_is_no_old_time(self) -> None:
        series = [
            changed(MONTHLY, change("2026-12", *moved, **parts))
            for moved, parts in (
                ((), {"visibility": "private"}),
                (("2026-12-17 11:00",), {"visibility": "private"}),
                (("2026-12-17 11:00",), {}),
            )
        ]
        world = moved_later(*series[:2])
        assert "Moved" in piece(world, "private")
        world.apply(sample(series[2]), now("2026-10-03 09:00"))

        assert "Moved" not in piece(world)
        assert "This meeting was moved" not in open_page(world).text

    def test_the_old_time_of_another_clock_is_right_on_both_sides(self) -> None:
        """It was published for 10:00 in Sofia, and is at 10:00 in Sejong now."""
        later = monthly(begins="2026-09", title="Monthly meeting", clock_of="sejong")
        words = open_page(moved_later(MONTHLY, later)).text

        assert "Old time: Wednesday, 16 December 2026, 17:00 Sejong (UTC+9) · 10:00 Sofia (UTC+2)" in words


class TestContent:
    FULL = webinar(
        "talk",
        "2026-12-10 17:00",
        description="First.\n\nSecond <b>line</b>.",
        kind="lecture",
        place="Room 3",
        themes=("mobility",),
        registration="https://example.org/register?a=1&b=2",
        links=(Link(Text.plain("slides"), "https://example.org/slides"),),
        languages=Languages(spoken=("English",), interpretation=("Korean",)),
        speakers=(Speaker(name="Ada Example", role=text("planner", bg="планьор")),),
        join=Join(url=ROOM, passcode="4321x"),
    )

    def test_all_public_content_is_shown(self) -> None:
        page = open_page(applied(self.FULL), "talk", "once")

        for words in ("First.", "Second <b>line</b>.", "lecture", "Room 3", "English", "Korean", "slides"):
            assert words in page.text
        assert "Ada Example, planner" in page.text
        assert "1 hour 30 minutes" in page.text
        assert {"https://example.org/register?a=1&b=2", "https://example.org/slides"} <= {*page.links}

    def test_the_link_to_join_is_not_shown(self) -> None:
        bodies = [resource.body.decode() for resource in applied(self.FULL).site().resources.values()]

        assert not [body for body in bodies if ROOM in body or "4321x" in body]

    def test_a_public_link_to_join_is_shown(self) -> None:
        open_to_all = webinar("talk", "2026-12-10 17:00", join=Join(url=ROOM, passcode="4321x", public=True))

        page = open_page(applied(open_to_all), "talk", "once")

        assert ROOM in page.links
        assert "Passcode: 4321x" in page.text

    def test_text_in_another_language_has_a_lang_attribute(self) -> None:
        world = applied(webinar("talk", "2026-12-10 17:00", title=text("Trams")))

        assert (
            '<h1><span lang="en" dir="auto">Trams</span></h1>'
            in open_page(world, "talk", "once", "/ko").source
        )

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "mailto:a@example.org"])
    def test_an_address_that_is_not_a_web_address_is_left_out(self, address: str) -> None:
        world = applied(
            webinar("talk", "2026-12-10 17:00", registration=address, links=(Link(Text.plain("x"), address),))
        )

        assert address not in open_page(world, "talk", "once").source


class TestLinks:
    def test_it_links_to_every_calendar_that_it_is_in(self) -> None:
        page = open_page(applied(monthly(begins="2026-09", themes=("water",))))

        for address in ("cities/sofia", "cities/sejong", "pairs/sofia-sejong", "themes/water", "programme"):
            assert f"../{address}#subscribe" in page.links

    def test_it_links_to_the_meetings_before_and_after_it(self) -> None:
        page = open_page(applied(MONTHLY))

        assert "Previous meeting Wednesday, 18 November 2026" in page.text
        assert "Next meeting Wednesday, 20 January 2027" in page.text
        assert uid("sample", "monthly", "2027-01") in page.links

    def test_a_meeting_without_a_page_is_skipped_in_these_links(self) -> None:
        hidden = changed(MONTHLY, change("2027-01", visibility="private"))

        page = open_page(applied(hidden))

        assert "Next meeting Wednesday, 17 February 2027" in page.text
        assert uid("sample", "monthly", "2027-01") not in page.source


class TestHistory:
    def test_the_time_of_publication_is_in_the_zone_of_the_programme(self) -> None:
        assert (
            "What changed and when Wednesday, 25 November 2026, 13:00 (UTC+9) "
            "Announced for Wednesday, 16 December 2026, 10:00 (Sofia)"
        ) in open_page(applied(MONTHLY)).text

    def history(self, *versions: Series) -> str:
        """Returns the text of the December meeting's history, newest first."""
        world = World()
        for day, series in enumerate(versions, start=1):
            world.apply(sample(series), now(f"2026-11-0{day} 01:00"))
        return open_page(world).text.partition("What changed and when ")[2].partition("In your calendar")[0]

    def test_a_move_shows_the_old_and_the_new_time(self) -> None:
        history = self.history(MONTHLY, changed(MONTHLY, change("2026-12", "2026-12-17 11:00")))

        assert history.startswith(
            "Monday, 2 November 2026, 10:00 (UTC+9) Moved from Wednesday, 16 December 2026, 10:00 (Sofia) to "
            "Thursday, 17 December 2026, 11:00 (Sofia)"
        )

    def test_a_move_to_another_clock_names_both_clocks(self) -> None:
        history = self.history(MONTHLY, monthly(begins="2026-09", at="16:00", clock_of="sejong"))

        assert "16 December 2026, 10:00 (Sofia) to Wednesday, 16 December 2026, 16:00 (Sejong)" in history

    def test_another_clock_that_shows_the_same_instant_is_no_move(self) -> None:
        history = self.history(MONTHLY, monthly(begins="2026-09", at="17:00", clock_of="sejong"))

        assert history.startswith("Monday, 2 November 2026, 10:00 (UTC+9) Details changed, not the time")
        assert "Moved" not in history

    def test_cancelling_and_reinstating_are_shown(self) -> None:
        history = self.history(MONTHLY, changed(MONTHLY, change("2026-12", cancel="Snow")), MONTHLY)

        assert history.index(
            "It takes place after all: Wednesday, 16 December 2026, 10:00 (Sofia)"
        ) < history.index("Cancelled; it was planned for Wednesday, 16 December 2026, 10:00 (Sofia)")
        assert "Snow" not in history

    def test_a_longer_meeting_ends_at_another_time(self) -> None:
        assert "The end time has changed" in self.history(
            MONTHLY, monthly(begins="2026-09", title="Monthly meeting", minutes=90)
        )

    def test_a_new_title_is_a_change_of_details(self) -> None:
        history = self.history(MONTHLY, monthly(begins="2026-09", title="Trams"))

        assert "Details changed, not the time" in history
        assert "Monthly meeting" not in history

    def test_a_private_way_to_join_is_no_change_and_a_public_one_is(self) -> None:
        joins = (None, Join(url=ROOM), Join(url=ROOM, passcode="7-tram-1"), Join(url=ROOM + "2"), None)
        private = [monthly(begins="2026-09", title="Monthly meeting", join=join) for join in joins]
        public = [
            monthly(begins="2026-09", title="Monthly meeting", join=Join(url=url, public=True))
            for url in (ROOM, ROOM + "2")
        ]

        assert "changed" not in self.history(*private)
        assert self.history(*private[1:4], *public).count("Details changed") == len(public)

    def test_nobody_reads_what_happened_while_it_was_private(self) -> None:
        private = changed(MONTHLY, change("2026-12", visibility="private"))
        moved = changed(MONTHLY, change("2026-12", "2026-12-17 11:00", visibility="private"))
        public = changed(MONTHLY, change("2026-12", "2026-12-17 11:00"))

        assert self.history(private, moved, public) == (
            "Tuesday, 3 November 2026, 10:00 (UTC+9) Announced for Thursday, 17 December 2026, 11:00 (Sofia) "
        )

    def test_tentative_and_confirmed_again_are_shown(self) -> None:
        unsure = changed(MONTHLY, change("2026-12", status=Status.TENTATIVE))
        history = self.history(MONTHLY, unsure, MONTHLY)

        assert history.index("(UTC+9) Confirmed") < history.index("(UTC+9) No longer confirmed")
        assert "Details changed" not in history

    def test_another_place_is_shown_without_its_name(self) -> None:
        moved = changed(MONTHLY, change("2026-12", place="Old town hall"))

        assert "Place changed" in self.history(MONTHLY, moved)
        assert "Old town hall" not in self.history(MONTHLY, moved, MONTHLY)

    def test_a_move_also_shows_other_changes(self) -> None:
        both = changed(
            MONTHLY, change("2026-12", "2026-12-17 11:00", status=Status.TENTATIVE, place="Room 3")
        )

        assert "17 December 2026, 11:00 (Sofia) No longer confirmed Place changed" in self.history(
            MONTHLY, both
        )

    def test_a_meeting_published_as_cancelled_says_so(self) -> None:
        off = changed(MONTHLY, change("2026-12", cancel="Snow"))
        history = self.history(off, MONTHLY)

        assert (
            "Announced as cancelled; it was planned for Wednesday, 16 December 2026, 10:00 (Sofia)" in history
        )
        assert "It takes place after all" in history

    def test_a_meeting_published_as_tentative_says_so(self) -> None:
        history = self.history(monthly(begins="2026-09", status=Status.TENTATIVE))

        assert "Announced for Wednesday, 16 December 2026, 10:00 (Sofia) To be confirmed" in history

    def test_a_change_caused_by_a_holiday_says_so(self) -> None:
        known = "KR 2026-01-01 New Year"
        series = monthly(begins="2026-09", on_holiday="next working day")
        world = applied(series, known=(known,))
        world.apply(sample(series), now("2026-11-26"), holidays(known, "KR 2026-12-16 Day of Rest"))

        assert "(because of a public holiday)" in open_page(world).text

    def test_new_zone_data_change_the_hour_in_other_cities(self) -> None:
        world = applied(MONTHLY)
        world.planned_by_other_zone_data("Europe/Sofia", 60)
        world.apply(sample(MONTHLY), now("2026-11-26"))

        assert "the hour stays in Sofia and changes elsewhere" in open_page(world).text


class TestHowToJoin:
    """Public pages do not show a private link, and say where it is."""

    TELLS = "How to join The link is in the private calendar of your city. Ask CityNet for it."
    ROOM = "https://meet.example.org/abc"

    @pytest.mark.parametrize(
        ("join", "parts", "tells"),
        [
            pytest.param(Join(url=ROOM), {}, True, id="private"),
            pytest.param(Join(url=ROOM, public=True), {}, False, id="public"),
            pytest.param(None, {}, False, id="none"),
            pytest.param(Join(url=ROOM), {"status": Status.CANCELLED}, False, id="cancelled"),
        ],
    )
    def test_the_page_says_where_a_private_link_is(
        self, join: Join | None, parts: dict[str, object], tells: bool
    ) -> None:
        page = open_page(applied(webinar("talk", "2026-12-10 17:00", join=join, **parts)), "talk", "once")

        assert (self.TELLS in page.text) == tells
        assert (self.ROOM in page.source) == (join is not None and join.public)

    @pytest.mark.parametrize(
        ("parts", "tells"),
        [
            pytest.param({}, True, id="online, without a link"),
            pytest.param({"place": Text.plain("Hall")}, False, id="in a room"),
            pytest.param({"registration": "https://example.org"}, False, id="with registration"),
            pytest.param({"status": Status.CANCELLED}, False, id="cancelled"),
        ],
    )
    def test_who_is_to_be_asked_if_no_way_is_written(self, parts: dict[str, object], tells: bool) -> None:
        page = open_page(applied(webinar("talk", "2026-12-10 17:00", **parts)), "talk", "once")

        assert ("How to join Ask CityNet." in page.text) == tells

    def test_nobody_needs_a_link_to_a_meeting_that_is_over(self) -> None:
        world = applied(webinar("talk", "2026-10-10 17:00", join=Join(url=self.ROOM)))

        assert "How to join" not in open_page(world, "talk", "once").text


def test_the_next_meeting_is_one_that_takes_place() -> None:
    series = changed(MONTHLY, change("2026-12", cancel="Snow"))
    words = open_page(applied(series), key="2026-11").text

    assert "Next meeting Wednesday, 20 January 2027" in words
    assert "Previous meeting Wednesday, 18 November 2026" in open_page(applied(series), key="2027-01").text


def test_the_same_store_gives_the_same_bytes() -> None:
    world = applied(MONTHLY)

    first, again = world.site().resources, world.site().resources

    assert {path: resource.body for path, resource in first.items()} == {
        path: resource.body for path, resource in again.items()
    }


class TestWebinars:
    def test_those_to_come_are_listed_in_order_and_then_the_others_latest_first(self) -> None:
        world = applied(
            webinar("old", "2021-10-05 09:00", title="Parks"),
            webinar("older", "2021-10-04 09:00", title="Rivers"),
            webinar("new", "2026-12-10 17:00", title="Trams", status=Status.TENTATIVE),
            webinar("off", "2026-12-11 17:00", title="Water", status=Status.CANCELLED),
        )

        page = html(world.site().resources["/webinars"].body)

        assert (
            "Coming webinars Trams To be confirmed Thursday, 10 December 2026 , 17:00 (Sejong, UTC+9) "
            "Water Cancelled Friday, 11 December 2026 , 17:00 (Sejong, UTC+9) "
            "Earlier webinars 2021 Parks Tuesday, 5 October 2021 Rivers Monday, 4 October 2021"
        ) in page.text
        assert path("old", "once").removeprefix("/") in page.links

    def test_many_webinars_have_a_page_for_each_year(self) -> None:
        many = [webinar(f"w{n}", f"2025-03-01 {6 + n // 60:02d}:{n % 60:02d}") for n in range(MAX_WEBINARS)]
        world = applied(webinar("old", "2021-10-05 09:00"), *many, webinar("new", "2026-01-10 17:00"))
        pages = {
            path: html(resource.body)
            for path, resource in world.site().resources.items()
            if path.startswith("/webinars")
        }
        listed = {path: sum("occurrences/" in link for link in page.links) for path, page in pages.items()}

        assert listed == {
            "/webinars": 1,
            "/webinars/2026": 1,
            "/webinars/2025": MAX_WEBINARS,
            "/webinars/2021": 1,
        }
        assert {f"webinars/{year}" for year in (2021, 2025, 2026)} <= set(pages["/webinars"].links)
        assert "../webinars" in pages["/webinars/2021"].links
        assert pages["/webinars/2021"].title.startswith("2021 – Webinars – ")

    def test_a_year_with_too_many_has_several_pages(self) -> None:
        number = MAX_WEBINARS + 1
        resources = (
            applied(*(webinar(f"w{n}", f"2025-03-01 {6 + n // 60:02d}:{n % 60:02d}") for n in range(number)))
            .site()
            .resources
        )
        pages = [html(resources[f"/webinars{end}"].body) for end in ("", "/2025", "/2025/2")]
        meetings = [[link for link in page.links if "occurrences/" in link] for page in pages]

        assert [len(links) for links in meetings] == [100, 100, 101]
        assert len({link.rpartition("/")[2] for links in meetings for link in links}) == number
        assert "webinars/2025/2" in pages[0].links
        assert pages[2].title.startswith("2025 (101 to 201 of 201) – Webinars – ")

    def test_a_year_has_its_page_also_while_all_its_webinars_are_to_come(self) -> None:
        many = [webinar(f"w{n}", f"2025-03-01 {6 + n // 60:02d}:{n % 60:02d}") for n in range(MAX_WEBINARS)]
        world = applied(*many, webinar("soon", "2027-01-10 17:00"), webinar("sooner", "2026-12-29 17:00"))
        pages = {path: html(each.body) for path, each in world.site().resources.items()}

        assert {"webinars/2025", "webinars/2026", "webinars/2027"} <= set(pages["/webinars"].links)
        assert path("soon", "once").removeprefix("/") in pages["/webinars"].links
        assert f"..{path('soon', 'once')}" in pages["/webinars/2027"].links

    def test_webinars_that_fit_have_one_page(self) -> None:
        many = [
            webinar(f"w{n}", f"202{n % 2 + 5}-03-01 {6 + n // 60:02d}:{n % 60:02d}")
            for n in range(MAX_WEBINARS)
        ]

        assert [path for path in applied(*many).site().resources if path.startswith("/webinars")] == [
            "/webinars"
        ]

    def test_private_webinars_are_not_listed(self) -> None:
        world = applied(
            webinar("talk", "2026-12-10 17:00", title="Trams", visibility="private"),
            webinar("open", "2026-12-11 17:00", title="Water"),
        )

        assert "Trams" not in html(world.site().resources["/webinars"].body).text

    def test_a_programme_without_webinars_has_no_list_and_no_link_to_it(self) -> None:
        world = applied(MONTHLY)

        assert "/webinars" not in world.site().resources
        assert "webinars" not in html(world.site().resources["/"].body).links


def test_what_a_fast_clock_published_gets_its_page_when_the_clock_is_right() -> None:
    right = applied(MONTHLY).state
    right = replace(right, window=replace(right.window, edge=date(2027, 1, 1)))
    wrong = replace(right, time=right.time - timedelta(days=1))

    assert addresses(wrong) < addresses(right)


def addresses(state: State) -> set[str]:
    return {*pages(PageInputs(state=state, history=(), now=state.time, shortened={}))}
