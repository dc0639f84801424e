"""One page for one dated meeting: all that the public may know of it, told in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler.programme.details import Join, Languages, Link, Speaker, Status
from scheduler.programme.programme import CancelledPolicy
from scheduler.programme.series import Series
from scheduler.programme.spans import Length
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import uid
from support.html import Html, html
from support.programmes import change, changed, holidays, monthly, now, visit, webinar
from support.samples import SIX, sample, text
from support.world import World

NOW = "2026-11-25 04:00"
ROOM = "https://rooms.example.org/secret"
ZONES = ("Europe/Sofia", "Asia/Seoul", "Europe/Dublin", "Asia/Kolkata", "America/Bogota", "Pacific/Auckland")
MONTHLY = monthly(begins="2026-09", title="Monthly meeting")


def world(*series: Series, at: str = NOW, known: tuple[str, ...] = (), **parts: Any) -> World:
    made = World()
    made.apply(sample(*series, **parts), now(at), holidays(*known))
    return made


def path(series: str = "monthly", key: str = "2026-12", language: str = "") -> str:
    return f"{language}/occurrences/{uid('sample', series, key)}"


def page(of: World, series: str = "monthly", key: str = "2026-12", language: str = "") -> Html:
    return html(of.site().resources[path(series, key, language)].body)


def has_page(of: World, series: str = "monthly", key: str = "2026-12") -> bool:
    return path(series, key) in of.site().resources


class TestWhichMeetingsHaveOne:
    def test_what_a_feed_shows_in_every_language(self) -> None:
        made = world(MONTHLY)

        assert {"/bg" + path(), "/en" + path(), "/ko" + path(), "/nl" + path(), path()} == {
            found for found in made.site().resources if uid("sample", "monthly", "2026-12") in found
        }

    def test_a_meeting_before_the_window_has_none(self) -> None:
        made = world(monthly(begins="2026-01"), past=Length(days=30))

        assert "2026-02" in made.keys("monthly")
        assert not has_page(made, key="2026-02")

    def test_a_webinar_keeps_its_page_for_good(self) -> None:
        assert has_page(world(webinar("talk", "2021-10-05 09:00")), "talk", "once")

    def test_a_private_one_has_none(self) -> None:
        made = world(monthly(begins="2026-09", visibility="private"))

        assert not [found for found in made.site().resources if "/occurrences/" in found]

    def test_a_cancelled_one_has_none_where_the_programme_hides_it(self) -> None:
        off = changed(MONTHLY, change("2026-12", cancel="Snow"))

        assert has_page(world(off))
        assert not has_page(world(off, cancelled=CancelledPolicy("hide")))

    def test_a_cancelled_webinar_that_is_hidden_has_none_either(self) -> None:
        made = world(
            webinar("talk", "2026-12-01 17:00", status=Status.CANCELLED), cancelled=CancelledPolicy("hide")
        )

        assert not has_page(made, "talk", "once")


class TestTimes:
    def test_every_side_has_its_own_hour_with_its_offset(self) -> None:
        found = page(world(MONTHLY))

        assert "Sofia 10:00 –11:00 Wednesday 16 December UTC+2" in found.text
        assert "Sejong 17:00 –18:00 Wednesday 16 December UTC+9" in found.text
        assert {"2026-12-16T10:00+02:00", "2026-12-16T17:00+09:00"} <= {*found.times}

    def test_the_other_day_is_told_where_it_is_another_day(self) -> None:
        late = monthly(begins="2026-09", at="17:00", clock_of="Pacific/Honolulu")

        assert "Sejong 12:00 –13:00 Thursday 17 December the next day UTC+9" in page(world(late)).text

    def test_an_earlier_day_is_told_too(self) -> None:
        early = monthly(begins="2026-09", at="02:00", clock_of="sejong")

        assert "Sofia 19:00 –20:00 Tuesday 15 December the day before UTC+2" in page(world(early)).text

    def test_a_clock_where_nobody_sits_is_named_first(self) -> None:
        found = page(world(monthly(begins="2026-09", at="08:00", clock_of="Europe/London")))

        assert found.text.index("London 08:00") < found.text.index("Sofia 10:00")

    def test_the_year_is_told_where_it_is_another_one(self) -> None:
        late = webinar("talk", "2026-12-31 20:00", "Europe/Brussels")

        assert "Friday, 1 January 2027 the next day" in page(world(late), "talk", "once").text

    def test_a_meeting_past_midnight_tells_the_day_on_which_it_ends(self) -> None:
        late = monthly(begins="2026-09", at="22:30", minutes=180)

        assert "Sofia 22:30 –01:30 (Thursday 17 December) Wednesday 16 December" in page(world(late)).text

    def test_many_sides_are_a_table(self) -> None:
        every = tuple(replace(one, zone=zone) for one, zone in zip(SIX, ZONES, strict=True))
        found = page(
            world(webinar("talk", "2026-12-10 17:00", "Europe/Brussels"), cities=every), "talk", "once"
        )

        assert "Cities Hour Day UTC Brussels 17:00 –18:30 Thu 10 Dec +1" in found.text
        assert "Sejong 01:00 –02:30 Fri 11 Dec the next day +9" in found.text
        assert found.source.count('<th scope="row">') == 7

    def test_a_meeting_that_comes_but_once_follows_no_clock(self) -> None:
        assert "Follows the clock of Sofia" in page(world(MONTHLY)).text
        assert (
            "Follows the clock of"
            not in page(world(webinar("talk", "2026-12-10 17:00")), "talk", "once").text
        )

    def test_whole_days_are_the_days_of_their_clock(self) -> None:
        found = page(world(visit("trip", "2027-05-10", days=3)), "trip", "once")

        assert "Monday, 10 May 2027 – Wednesday, 12 May 2027" in found.text
        assert "Whole days, by the calendar of Sejong" in found.text
        assert "3 days" in found.text
        assert ":00" not in found.text.partition("What changed")[0]

    def test_in_another_language_the_words_and_dates_are_its_own(self) -> None:
        found = page(world(MONTHLY), language="/bg")

        assert found.root == {"lang": "bg", "dir": "ltr"}
        assert "София 10:00 –11:00 сряда, 16 декември UTC+2" in found.text


class TestPlannedAtMidnight:
    """Midnight is an hour, and no sign of whole days: 00:00 UTC is 09:00 in Sejong."""

    midnight = monthly(begins="2026-09", at="00:00", clock_of="utc")

    def test_the_old_time_has_its_hours(self) -> None:
        moved = changed(self.midnight, change("2026-12", "2026-12-17 00:00"))
        found = page(world(moved)).text

        assert "Old time: Wednesday, 16 December 2026, 00:00 UTC · 02:00 Sofia (UTC+2)" in found
        assert "09:00 Sejong (UTC+9)" in found

    def test_lists_tell_each_city_its_own_old_hour(self) -> None:
        moved = changed(self.midnight, change("2026-12", "2026-12-17 00:00"))
        found = html(world(moved).site().resources["/cities/sejong"].body).text

        assert "it was planned for Wednesday 16 December, 09:00." in found

    def test_whole_days_that_got_an_hour_are_told_as_days(self) -> None:
        trip = changed(
            visit("trip", "2027-05-10", days=3),
            change("once", "2027-05-11 09:00", duration=timedelta(hours=2)),
        )
        made = world(trip)

        assert "Old time: Monday, 10 May 2027 " in page(made, "trip", "once").text
        listed = html(made.site().resources["/cities/sofia"].body).text
        assert "it was planned for Monday 10 May." in listed


class TestStatus:
    def test_a_cancelled_meeting_says_so_with_the_reason(self) -> None:
        found = page(world(changed(MONTHLY, change("2026-12", cancel="Snow"))))

        assert "This meeting is cancelled Reason: Snow" in found.text
        assert found.title.startswith("CANCELLED: Monthly meeting")

    def test_nobody_is_asked_to_register_for_a_cancelled_meeting(self) -> None:
        address = "https://example.org/register"
        off = webinar("talk", "2026-12-10 17:00", registration=address, status=Status.CANCELLED)

        assert address not in page(world(off), "talk", "once").links

    def test_a_tentative_one_says_that_its_time_may_change(self) -> None:
        found = page(world(monthly(begins="2026-09", status=Status.TENTATIVE)))

        assert "Not yet confirmed" in found.text
        assert found.title.startswith("Tentative: ")

    def test_a_moved_one_tells_the_old_time_on_both_sides(self) -> None:
        moved = changed(MONTHLY, change("2026-12", "2026-12-17 11:00", reason="Room not free"))

        found = page(world(moved))

        assert (
            "This meeting was moved Old time: Wednesday, 16 December 2026, 10:00 Sofia (UTC+2) · "
            "17:00 Sejong (UTC+9) Reason: Room not free"
        ) in found.text

    def test_the_old_time_has_the_offset_of_its_own_day(self) -> None:
        """Clocks in Sofia go back on 25 October."""
        moved = changed(MONTHLY, change("2026-10", "2026-10-27 10:00"))

        assert "10:00 Sofia (UTC+3) · 16:00 Sejong (UTC+9)" in page(world(moved), key="2026-10").text

    def test_one_that_a_holiday_moved_tells_the_holiday(self) -> None:
        made = world(
            monthly(begins="2026-09", on_holiday="next working day"), known=("KR 2026-12-16 Day of Rest",)
        )

        assert "Reason: Day of Rest (Sejong)" in page(made).text

    def test_where_a_person_moved_it_away_again_the_holiday_is_no_reason(self) -> None:
        moved = changed(
            monthly(begins="2026-09", on_holiday="next working day"), change("2026-12", "2026-12-22 10:00")
        )

        assert "Day of Rest" not in page(world(moved, known=("KR 2026-12-16 Day of Rest",))).text


class TestWhatIsSaid:
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

    def test_all_that_is_public_is_there(self) -> None:
        found = page(world(self.FULL), "talk", "once")

        for words in ("First.", "Second <b>line</b>.", "lecture", "Room 3", "English", "Korean", "slides"):
            assert words in found.text
        assert "Ada Example, planner" in found.text
        assert "1 hour 30 minutes" in found.text
        assert {"https://example.org/register?a=1&b=2", "https://example.org/slides"} <= {*found.links}

    def test_the_way_in_is_not(self) -> None:
        bodies = [resource.body.decode() for resource in world(self.FULL).site().resources.values()]

        assert not [body for body in bodies if ROOM in body or "4321x" in body]

    def test_the_way_in_is_there_where_it_is_public(self) -> None:
        open_to_all = webinar("talk", "2026-12-10 17:00", join=Join(url=ROOM, passcode="4321x", public=True))

        found = page(world(open_to_all), "talk", "once")

        assert ROOM in found.links
        assert "Passcode: 4321x" in found.text

    def test_a_text_in_another_language_is_marked_as_such(self) -> None:
        made = world(webinar("talk", "2026-12-10 17:00", title=text("Trams")))

        assert '<h1><span lang="en" dir="auto">Trams</span></h1>' in page(made, "talk", "once", "/ko").source

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "mailto:a@example.org"])
    def test_an_address_that_is_none_is_left_out(self, address: str) -> None:
        made = world(
            webinar("talk", "2026-12-10 17:00", registration=address, links=(Link(Text.plain("x"), address),))
        )

        assert address not in page(made, "talk", "once").source


class TestLinks:
    def test_it_leads_to_every_calendar_that_it_stands_in(self) -> None:
        found = page(world(monthly(begins="2026-09", themes=("water",))))

        for address in ("cities/sofia", "cities/sejong", "pairs/sofia-sejong", "themes/water", "programme"):
            assert f"../{address}#subscribe" in found.links

    def test_it_leads_to_the_meetings_before_and_after_it(self) -> None:
        found = page(world(MONTHLY))

        assert "Previous meeting Wednesday, 18 November 2026" in found.text
        assert "Next meeting Wednesday, 20 January 2027" in found.text
        assert uid("sample", "monthly", "2027-01") in found.links

    def test_a_meeting_without_a_page_is_no_neighbour(self) -> None:
        hidden = changed(MONTHLY, change("2027-01", visibility="private"))

        found = page(world(hidden))

        assert "Next meeting Wednesday, 17 February 2027" in found.text
        assert uid("sample", "monthly", "2027-01") not in found.source


class TestWhatChanged:
    def test_it_tells_when_the_meeting_was_published_by_the_clock_of_the_programme(self) -> None:
        assert (
            "What changed and when Wednesday, 25 November 2026, 13:00 (UTC+9) "
            "Published for Wednesday, 16 December 2026, 10:00 (Sofia)"
        ) in page(world(MONTHLY)).text

    def told(self, *versions: Series) -> str:
        """The history of the December meeting, newest first."""
        made = World()
        for day, series in enumerate(versions, start=1):
            made.apply(sample(series), now(f"2026-11-0{day} 01:00"))
        return page(made).text.partition("What changed and when ")[2].partition("In your calendar")[0]

    def test_a_move_is_told_with_the_old_and_the_new_time(self) -> None:
        told = self.told(MONTHLY, changed(MONTHLY, change("2026-12", "2026-12-17 11:00")))

        assert told.startswith(
            "Monday, 2 November 2026, 10:00 (UTC+9) Moved from Wednesday, 16 December 2026, 10:00 (Sofia) to "
            "Thursday, 17 December 2026, 11:00 (Sofia)"
        )

    def test_a_move_to_another_clock_names_both_clocks(self) -> None:
        told = self.told(MONTHLY, monthly(begins="2026-09", at="16:00", clock_of="sejong"))

        assert "16 December 2026, 10:00 (Sofia) to Wednesday, 16 December 2026, 16:00 (Sejong)" in told

    def test_a_cancellation_and_its_end_are_told(self) -> None:
        told = self.told(MONTHLY, changed(MONTHLY, change("2026-12", cancel="Snow")), MONTHLY)

        assert told.index(
            "It takes place after all: Wednesday, 16 December 2026, 10:00 (Sofia)"
        ) < told.index("Cancelled; it was to begin on Wednesday, 16 December 2026, 10:00 (Sofia)")
        assert "Snow" not in told

    def test_a_longer_meeting_ends_later(self) -> None:
        assert "It ends at another time than before" in self.told(
            MONTHLY, monthly(begins="2026-09", title="Monthly meeting", minutes=90)
        )

    def test_other_words_are_details(self) -> None:
        told = self.told(MONTHLY, monthly(begins="2026-09", title="Trams"))

        assert "Details changed, not the time" in told
        assert "Monthly meeting" not in told

    def test_doubts_about_a_meeting_and_their_end_are_told(self) -> None:
        unsure = changed(MONTHLY, change("2026-12", status=Status.TENTATIVE))
        told = self.told(MONTHLY, unsure, MONTHLY)

        assert told.index("(UTC+9) Confirmed") < told.index("(UTC+9) Now to be confirmed")
        assert "Details changed" not in told

    def test_another_place_is_told_without_its_name(self) -> None:
        moved = changed(MONTHLY, change("2026-12", place="Old town hall"))

        assert "Another place" in self.told(MONTHLY, moved)
        assert "Old town hall" not in self.told(MONTHLY, moved, MONTHLY)

    def test_a_move_tells_what_else_is_new(self) -> None:
        both = changed(
            MONTHLY, change("2026-12", "2026-12-17 11:00", status=Status.TENTATIVE, place="Room 3")
        )

        assert "17 December 2026, 11:00 (Sofia) Now to be confirmed Another place" in self.told(MONTHLY, both)

    def test_one_that_was_cancelled_before_it_was_published_says_so(self) -> None:
        off = changed(MONTHLY, change("2026-12", cancel="Snow"))
        told = self.told(off, MONTHLY)

        assert "Published as cancelled; it was to begin on Wednesday, 16 December 2026, 10:00 (Sofia)" in told
        assert "It takes place after all" in told

    def test_a_new_one_that_is_not_certain_says_so(self) -> None:
        told = self.told(monthly(begins="2026-09", status=Status.TENTATIVE))

        assert "Published for Wednesday, 16 December 2026, 10:00 (Sofia) To be confirmed" in told

    def test_a_change_that_holidays_brought_about_says_so(self) -> None:
        known = "KR 2026-01-01 New Year"
        series = monthly(begins="2026-09", on_holiday="next working day")
        made = world(series, known=(known,))
        made.apply(sample(series), now("2026-11-26"), holidays(known, "KR 2026-12-16 Day of Rest"))

        assert "(because of a public holiday)" in page(made).text

    def test_new_zone_data_change_the_hour_elsewhere(self) -> None:
        made = world(MONTHLY)
        made.planned_by_other_zone_data("Europe/Sofia", 60)
        made.apply(sample(MONTHLY), now("2026-11-26"))

        assert "the hour stays in Sofia and changes elsewhere" in page(made).text


def test_the_same_store_gives_the_same_bytes() -> None:
    made = world(MONTHLY)

    first, again = made.site().resources, made.site().resources

    assert {path: one.body for path, one in first.items()} == {path: one.body for path, one in again.items()}


class TestWebinars:
    def test_all_that_were_ever_published_are_listed_the_latest_first(self) -> None:
        made = world(
            webinar("old", "2021-10-05 09:00", title="Parks"),
            webinar("new", "2026-12-10 17:00", title="Trams", status=Status.TENTATIVE),
            webinar("off", "2026-12-11 17:00", title="Water", status=Status.CANCELLED),
        )

        found = html(made.site().resources["/webinars"].body)

        assert (
            "2026 Water Cancelled Friday, 11 December 2026 Trams To be confirmed Thursday, 10 December 2026 "
            "2021 Parks Tuesday, 5 October 2021"
        ) in found.text
        assert path("old", "once").removeprefix("/") in found.links

    def test_private_ones_are_not(self) -> None:
        made = world(
            webinar("talk", "2026-12-10 17:00", title="Trams", visibility="private"),
            webinar("open", "2026-12-11 17:00", title="Water"),
        )

        assert "Trams" not in html(made.site().resources["/webinars"].body).text

    def test_a_programme_without_webinars_has_no_such_page_and_no_link_to_it(self) -> None:
        made = world(MONTHLY)

        assert "/webinars" not in made.site().resources
        assert "webinars" not in html(made.site().resources["/"].body).links
