"""Meetings that follow no rule: series of one, extras, whole days, and changes to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from scheduler.programme.details import Status
from scheduler.programme.members import Theme
from scheduler.programme.series import Change, Series
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence, uid
from support.dated import dated, starts, wanted
from support.programmes import change, extra, monthly, pair, programme, visit, webinar

DAYS = visit("visit", "2027-05-10", days=3)


def span(occurrence: Occurrence) -> str:
    """`2027-05-10 00:00 to 2027-05-13 00:00`."""
    return f"{occurrence.timing.starts:%Y-%m-%d %H:%M} to {occurrence.timing.ends:%Y-%m-%d %H:%M}"


TALK, LONG = webinar("talk", "2026-10-05 09:00"), webinar("talk", "2026-10-05 09:00", ends="2026-10-05 11:00")
NIGHT = "2026-10-24 22:00"
"""Before the clocks of Sofia go back."""


@pytest.mark.parametrize(
    ("series", "changes", "expected"),
    [
        pytest.param(TALK, (), "2026-10-05 09:00 to 2026-10-05 10:30", id="a duration"),
        pytest.param(LONG, (), "2026-10-05 09:00 to 2026-10-05 11:00", id="an end"),
        pytest.param(webinar("talk", NIGHT, "sofia", duration=timedelta(hours=8)), (), f"{NIGHT} to 2026-10-25 05:00", id="a duration is time that passes"),
        pytest.param(webinar("talk", NIGHT, "sofia", ends="2026-10-25 06:00"), (), f"{NIGHT} to 2026-10-25 06:00", id="an end is a wall time"),
        pytest.param(DAYS, (), "2027-05-10 00:00 to 2027-05-13 00:00", id="whole days, the end excluded"),
        pytest.param(visit("visit", "2026-03-29", "Asia/Beirut", days=1), (), "2026-03-29 00:00 to 2026-03-30 00:00", id="a day whose midnight the clocks skip"),
        pytest.param(LONG, (change("once", "2026-10-12"),), "2026-10-12 09:00 to 2026-10-12 11:00", id="a changed date keeps the hours"),
        pytest.param(TALK, (change("once", "2026-10-12 14:00"),), "2026-10-12 14:00 to 2026-10-12 15:30", id="changed date and hour"),
        pytest.param(TALK, (change("once", "08:00"),), "2026-10-05 08:00 to 2026-10-05 09:30", id="a changed hour"),
        pytest.param(LONG, (change("once", duration=timedelta(hours=3)),), "2026-10-05 09:00 to 2026-10-05 12:00", id="a changed duration beats the end"),
        pytest.param(DAYS, (change("once", "2027-05-17"),), "2027-05-17 00:00 to 2027-05-20 00:00", id="whole days move as they are"),
        pytest.param(DAYS, (change("once", "2027-05-17 10:00", duration=timedelta(hours=2)),), "2027-05-17 10:00 to 2027-05-17 12:00", id="whole days get hours"),
    ],
)  # fmt: skip
def test_start_and_end(series: Series, changes: tuple[Change, ...], expected: str) -> None:
    assert span(wanted(replace(series, changes=changes), "once").occurrence) == expected


def test_a_webinar_stays_on_its_day_whatever_holiday_it_is() -> None:
    occurrence = wanted(TALK, "once", "BG 2026-10-05 A", "KR 2026-10-05 A").occurrence

    assert starts(occurrence) == "2026-10-05 09:00 Asia/Seoul"
    assert occurrence.content.busy
    assert not occurrence.moved


class TestWholeDays:
    def test_they_are_the_dates_of_their_clock_from_midnight_to_midnight(self) -> None:
        occurrence = wanted(DAYS, "once").occurrence

        assert occurrence.timing.all_day
        assert f"{occurrence.timing.begin_utc:%Y-%m-%d %H:%M}" == "2027-05-09 15:00"

    def test_they_block_no_time_unless_busy(self) -> None:
        busy = visit("visit", "2027-05-10", days=3, busy=True)

        assert [wanted(series, "once").occurrence.content.busy for series in (DAYS, busy)] == [False, True]


class TestChanges:
    def test_a_clock_and_a_cancellation(self) -> None:
        talk = webinar(
            "talk", "2026-10-05 09:00", changes=(change("once", cancel="Strike", clock_of="dublin"),)
        )

        occurrence = wanted(talk, "once").occurrence

        assert starts(occurrence) == "2026-10-05 09:00 Europe/Dublin"
        assert occurrence.cancelled
        assert occurrence.content.reason == Text.plain("Strike")

    @pytest.mark.parametrize("status", list(Status))
    def test_status(self, status: Status) -> None:
        assert wanted(webinar("talk", "2026-10-05 09:00", status=status), "once").occurrence.status is status


class TestExtras:
    def series(self, **parts: object) -> Series:
        return monthly(title="Monthly", place="Depot", extras=(extra("trams", "2026-11-10 10:00", **parts),))

    def test_they_have_an_identity_of_their_own_and_use_up_no_month(self) -> None:
        keys = [item.occurrence.key for item in dated(programme(self.series())).wanted]

        assert {"2026-11", "extra.trams"} <= set(keys)
        assert wanted(self.series(), "extra.trams").occurrence.uid == uid("cities", "monthly", "extra.trams")

    def test_they_say_what_the_series_says_unless_they_say_it_themselves(self) -> None:
        occurrence = wanted(self.series(title="Tram workshop"), "extra.trams").occurrence

        assert starts(occurrence) == "2026-11-10 10:00 Europe/Sofia"
        assert occurrence.content.title.say("en") == "Tram workshop"
        assert occurrence.content.place is not None
        assert occurrence.content.place.say("en") == "Depot"


class TestThemes:
    THEMES = (Theme(id="trams", name=Text.plain("Trams")), Theme(id="parks", name=Text.plain("Parks")))
    PAIRS = (pair("sofia", "sejong", themes=("trams",)),)

    @pytest.mark.parametrize(
        ("series", "expected"),
        [
            pytest.param(monthly(), ["trams"], id="the pair's"),
            pytest.param(monthly(themes=("parks",)), ["parks"], id="the series'"),
            pytest.param(monthly(themes=()), [], id="none, said by the series"),
            pytest.param(
                monthly(themes=("trams",), changes=(change("2026-12", themes=("parks", "parks")),)),
                ["parks"],
                id="the change's, each once",
            ),
        ],
    )
    def test_the_nearest_level_wins(self, series: Series, expected: list[str]) -> None:
        occurrence = wanted(series, "2026-12", themes=self.THEMES, pairs=self.PAIRS).occurrence

        assert [theme.id for theme in occurrence.content.themes] == expected


class TestWhatIsNamed:
    """What the text says of this very occurrence reaches even the past; what follows from a rule does not."""

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            pytest.param(change("2026-12", title="Trams"), {"title"}, id="a title"),
            pytest.param(change("2026-12", "2026-12-09 11:00"), {"day", "hour"}, id="date and hour"),
            pytest.param(change("2026-12", "2026-12-09"), {"day"}, id="a date: the hour follows the rule"),
            pytest.param(change("2026-12", "11:00"), {"hour"}, id="an hour: the date follows the rule"),
            pytest.param(change("2026-12", duration=timedelta(hours=2)), {"duration"}, id="a duration"),
            pytest.param(change("2026-12", clock_of="Europe/Paris"), {"clock"}, id="a zone"),
            pytest.param(change("2026-12", clock_of="sejong"), set(), id="a city, whose zone may be corrected"),
            pytest.param(change("2026-12", on_holiday="skip"), set(), id="a policy"),
            pytest.param(change("2026-12", cancel="Snow"), {"status", "reason"}, id="off"),
        ],
    )  # fmt: skip
    def test_by_a_change(self, written: Change, expected: set[str]) -> None:
        assert wanted(monthly(changes=(written,)), "2026-12").named == expected

    def test_by_a_rule_nothing(self) -> None:
        assert wanted(monthly(), "2026-12").named == frozenset()

    def test_by_a_series_of_one_all_but_what_its_pair_gives(self) -> None:
        named = wanted(visit("visit", "2026-12-16 10:00", title=None), "once").named

        assert {"day", "hour", "duration", "description", "status", "speakers"} <= named
        assert not {"title", "themes", "clock"} & named

    def test_by_an_extra_what_it_says_itself(self) -> None:
        series = monthly(place="Depot", extras=(extra("trams", "2026-11-10 10:00", title="Trams"),))

        named = wanted(series, "extra.trams").named

        assert named == {"title", "planned", "day", "hour"}
