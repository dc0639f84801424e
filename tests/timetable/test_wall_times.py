"""Wall times and instants, compared with zoneinfo and with what really happened to clocks."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduler.timetable import wall_times
from scheduler.timetable.wall_times import DoubtfulHour, RepeatedHour, SkippedHour

ZONES = [
    "Europe/Sofia",
    "Europe/Dublin",
    "Europe/Amsterdam",
    "Asia/Seoul",
    "America/St_Johns",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "UTC",
]


def wall_time(written: str) -> datetime:
    """A naive datetime."""
    return datetime.fromisoformat(written)


zones = st.sampled_from(ZONES)
minutes = st.integers(0, 60 * 24 * 365 * 20).map(lambda n: wall_time("2015-01-01") + timedelta(minutes=n))


def instants_showing(wall: datetime, zone: str) -> list[datetime]:
    """Every instant at which the clocks of `zone` show `wall`, found by asking at every possible offset."""
    tz = ZoneInfo(zone)
    possible = (wall.replace(tzinfo=UTC) - timedelta(minutes=m) for m in range(-15 * 60, 15 * 60 + 1, 15))
    return [at for at in possible if at.astimezone(tz).replace(tzinfo=None) == wall]


class TestInstant:
    @given(minutes, zones)
    def test_a_wall_time_is_the_one_instant_that_shows_it(self, wall: datetime, zone: str) -> None:
        showing = instants_showing(wall, zone)
        assume(len(showing) == 1)

        assert showing[0] == wall_times.instant(wall, zone)
        assert wall_times.instant(wall, zone).tzinfo is UTC

    @pytest.mark.feed_rule(21)
    @given(st.integers(2015, 2034), st.sampled_from([3, 10]), st.integers(0, 47), st.sampled_from(ZONES[:3]))
    def test_the_nights_of_the_clock_change_are_refused_exactly_where_they_must_be(
        self, year: int, month: int, half_hours: int, zone: str
    ) -> None:
        sunday = max(day for day in (date(year, month, n) for n in range(25, 32)) if day.weekday() == 6)
        wall = datetime.combine(sunday, time()) + timedelta(minutes=30 * half_hours)
        count = len(instants_showing(wall, zone))

        assert (count == 1) == wall_times.is_unambiguous(wall, zone)
        if count != 1:
            with pytest.raises(SkippedHour if count == 0 else RepeatedHour):
                wall_times.instant(wall, zone)

    @given(st.sampled_from(sorted(zoneinfo.available_timezones())), st.integers(1930, 2037), st.data())
    def test_every_wall_time_around_a_change_is_doubtful_exactly_if_it_has_two_offsets(
        self, zone: str, year: int, data: st.DataObject
    ) -> None:
        """In every zone there is. Days are searched for clock changes, minutes are drawn around them."""
        tz = ZoneInfo(zone)
        days = [datetime(year, 1, 1) + timedelta(days=count) for count in range(365)]
        changes = [day for day in days if tz.utcoffset(day) != tz.utcoffset(day + timedelta(days=1))]
        # In a year without a change any day will do; to filter these years would leave too few.
        wall = data.draw(st.sampled_from(changes or days)) + timedelta(
            minutes=data.draw(st.integers(-1500, 3000))
        )

        expected = tz.utcoffset(wall) == tz.utcoffset(wall.replace(fold=1))
        assert expected == wall_times.is_unambiguous(wall, zone)

    @pytest.mark.parametrize(
        ("wall", "zone", "kind", "better"),
        [
            pytest.param("2027-03-28 03:30", "Europe/Sofia", SkippedHour, ["02:45", "04:00"], id="Sofia, spring"),
            pytest.param("2027-10-31 03:30", "Europe/Sofia", RepeatedHour, ["02:45", "04:00"], id="Sofia, autumn"),
            pytest.param("2027-03-28 03:00", "Europe/Sofia", SkippedHour, ["02:45", "04:00"], id="first skipped"),
            pytest.param("2027-03-28 01:10", "Europe/Dublin", SkippedHour, ["00:45", "02:00"], id="negative saving"),
            pytest.param("2027-10-31 01:00", "Europe/Dublin", RepeatedHour, ["00:45", "02:00"], id="Dublin, autumn"),
            pytest.param("2027-10-03 02:15", "Australia/Lord_Howe", SkippedHour, ["01:45", "02:30"], id="half hour"),
            pytest.param("2027-04-04 01:30", "Australia/Lord_Howe", RepeatedHour, ["01:15", "02:00"], id="and back"),
        ],
    )  # fmt: skip
    def test_a_doubtful_hour_names_the_nearest_good_times_on_both_sides(
        self, wall: str, zone: str, kind: type[DoubtfulHour], better: list[str]
    ) -> None:
        with pytest.raises(kind) as caught:
            wall_times.instant(wall_time(wall), zone)

        assert (wall_time(wall), zone) == (caught.value.wall, caught.value.zone)
        assert better == [f"{good:%H:%M}" for good in caught.value.better]
        assert all(wall_times.is_unambiguous(good, zone) for good in caught.value.better)
        assert str(caught.value).startswith(f"{wall} ")
        assert str(caught.value).endswith(" or ".join(better))

    @pytest.mark.parametrize("hour", ["00:00", "10:00", "23:45"])
    def test_a_day_that_was_skipped_has_good_times_on_the_days_around_it(self, hour: str) -> None:
        """Apia went from 29 to 31 December 2011."""
        with pytest.raises(SkippedHour, match="2011-12-29 23:45 or 2011-12-31 00:00") as caught:
            wall_times.instant(wall_time(f"2011-12-30 {hour}"), "Pacific/Apia")

        assert caught.value.better == (wall_time("2011-12-29 23:45"), wall_time("2011-12-31 00:00"))

    def test_an_unknown_zone_is_an_error(self) -> None:
        with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
            wall_times.instant(wall_time("2026-12-16 10:00"), "Europe/Rotterdam")


class TestNearestInstant:
    @pytest.mark.parametrize(
        ("wall", "expected"),
        [
            pytest.param("2026-12-16 10:00", "2026-12-16 08:00", id="plain"),
            pytest.param("2027-03-28 03:30", "2027-03-28 01:30", id="skipped: by the offset before the gap"),
            pytest.param("2027-10-31 03:30", "2027-10-31 00:30", id="repeated: the first"),
        ],
    )
    def test_every_wall_time_has_one(self, wall: str, expected: str) -> None:
        instant = wall_times.nearest_instant(wall_time(wall), "Europe/Sofia")

        assert wall_time(expected).replace(tzinfo=UTC) == instant


class TestToLocal:
    @given(minutes, zones)
    def test_it_is_what_the_clock_shows(self, moment: datetime, zone: str) -> None:
        at = moment.replace(tzinfo=UTC)
        local = wall_times.to_local(at, zone)

        assert at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local
        assert (local.tzinfo, local.fold) == (None, 0)

    def test_a_wall_time_is_no_instant(self) -> None:
        with pytest.raises(ValueError, match="wall time, not an instant"):
            wall_times.to_local(wall_time("2026-12-16 10:00"), "Europe/Sofia")


class TestOffsetMinutes:
    @pytest.mark.parametrize(
        ("zone", "winter", "summer"),
        [
            ("Europe/Sofia", 120, 180),
            ("Europe/Dublin", 0, 60),
            ("Asia/Seoul", 540, 540),
            ("UTC", 0, 0),
            ("America/St_Johns", -210, -150),
            ("Asia/Kolkata", 330, 330),
            ("Australia/Lord_Howe", 660, 630),
        ],
    )
    def test_east_is_positive(self, zone: str, winter: int, summer: int) -> None:
        assert winter == wall_times.offset_minutes(datetime(2027, 1, 15, 12, tzinfo=UTC), zone)
        assert summer == wall_times.offset_minutes(datetime(2027, 7, 15, 12, tzinfo=UTC), zone)

    def test_the_instant_may_be_given_in_any_zone(self) -> None:
        at = datetime(2027, 7, 15, 12, tzinfo=timezone(timedelta(hours=-8)))

        assert wall_times.offset_minutes(at, "Europe/Sofia") == 180

    def test_a_wall_time_has_no_offset(self) -> None:
        with pytest.raises(ValueError, match="wall time"):
            wall_times.offset_minutes(wall_time("2026-12-16 10:00"), "Europe/Sofia")
