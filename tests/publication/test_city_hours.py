"""The hours of a meeting in every city: right, numeric, and never in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scheduler.programme.members import City
from scheduler.programme.texts import Text
from scheduler.publication.feeds.city_hours import hours
from scheduler.publication.languages.language import language
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import utc
from support.samples import SIX, city, meeting, text

SOFIA, SEJONG, DUBLIN, SEOUL, ROTTERDAM, BUSAN = SIX
WINTER, SUMMER = "2026-12-16 10:00", "2026-07-15 10:00"
MUMBAI = city("mumbai", "Asia/Kolkata", "IN")
ST_JOHNS = city("st-johns", "America/St_Johns", "CA", Text.plain("St. John's"))
AUSTIN = city("austin", "America/Chicago", "US")
AUCKLAND = city("auckland", "Pacific/Auckland", "NZ")
REYKJAVIK = city("reykjavik", "Atlantic/Reykjavik", "IS")


def lines(occurrence: Occurrence, code: str = "en") -> list[str]:
    return hours(occurrence, language(code)).split("\n")


def at(zone: str, *cities: City, hour: int = 10, clock: Text | None = None) -> Occurrence:
    return meeting(f"2026-12-16 {hour:02d}:00", zone, cities, clock_name=clock)


class TestOffsets:
    @pytest.mark.feed_rule(36)
    @pytest.mark.parametrize(
        ("starts", "expected"),
        [
            pytest.param(WINTER, "10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)", id="winter"),
            pytest.param(SUMMER, "10:00 Sofia (UTC+3) · 16:00 Sejong (UTC+9)", id="summer"),
        ],
    )
    def test_two_offsets_stand_side_by_side_with_the_clocks_city_first(
        self, starts: str, expected: str
    ) -> None:
        assert [expected] == lines(meeting(starts, cities=(SOFIA, SEJONG)))

    @given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))
    def test_the_hour_of_a_city_is_the_instant_at_its_offset(self, starts: datetime, offset: int) -> None:
        occurrence = meeting(starts.replace(microsecond=0).isoformat(" "), "UTC", (SOFIA,))
        sofia = replace(occurrence.participants[0], offset=offset)
        local = occurrence.timing.starts + timedelta(minutes=offset)
        day = "" if local.date() == starts.date() else f"{language('en').day(local.date())} "

        seen = lines(replace(occurrence, participants=(sofia,)))[0].rpartition(" · ")[2]

        assert seen == f"{day}{local:%H:%M} Sofia ({utc(offset)})"

    @pytest.mark.feed_rule(36)
    def test_more_than_two_offsets_have_a_line_each(self) -> None:
        """The real kick-off: the only hour that all six cities share."""
        kick_off = meeting("2021-09-30 17:00", "Asia/Seoul", (SEJONG, SOFIA, DUBLIN, SEOUL, ROTTERDAM))

        assert lines(kick_off) == [
            "17:00 Sejong, Seoul (UTC+9)",
            "11:00 Sofia (UTC+3)",
            "09:00 Dublin (UTC+1)",
            "10:00 Rotterdam (UTC+2)",
        ]

    @pytest.mark.feed_rule(37)
    @pytest.mark.parametrize(
        ("zone", "cities", "expected"),
        [
            pytest.param(
                "Asia/Kolkata",
                (MUMBAI, SOFIA),
                "10:00 Mumbai (UTC+5:30) · 06:30 Sofia (UTC+2)",
                id="half an hour",
            ),
            pytest.param(
                "America/Chicago",
                (AUSTIN, SOFIA),
                "10:00 Austin (UTC-6) · 18:00 Sofia (UTC+2)",
                id="west of Greenwich",
            ),
            pytest.param(
                "America/St_Johns",
                (ST_JOHNS, DUBLIN),
                "10:00 St. John's (UTC-3:30) · 13:30 Dublin (UTC+0)",
                id="half an hour west of Greenwich",
            ),
            pytest.param(
                "Atlantic/Reykjavik",
                (REYKJAVIK, DUBLIN),
                "10:00 Reykjavik, Dublin (UTC+0)",
                id="two zones, one offset",
            ),
        ],
    )
    def test_offsets_are_numbers_with_minutes_only_where_there_are_some(
        self, zone: str, cities: Sequence[City], expected: str
    ) -> None:
        assert [expected] == lines(at(zone, *cities))


class TestDates:
    @pytest.mark.feed_rule(38)
    def test_a_date_is_repeated_where_it_differs_from_the_clocks(self) -> None:
        late = at("Europe/Sofia", SOFIA, AUCKLAND, hour=18)

        assert lines(late) == ["18:00 Sofia (UTC+2) · Thu 17 Dec 05:00 Auckland (UTC+13)"]

    @pytest.mark.feed_rule(38)
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("en", "18:00 Sofia (UTC+2) · Thu 17 Dec 01:00 Sejong (UTC+9)"),
            ("bg", "18:00 София (UTC+2) · чт, 17.12 01:00 Седжонг (UTC+9)"),
            ("nl", "18:00 Sofia (UTC+2) · do 17 dec 01:00 Sejong (UTC+9)"),
            ("ko", "18:00 소피아 (UTC+2) · 12월 17일(목) 01:00 세종 (UTC+9)"),
        ],
    )
    def test_every_language_has_its_own_names_and_dates(self, code: str, expected: str) -> None:
        assert [expected] == lines(at("Europe/Sofia", SOFIA, SEJONG, hour=18), code)


class TestClocks:
    def test_a_clock_of_nobodys_city_has_a_group_of_its_own_by_its_name(self) -> None:
        webinar = at("Europe/Brussels", SOFIA, SEJONG, hour=9, clock=Text.plain("Brussels"))

        assert lines(webinar) == [
            "09:00 Brussels (UTC+1)",
            "10:00 Sofia (UTC+2)",
            "17:00 Sejong (UTC+9)",
        ]

    def test_the_hosts_clock_has_the_hosts_name_in_each_language(self) -> None:
        host = text("CityNet", ko="시티넷")
        seen = at("Asia/Seoul", SOFIA, DUBLIN, hour=17, clock=host)

        assert lines(seen, "ko")[0] == "17:00 시티넷 (UTC+9)"

    def test_the_clock_of_an_absent_city_is_named_after_its_zone(self) -> None:
        assert lines(at("America/New_York", SEJONG, DUBLIN))[0] == "10:00 New York (UTC-5)"

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("en", "09:00 Brussels (UTC+1)"),
            ("bg", "09:00 Брюксел (UTC+1)"),
            ("ko", "09:00 브뤼셀 (UTC+1)"),
            ("nl", "09:00 Brussel (UTC+1)"),
            ("zh", "09:00 布鲁塞尔 (UTC+1)"),
        ],
    )
    def test_a_city_that_only_the_zone_names_has_its_name_in_each_language(
        self, code: str, expected: str
    ) -> None:
        webinar = at("Europe/Brussels", SOFIA, SEJONG, hour=9, clock=Text.plain("Brussels"))

        assert expected == lines(webinar, code)[0]

    def test_a_meeting_by_utc_says_so(self) -> None:
        seen = at("UTC", SOFIA, SEJONG, hour=8, clock=Text.plain("UTC"))

        assert lines(seen) == ["08:00 UTC", "10:00 Sofia (UTC+2)", "17:00 Sejong (UTC+9)"]


class TestMany:
    CHINA = tuple(city(f"china-{n}", "Asia/Shanghai", "CN") for n in range(7))
    AMERICA = (
        city("boston", "America/New_York", "US"),
        city("chicago", "America/Chicago", "US"),
        city("denver", "America/Denver", "US"),
    )

    @pytest.mark.feed_rule(39)
    def test_more_than_twelve_cities_are_grouped_by_country(self) -> None:
        everyone = at("Europe/Sofia", SOFIA, SEJONG, SEOUL, BUSAN, DUBLIN, ROTTERDAM, *self.CHINA)

        assert lines(everyone) == [
            "10:00 Bulgaria (UTC+2)",
            "17:00 South Korea (UTC+9)",
            "08:00 Ireland (UTC+0)",
            "09:00 Netherlands (UTC+1)",
            "16:00 China (UTC+8)",
        ]

    @pytest.mark.feed_rule(39)
    def test_the_cities_of_a_country_with_several_offsets_keep_their_names(self) -> None:
        everyone = at("Europe/Sofia", SOFIA, SEJONG, SEOUL, BUSAN, *self.CHINA, *self.AMERICA)

        assert [line for line in lines(everyone) if "UTC-" in line] == [
            "03:00 Boston (UTC-5)",
            "02:00 Chicago (UTC-6)",
            "01:00 Denver (UTC-7)",
        ]
