"""The page of one dated meeting: local times, status, content, links, history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scheduler.programme.details import CancelledPolicy, Join, Languages, Link, Speaker, Status
from scheduler.programme.series import Series
from scheduler.programme.spans import Length
from scheduler.programme.texts import Look, Text
from scheduler.state.revision import Reader
from scheduler.timetable.occurrence import uid
from support.html import Html, html
from support.programmes import change, changed, holidays, monthly, now, visit, webinar
from support.samples import sample, text
from support.world import World, published
from support.zone_data import ZoneData

NOW = "2026-11-25 04:00"
ROOM = "https://rooms.example.org/secret"
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
    @pytest.mark.parametrize("series", [MONTHLY, monthly("monthly", begins="2021-03")], ids=["new", "old"])
    def test_a_meeting_keeps_its_page_for_good(self, series: Series) -> None:
        world = applied(series, past=Length(days=30))

        assert {key for key in world.keys("monthly") if not has_page(world, key=key)} == set()

    def test_a_private_meeting_has_no_page(self) -> None:
        world = applied(monthly(begins="2026-09", visibility="private"))

        assert not [path for path in world.site().resources if "/occurrences/" in path]

    def test_a_cancelled_meeting_that_the_programme_hides_has_no_page(self) -> None:
        off = changed(MONTHLY, change("2026-12", cancel="Snow"))

        assert has_page(applied(off))
        assert not has_page(applied(off, cancelled=CancelledPolicy("hide")))


class TestTimes:
    def test_every_side_has_its_own_hour_with_its_offset(self) -> None:
        page = open_page(applied(MONTHLY))

        assert "10:00 –11:00 Sofia UTC+2 17:00 –18:00 Sejong UTC+9" in page.text
        assert {"2026-12-16T10:00+02:00", "2026-12-16T17:00+09:00"} <= {*page.times}

    def test_a_later_local_date_is_named(self) -> None:
        late = monthly(begins="2026-09", at="17:00", clock_of="Pacific/Honolulu")

        assert "12:00 –13:00 Sejong Thu 17 Dec · UTC+9" in open_page(applied(late)).text

    def test_an_earlier_local_date_is_named(self) -> None:
        early = monthly(begins="2026-09", at="02:00", clock_of="sejong")

        assert "19:00 –20:00 Sofia Tue 15 Dec · UTC+2" in open_page(applied(early)).text

    def test_whole_days_are_the_days_of_their_clock(self) -> None:
        page = open_page(applied(visit("trip", "2027-05-10", days=3)), "trip", "once")

        assert "Monday, 10 May 2027 – Wednesday, 12 May 2027" in page.text
        assert "All day, by the date in Sejong" in page.text
        assert "3 days" in page.text
        assert ":00" not in page.text.partition("What changed")[0]


class TestPlannedAtMidnight:
    """Midnight is an hour like others, not a sign of whole days: 00:00 UTC is 09:00 in Sejong."""

    midnight = monthly(begins="2026-09", at="00:00", clock_of="utc")

    def test_the_old_time_has_its_hours(self) -> None:
        moved = changed(self.midnight, change("2026-12", "2026-12-17 00:00"))
        page = open_page(moved_later(self.midnight, moved)).text

        assert "Old time: Wednesday, 16 December 2026, 00:00 UTC" in page

    def test_a_visit_rewritten_from_hours_to_whole_days_shows_the_old_hour(self) -> None:
        world = moved_later(
            visit("trip", "2027-05-10 09:00", ends="2027-05-12 17:00"), visit("trip", "2027-05-10", days=3)
        )

        page = open_page(world, "trip", "once").text
        assert "Old time: Monday, 10 May 2027, 09:00 Sejong" in page
        assert "Moved Mon 10 May, 09:00 Sejong = 03:00 Sofia ☾ → Mon 10 May " in page


class TestStatus:
    def test_a_cancelled_meeting_says_so_with_the_reason(self) -> None:
        page = open_page(applied(changed(MONTHLY, change("2026-12", cancel="Snow"))))

        assert "This meeting does not take place. Reason: Snow" in page.text
        assert page.title.startswith("CANCELLED: Monthly meeting")

    def test_a_cancelled_meeting_has_no_registration_link(self) -> None:
        address = "https://example.org/register"
        off = webinar("talk", "2026-12-10 17:00", registration=address, status=Status.CANCELLED)

        assert address not in open_page(applied(off), "talk", "once").links

    def test_a_moved_meeting_shows_the_old_time_once(self) -> None:
        moved = changed(MONTHLY, change("2026-12", "2026-12-17 11:00", reason="Room not free"))

        page = open_page(moved_later(MONTHLY, moved))

        assert (
            "This meeting was moved. Old time: Wednesday, 16 December 2026, 10:00 Sofia Reason: Room not free"
        ) in page.text

    def test_the_old_time_has_the_offset_of_its_own_day(self) -> None:
        """Clocks in Sofia go back on 25 October."""
        moved = changed(MONTHLY, change("2026-10", "2026-10-27 10:00"))

        assert "2026-10-21T10:00+03:00" in open_page(moved_later(MONTHLY, moved), key="2026-10").times

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
        words = html(world.site().resources[address].body).text

        assert "Moved" not in words
        assert "was moved" not in words

    def test_the_old_time_is_the_last_that_was_published(self) -> None:
        """A policy moved it before it was published, and a person afterwards, twice."""
        series = monthly(begins="2026-09", on_holiday="next working day")
        rest = holidays("KR 2026-12-16 Day of Rest")
        world = published(sample(series), now("2026-10-01 09:00"), rest)
        for number, day in enumerate(("2026-12-21 10:00", "2026-12-22 12:00")):
            moved = changed(series, change("2026-12", day))
            world.apply(sample(moved), now(f"2026-10-0{number + 2} 09:00"), rest)
        words = open_page(world).text

        assert "Old time: Monday, 21 December 2026, 10:00 Sofia " in words
        assert "\\nMoved from Monday\\, 21 December 2026\\, 10:00 (Sofia)\r\n" in piece(world)

    def test_a_meeting_that_is_back_at_its_first_time_was_moved_there(self) -> None:
        """Calendars had it at the time between."""
        world = moved_later(MONTHLY, self.MOVED)
        world.apply(sample(MONTHLY), now("2026-10-03 09:00"))

        assert "Old time: Thursday, 17 December 2026, 11:00 Sofia " in open_page(world).text
        assert "\\nMoved from Thursday\\, 17 December 2026\\, 11:00 (Sofia)\r\n" in piece(world)

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

    def test_readers_of_a_meeting_that_becomes_private_know_its_public_time(self) -> None:
        private = changed(MONTHLY, change("2026-12", "2026-12-17 11:00", visibility="private"))

        assert "Moved from Wednesday\\, 16 December 2026\\, 10:00" in piece(
            moved_later(MONTHLY, private), "private"
        )

    def test_the_time_of_a_meeting_that_was_hidden_is_no_old_time(self) -> None:
        """It was published by mistake, and comes at another time."""
        hidden = changed(MONTHLY, change("2026-12", cancel="Mistake", cancelled=CancelledPolicy("hide")))
        world = moved_later(MONTHLY, hidden)
        world.apply(sample(self.MOVED), now("2026-10-03 09:00"))

        assert "Moved" not in piece(world)
        assert "This meeting was moved" not in open_page(world).text

    def test_the_old_time_stays_when_only_the_clock_changes(self) -> None:
        """11:00 in Sofia is 18:00 in Sejong."""
        world = moved_later(MONTHLY, self.MOVED)
        sejong = changed(MONTHLY, change("2026-12", "2026-12-17 18:00", clock_of="sejong"))
        world.apply(sample(sejong), now("2026-10-03 09:00"))

        assert "Old time: Wednesday, 16 December 2026, 17:00 Sejong " in open_page(world).text

    def test_the_old_time_of_another_clock_is_right(self) -> None:
        """It was published for 10:00 in Sofia, and is at 10:00 in Sejong now."""
        later = monthly(begins="2026-09", title="Monthly meeting", clock_of="sejong")
        words = open_page(moved_later(MONTHLY, later)).text

        assert "Old time: Wednesday, 16 December 2026, 17:00 Sejong " in words

    def test_the_old_time_of_another_clock_is_on_the_day_of_that_clock(self) -> None:
        """It was published for 18:00 in Sofia, and is at 10:00 in Sejong now."""
        late, later = (
            monthly(begins="2026-09", at=at, clock_of=city)
            for at, city in (("18:00", "sofia"), ("10:00", "sejong"))
        )
        words = open_page(moved_later(late, later)).text

        assert "Old time: Thursday, 17 December 2026, 01:00 Sejong ☾ " in words

    def test_new_zone_data_change_no_old_hour(self, tmp_path: Path) -> None:
        """Bulgaria abolishes winter time after the move; readers knew 10:00 at UTC+2."""
        world = moved_later(MONTHLY, self.MOVED)
        zones = ZoneData(tmp_path)
        zones.change("Europe/Sofia", "Europe/Istanbul")
        with zones.in_use():
            page = open_page(world)

        assert "2026-12-16T10:00+02:00" in page.times
        assert page.data[0]["previousStartDate"] == "2026-12-16T10:00+02:00"


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

        for words in ("First.", "Second <b>line</b>.", "lecture", "Room 3", "English", "Korean", "Slides"):
            assert words in page.text
        assert "Ada Example (planner)" in page.text
        assert "1 hour 30 minutes" in page.text
        assert {"https://example.org/register?a=1&b=2", "https://example.org/slides"} <= {*page.links}

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "mailto:a@example.org"])
    def test_an_address_that_is_not_a_web_address_is_left_out(self, address: str) -> None:
        world = applied(
            webinar("talk", "2026-12-10 17:00", registration=address, links=(Link(Text.plain("x"), address),))
        )

        assert address not in open_page(world, "talk", "once").source


class TestLinks:
    def test_it_links_to_the_meetings_before_and_after_it(self) -> None:
        page = open_page(applied(MONTHLY))

        assert "Previous meeting ← Wednesday, 18 November 2026" in page.text
        assert "Following meeting Wednesday, 20 January 2027" in page.text
        assert uid("sample", "monthly", "2027-01") in page.links


class TestHistory:
    """Says what changed for the public, newest first, and no word of the texts that changed."""

    DAY = "Wed 16 Dec, 10:00 Sofia = 17:00 Sejong"
    LATER = changed(MONTHLY, change("2026-12", "2026-12-17 11:00", status=Status.TENTATIVE, place="Room 3"))
    OFF = changed(MONTHLY, change("2026-12", cancel="Snow"))
    UNSURE = changed(MONTHLY, change("2026-12", status=Status.TENTATIVE))

    def history(self, *versions: Series) -> str:
        """Returns the text of the December meeting's history, newest first."""
        world = World()
        for day, series in enumerate(versions, start=1):
            world.apply(sample(series), now(f"2026-11-0{day} 01:00"))
        return open_page(world).text.partition("What changed and when ")[2].partition("At a glance")[0]

    @pytest.mark.parametrize(
        ("versions", "said", "unsaid"),
        [
            pytest.param(
                (MONTHLY, LATER),
                (f"Now to be confirmed · Moved {DAY} → Thu 17 Dec, 11:00 Sofia = 18:00 Sejong · Place: Room 3",),
                "Details changed",
                id="moved, with other changes",
            ),
            pytest.param(
                (MONTHLY, monthly(begins="2026-09", at="17:00", clock_of="sejong")),
                ("Wed 16 Dec, 17:00 Sejong = 10:00 Sofia · Title changed", f"New {DAY}"),
                "Moved",
                id="another clock that shows the same instant",
            ),
            pytest.param(
                (MONTHLY, OFF, MONTHLY),
                (f"Takes place after all {DAY}", f"Cancelled {DAY}"),
                "Snow",
                id="cancelled and reinstated",
            ),
            pytest.param((OFF,), (f"New · Cancelled {DAY}",), "Snow", id="off at first"),
            pytest.param(
                (MONTHLY, UNSURE, MONTHLY), ("(UTC+9) Confirmed", "Now to be confirmed"), "Details", id="tentative"
            ),
            pytest.param(
                (MONTHLY, monthly(begins="2026-09", title="Trams")),
                (f"{DAY} · Title changed",),
                "Monthly meeting",
                id="another title",
            ),
        ],
    )  # fmt: skip
    def test_tells_each_change(
        self, versions: tuple[Series, ...], said: tuple[str, ...], unsaid: str
    ) -> None:
        history = self.history(*versions)

        assert [words for words in said if words not in history] == []
        assert sorted(said, key=history.index) == [*said]
        assert unsaid not in history

    def test_a_private_way_to_join_is_no_change_and_a_public_one_is(self) -> None:
        joins = (None, Join(url=ROOM), Join(url=ROOM, passcode="7-tram-1"), Join(url=ROOM + "2"), None)
        private = [monthly(begins="2026-09", title="Monthly meeting", join=join) for join in joins]
        public = [
            monthly(begins="2026-09", title="Monthly meeting", join=Join(url=url, public=True))
            for url in (ROOM, ROOM + "2")
        ]

        assert "changed" not in self.history(*private)
        assert self.history(*private[1:4], *public).count("Details changed") == len(public)

    def test_a_move_tells_nothing_of_a_private_way_to_join(self) -> None:
        moved = changed(MONTHLY, change("2026-12", "2026-12-17 11:00", join=Join(url=ROOM)))

        assert "Details" not in self.history(MONTHLY, moved)

    def test_nobody_reads_what_happened_while_it_was_private(self) -> None:
        private = changed(MONTHLY, change("2026-12", visibility="private"))
        moved = changed(MONTHLY, change("2026-12", "2026-12-17 11:00", visibility="private"))
        public = changed(MONTHLY, change("2026-12", "2026-12-17 11:00"))

        assert self.history(private, moved, public) == (
            "Tuesday, 3 November 2026, 10:00 (UTC+9) New Thu 17 Dec, 11:00 Sofia = 18:00 Sejong "
        )

    def test_new_zone_data_change_the_hour_in_other_cities(self) -> None:
        world = applied(MONTHLY)
        world.planned_by_other_zone_data("Europe/Sofia", 60)
        world.apply(sample(MONTHLY), now("2026-11-26"))

        assert "the hour stays in Sofia and changes elsewhere" in open_page(world).text


class TestHowToJoin:
    """Public pages do not show a private link, and say where it is."""

    TELLS = "The link is in the private calendar of your city. Ask CityNet for it."
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

    @pytest.mark.parametrize("join", [None, Join(url=ROOM)], ids=["nobody wrote it", "private"])
    @pytest.mark.parametrize("contact", [None, "https://example.org/ask"], ids=["no contact", "contact"])
    def test_who_is_to_be_asked_is_a_link_to_the_contact(
        self, join: Join | None, contact: str | None
    ) -> None:
        talk = webinar("talk", "2026-12-10 17:00", join=join)
        page = open_page(applied(talk, look=Look(contact=contact)), "talk", "once", "/ko")

        assert ('<a href="https://example.org/ask">CityNet</a>에 문의하십시오.' in page.source) == bool(
            contact
        )
        assert ("CityNet에 문의하십시오." in page.text) != bool(contact)


def test_the_next_meeting_is_one_that_takes_place() -> None:
    series = changed(MONTHLY, change("2026-12", cancel="Snow"))
    words = open_page(applied(series), key="2026-11").text

    assert "Following meeting Wednesday, 20 January 2027" in words
    assert "Previous meeting ← Wednesday, 18 November 2026" in open_page(applied(series), key="2027-01").text
