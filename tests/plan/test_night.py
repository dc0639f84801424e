"""A plan that puts a series into the night of a city is refused (rule 8)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from scheduler.programme.programme import Programme
from scheduler.programme.rules import NthWeekday
from scheduler.programme.series import Series
from scheduler.state.revision import StepKind
from support.edits import FIRST, LATER, reasons, reasons_of
from support.programmes import (
    DUBLIN,
    HONOLULU,
    SECOND_TUESDAY,
    SEJONG,
    SEOUL,
    SOFIA,
    WED,
    change,
    changed,
    entry,
    extra,
    meeting,
    monthly,
    now,
    pair,
    programme,
    visit,
    webinar,
    weekly,
)
from support.world import World, published

EVERY_WEDNESDAY = weekly(WED, 1, "2026-01-07")
ASKS = " (are the hour, the length, the clock and the time zone right?)"
"""The end of every such reason."""


def reasons_for_series(before: Series, after: Series) -> tuple[str, ...]:
    """The reasons against another text of one series."""
    return reasons(programme(before), programme(after))


@pytest.mark.parametrize(
    ("at", "minutes", "hours"),
    [
        pytest.param("06:59", 60, ["06:59 in Sofia"], id="too early"),
        pytest.param("07:00", 60, [], id="early"),
        pytest.param("14:00", 60, [], id="over by ten"),
        pytest.param("14:00", 61, ["21:00 to 22:01 in Sejong"], id="over too late"),
        pytest.param("15:00", 60, ["22:00 in Sejong"], id="too late in winter"),
    ],
)
def test_from_ten_in_the_evening_to_seven_in_the_morning(at: str, minutes: int, hours: list[str]) -> None:
    stopped_by = reasons_for_series(monthly(), monthly(at=at, minutes=minutes))

    assert [reason.partition("night: ")[2].removesuffix(ASKS) for reason in stopped_by] == hours


def dated(*hours: str) -> Series:
    """A series with dates instead of a rule."""
    first, *later = (f"2027-0{month}-03 {hour}" for month, hour in enumerate(hours, 2))
    extras = tuple(extra(str(number), starts, "sejong") for number, starts in enumerate(later, 2))
    return visit("talks", first, extras=extras)


ONCE = webinar("talk", "2027-03-03 10:00", "sofia")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        pytest.param(monthly(), monthly(clock_of="sejong"), "18 meetings of monthly would move into the night: 03:00 or 04:00 in Sofia", id="the clock of the wrong city"),
        pytest.param(monthly(), monthly("trams", clock_of="sejong", formerly=("monthly",)), "18 meetings of trams would move into the night: 03:00 or 04:00 in Sofia", id="a renamed series has its present id"),
        pytest.param(monthly(), monthly(until="2026-12", at="03:00"), "1 meeting of monthly would move into the night: 03:00 in Sofia", id="the only one left beside those that are cancelled"),
        pytest.param(monthly(), monthly(every=EVERY_WEDNESDAY, at="03:00"), "79 meetings of monthly would move into the night: 03:00 in Sofia", id="another rule, of which none moves"),
        pytest.param(dated("10:00", "10:00", "10:00"), dated("10:00", "03:00", "03:00"), "2 meetings of talks would move into the night: 03:00 in Sejong", id="two written dates"),
        pytest.param(dated("17:00", "17:00", "17:00"), dated("17:00", "08:00", "08:00"), "2 meetings of talks would move into the night: 01:00 or 02:00 in Sofia", id="two written dates, at night elsewhere"),
        pytest.param(ONCE, webinar("talk", "2027-03-03 01:00", "sofia"), "1 meeting of talk would move into the night: 01:00 in Sofia, 23:00 in Dublin", id="once, at night where it keeps its clock"),
        pytest.param(ONCE, webinar("talk", "2027-03-03 10:00", "sejong"), "1 meeting of talk would move into the night: 03:00 in Sofia, 01:00 in Dublin", id="once, with another clock"),
        pytest.param(visit("talk", "2027-03-03 10:00"), visit("talk", "2027-03-03 01:00"), "1 meeting of talk would move into the night: 01:00 in Sejong", id="a visit"),
        pytest.param(dated("10:00", "10:00"), dated("01:00", "10:00"), "1 meeting of talks would move into the night: 01:00 in Sejong", id="one written date"),
    ],
)  # fmt: skip
def test_is_asked_about(before: Series, after: Series, words: str) -> None:
    assert reasons_for_series(before, after) == (words + ASKS,)


def test_a_zone_corrected_in_the_text_counts() -> None:
    wrong = replace(SOFIA, zone="Pacific/Honolulu")

    (reason,) = reasons(programme(monthly()), programme(monthly(), cities=(wrong, SEJONG, DUBLIN, SEOUL)))

    assert reason.endswith("would move into the night: 05:00 in Sejong" + ASKS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(monthly(), changed(monthly(), change("2026-12", "03:00")), id="one that is named"),
        pytest.param(monthly(), changed(monthly(), change("2026-12", "03:00"), change("2027-01", "2027-01-21 03:00")), id="two that are named"),
        pytest.param(meeting(entry("2026-01")), meeting(entry("2026-01"), entry("2028-05", at="03:00")), id="one of many"),
        pytest.param(monthly(at="03:00"), monthly(at="04:00"), id="in the night already"),
        pytest.param(monthly(at="03:00"), monthly(at="10:00"), id="out of the night"),
        pytest.param(monthly(every=SECOND_TUESDAY), monthly(), id="another day"),
        pytest.param(monthly(at="03:00"), monthly(every=EVERY_WEDNESDAY, at="04:00"), id="another rule, in the night as before"),
        pytest.param(monthly(), monthly(every=EVERY_WEDNESDAY), id="another rule at the same hour"),
        pytest.param(dated("17:00", "17:00", "17:00"), dated("17:00", "17:00", "08:00"), id="one written date, at night elsewhere"),
        pytest.param(ONCE, webinar("talk", "2027-03-03 10:00", "Europe/Athens"), id="another name of the same hours"),
        pytest.param(monthly(until="2026-12", at="03:00"), monthly(at="03:00"), id="at night as it was allowed"),
        pytest.param(
            webinar("talk", "2027-03-03 10:00", "sofia", "sofia", "sejong"), webinar("talk", "2027-03-03 15:00", "sofia", "sofia", "sejong", "dublin"), id="a written hour, also if a city joins",
        ),
        pytest.param(webinar("talk", "2027-03-03 10:00", "sofia"), webinar("talk", "2027-03-03 16:00", "sofia"), id="once, at night elsewhere"),
        pytest.param(webinar("talk", "2027-03-03 10:00", "utc"), webinar("talk", "2027-03-03 22:00", "utc"), id="once, at night in UTC alone"),
        pytest.param(monthly(until="2026-10"), monthly(until="2026-10", at="03:00"), id="only what is over"),
    ],
)  # fmt: skip
def test_passes(before: Series, after: Series) -> None:
    assert reasons_for_series(before, after) == ()


def test_a_new_date_at_the_same_hour_passes() -> None:
    """The last Wednesday of March is in summer time, the third is not: 10:00 in Sofia is 22:00 in Honolulu."""

    def edited(which: int) -> Programme:
        series = monthly(pair="far", every=NthWeekday((which,), WED))
        return programme(series, cities=(SOFIA, HONOLULU), pairs=(pair("sofia", "honolulu", id="far"),))

    assert reasons(edited(-1), edited(3)) == ()


def test_time_zone_data_are_exempt() -> None:
    made = programme(monthly(at="15:00"))
    world = published(made, FIRST)
    world.planned_by_other_zone_data("Europe/Sofia", -240)

    plan = world.plan(made, LATER)

    assert {step.kind for step in plan.steps} == {StepKind.MOVE}
    assert plan.refusals == ()


class TestANewSeries:
    @pytest.mark.parametrize(
        ("new", "words"),
        [
            pytest.param(
                monthly("new", at="03:00"),
                "all 18 meetings of the new series new would be at night: 03:00 in Sofia",
                id="at night for the city of its clock",
            ),
            pytest.param(
                monthly("new", clock_of="sejong"),
                "all 18 meetings of the new series new would be at night: 03:00 or 04:00 in Sofia",
                id="at night for the other city",
            ),
            pytest.param(visit("new", "2027-03-03 10:00"), "the meeting of the new series new would be at night: 03:00 in Sofia", id="once"),
            pytest.param(
                visit("new", "2027-03-03 01:00", place="Town hall"),
                "the meeting of the new series new would be at night: 01:00 in Seoul",
                id="a visit, at night where it takes place",
            ),
            pytest.param(
                webinar("new", "2027-03-03 20:45"),
                "the meeting of the new series new would be at night: 20:45 to 22:15 in Seoul",
                id="a webinar, at night by the clock of the host",
            ),
            pytest.param(
                webinar("new", "2027-03-03 01:00", "America/New_York"),
                "the meeting of the new series new would be at night: 01:00 in New York",
                id="a webinar, at night by the clock of a zone",
            ),
        ],
    )  # fmt: skip
    def test_wholly_at_night_is_refused(self, new: Series, words: str) -> None:
        assert reasons(programme(monthly()), programme(monthly(), new)) == (words + ASKS,)

    @pytest.mark.parametrize(
        "new",
        [
            pytest.param(monthly("new", at="15:00"), id="at night in winter alone"),
            pytest.param(monthly("new", at={"sofia": "10:00", "sejong": "10:00"}, clock_of="alternate"), id="at night in every other month"),
            pytest.param(monthly("new", at="03:00", extras=(extra("day", "2027-03-03 10:00"),)), id="but for one"),
            pytest.param(visit("new", "2027-03-03 10:00", place="Town hall"), id="a visit, at night at home"),
            pytest.param(visit("new", "2027-03-03", days=2), id="whole days"),
            pytest.param(webinar("new", "2027-03-03 10:00"), id="a webinar, at night elsewhere"),
            pytest.param(webinar("new", "2027-03-03 01:00", "utc"), id="a webinar, at night in UTC alone"),
            pytest.param(webinar("new", "2027-03-03", days=1), id="a webinar of a whole day"),
            pytest.param(webinar("new", "2026-11-03 01:00"), id="one that is over"),
        ],
    )  # fmt: skip
    def test_any_other_passes(self, new: Series) -> None:
        assert reasons(programme(monthly()), programme(monthly(), new)) == ()

    def test_of_the_first_plan_passes(self) -> None:
        """Nobody has a calendar yet."""
        assert World().plan(programme(monthly(clock_of="sejong")), FIRST).refusals == ()

    def test_that_comes_into_the_window_as_time_passes_is_not_asked_about(self) -> None:
        """Nobody edits the text then, so a server must go on."""
        far = programme(monthly(), monthly("far", begins="2029-01", at="03:00"))
        world = published(far, FIRST)

        later = world.plan(far, now("2027-08-03 08:00"))

        assert "far" in {step.after.series for step in later.steps}
        assert later.refusals == ()


def test_a_city_that_joins_a_pair_at_night() -> None:
    duo, cities = pair("sofia", "sejong"), (SOFIA, SEJONG, HONOLULU)
    trio = pair("sofia", "sejong", "honolulu", id="sofia-sejong")
    before, after = (programme(monthly(), cities=cities, pairs=(group,)) for group in (duo, trio))

    assert reasons(before, after) == (
        "9 meetings of monthly would move into the night: 22:00 in Honolulu" + ASKS,
    )


def test_cancelled_meetings_that_come_back_at_night() -> None:
    world = published(programme(monthly()), FIRST)
    world.apply(programme(monthly(until="2026-11")), FIRST)

    (reason,) = reasons_of(world.plan(programme(monthly(clock_of="sejong")), LATER))

    assert reason == "18 meetings of monthly would move into the night: 03:00 or 04:00 in Sofia" + ASKS
