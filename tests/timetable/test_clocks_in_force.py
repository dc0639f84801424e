"""Whose wall time a meeting keeps, and what that means on the other side."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.rules import NthWeekday
from scheduler.programme.series import Series
from support.dated import dated, hours, starts, wanted
from support.programmes import (
    DUBLIN,
    LISBON,
    MON,
    SEJONG,
    SEOUL,
    SOFIA,
    TUE,
    entry,
    meeting,
    monthly,
    pair,
    programme,
    visit,
    webinar,
    weekly,
)

HOURS = {"sofia": "10:00", "sejong": "17:00"}


class TestBothSides:
    @pytest.mark.parametrize(
        ("clock", "at", "key", "expected"),
        [
            pytest.param("sofia", "10:00", "2026-12", {"sofia": "12-16 10:00", "sejong": "12-16 17:00"}, id="winter"),
            pytest.param("sofia", "10:00", "2026-07", {"sofia": "07-15 10:00", "sejong": "07-15 16:00"}, id="summer"),
            pytest.param("sejong", "17:00", "2026-12", {"sejong": "12-16 17:00", "sofia": "12-16 10:00"}, id="Sejong's clock in winter"),
            pytest.param("sejong", "17:00", "2026-07", {"sejong": "07-15 17:00", "sofia": "07-15 11:00"}, id="Sejong's clock in summer"),
            pytest.param("utc", "08:00", "2026-07", {"sofia": "07-15 11:00", "sejong": "07-15 17:00"}, id="UTC"),
            pytest.param("host", "17:00", "2026-12", {"sofia": "12-16 10:00", "sejong": "12-16 17:00"}, id="the host's"),
            pytest.param("Europe/Brussels", "09:00", "2026-12", {"sofia": "12-16 10:00", "sejong": "12-16 17:00"}, id="a zone"),
            pytest.param("sofia", "20:00", "2026-12", {"sofia": "12-16 20:00", "sejong": "12-17 03:00"}, id="over midnight"),
        ],
    )  # fmt: skip
    def test_the_clock_keeps_its_hour_and_the_other_side_shifts(
        self, clock: str, at: str, key: str, expected: dict[str, str]
    ) -> None:
        occurrence = wanted(monthly(at=at, clock_of=clock), key).occurrence

        assert hours(occurrence) == expected


class TestTheClockItself:
    @pytest.mark.parametrize(
        ("clock", "zone", "name", "first"),
        [
            pytest.param("sofia", "Europe/Sofia", None, "sofia", id="a city"),
            pytest.param("sejong", "Asia/Seoul", None, "sejong", id="the other city"),
            pytest.param("host", "Asia/Seoul", "CityNet", "sofia", id="the host"),
            pytest.param("utc", "UTC", "UTC", "sofia", id="UTC"),
            pytest.param("America/New_York", "America/New_York", "New York", "sofia", id="a zone"),
        ],
    )
    def test_zone_name_and_the_first_participant(
        self, clock: str, zone: str, name: str | None, first: str
    ) -> None:
        occurrence = wanted(monthly(clock_of=clock), "2026-12").occurrence

        assert occurrence.timing.zone == zone
        assert (occurrence.clock_name.say("en") if occurrence.clock_name else None) == name
        assert occurrence.cities()[0] == first

    def test_a_clock_of_a_city_that_takes_no_part_has_its_name(self) -> None:
        talk = webinar("talk", "2026-12-16 10:00", "sofia", "dublin", "seoul")

        occurrence = wanted(talk, "once").occurrence

        assert occurrence.cities() == ("dublin", "seoul")
        assert occurrence.clock_name is not None
        assert occurrence.clock_name.say("en") == "Sofia"


def turns(series: Series, **parts: object) -> list[str]:
    """`2026-01 10 Sofia`: the key of each meeting, its hour, and whose clock it keeps."""
    occurrences = [item.occurrence for item in dated(programme(series, **parts)).wanted]
    return [f"{each.key} {each.timing.starts:%H} {each.timing.zone.split('/')[1]}" for each in occurrences]


class TestAlternate:
    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            pytest.param({"until": "2026-04"}, ["2026-01 10 Sofia", "2026-02 10 Seoul", "2026-03 10 Sofia", "2026-04 10 Seoul"], id="from the first month on"),
            pytest.param({"begins": "2026-01-22", "until": "2026-03"}, ["2026-02 10 Sofia", "2026-03 10 Seoul"], id="the first month has its day before `from`"),
            pytest.param({"at": HOURS, "until": "2026-02"}, ["2026-01 10 Sofia", "2026-02 17 Seoul"], id="each with its hour"),
            pytest.param({"every": NthWeekday((2, 4), TUE), "until": "2026-02"}, ["2026-01 10 Sofia", "2026-01.2 10 Seoul", "2026-02 10 Sofia", "2026-02.2 10 Seoul"], id="within a month"),
            pytest.param(
                {"every": weekly(MON, 2, "2026-01-05"), "begins": "2026-01-05", "until": "2026-01"}, ["2026-W02 10 Sofia", "2026-W04 10 Seoul"], id="with every second week",
            ),
        ],
    )  # fmt: skip
    def test_cities_take_turns(self, parts: dict[str, Any], expected: list[str]) -> None:
        assert turns(monthly(clock_of="alternate", **parts)) == expected

    def test_a_month_without_a_meeting_uses_up_its_turn(self) -> None:
        """December and February are Sejong's whether or not January takes place."""
        series = monthly(clock_of="alternate", on_holiday="skip")

        quiet = wanted(series, "2026-02", "BG 2026-01-21 A", "KR 2026-01-21 A").occurrence

        assert starts(quiet)[11:] == "10:00 Asia/Seoul"

    def test_a_later_entry_keeps_the_count(self) -> None:
        series = meeting(entry("2026-01"), entry("2026-04", clock_of="alternate"), until="2026-05")

        assert turns(series)[-2:] == ["2026-04 10 Seoul", "2026-05 10 Sofia"]

    def test_three_cities_take_three_turns_in_the_order_of_the_pair(self) -> None:
        trio = pair("sejong", "lisbon", "sofia", id="trio")
        parts = {"cities": (SOFIA, SEJONG, LISBON), "pairs": (trio,)}

        assert turns(monthly(pair="trio", clock_of="alternate", until="2026-04"), **parts) == [
            "2026-01 10 Seoul",
            "2026-02 10 Lisbon",
            "2026-03 10 Sofia",
            "2026-04 10 Seoul",
        ]

    def test_the_holiday_policy_uses_the_day_of_the_clock_in_force(self) -> None:
        series = monthly(clock_of="alternate", at=HOURS, on_holiday="next working day")

        occurrence = wanted(series, "2026-02", "KR 2026-02-18 Seollal").occurrence

        assert starts(occurrence) == "2026-02-19 17:00 Asia/Seoul"
        assert occurrence.cities() == ("sejong", "sofia")


class TestCitiesAndTheHost:
    def test_a_city_is_known_by_its_first_id(self) -> None:
        renamed = replace(SOFIA, id="sofia-municipality", formerly=("sofia",))
        parts = {"cities": (renamed, SEJONG), "pairs": (pair("sofia-municipality", "sejong", id="p"),)}

        occurrence = wanted(monthly(pair="p", clock_of="sofia-municipality"), "2026-12", **parts).occurrence

        assert occurrence.cities() == ("sofia", "sejong")

    def test_an_audience_invites_each_city_once_and_names_each_pair_once(self) -> None:
        talk = webinar("talk", "2026-12-16 10:00", "host", "sofia-sejong", "sofia", "sofia-sejong")

        occurrence = wanted(talk, "once").occurrence

        assert occurrence.cities() == ("sofia", "sejong")
        assert occurrence.pairs == ("sofia-sejong",)

    def test_a_webinar_for_all_is_in_no_pair(self) -> None:
        occurrence = wanted(webinar("talk", "2026-12-16 10:00"), "once").occurrence

        assert occurrence.cities() == tuple(city.id for city in (SOFIA, SEJONG, DUBLIN, SEOUL))
        assert occurrence.pairs == ()

    def test_a_meeting_without_a_title_is_called_after_its_cities(self) -> None:
        occurrence = wanted(visit("visit", "2026-12-16 10:00", title=None), "once").occurrence

        assert occurrence.content.title.say("en") == "Sofia–Sejong"
