"""The safety limit (rule 8) stops a plan that changes too many series or takes a city's whole future away."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from scheduler.programme.programme import Programme
from support.edits import FIRST, LATER, reasons, reasons_of
from support.programmes import (
    DUBLIN,
    LISBON,
    SEJONG,
    SEOUL,
    SOFIA,
    city,
    extra,
    monthly,
    pair,
    programme,
    webinar,
)
from support.world import World, published

NAMES = tuple("abcdefghij")
TRAMS = (extra("trams", "2026-12-01 10:00"),)


def several(count: int, moved: int = 0, left_out: int = 0) -> Programme:
    """Returns `count` series; the first `moved` start an hour later, the last `left_out` are missing."""
    names = NAMES[: count - left_out]
    return programme(*(monthly(name, at="11:00" if n < moved else "10:00") for n, name in enumerate(names)))


class TestManySeries:
    @pytest.mark.parametrize(
        ("count", "moved", "is_refused"),
        [
            pytest.param(10, 3, False, id="3 of 10 are 30 %, not more"),
            pytest.param(10, 4, True, id="4 of 10"),
            pytest.param(9, 3, True, id="3 of 9"),
            pytest.param(4, 2, False, id="two are never too many"),
            pytest.param(3, 3, True, id="all three"),
            pytest.param(1, 1, False, id="one series never trips"),
        ],
    )
    def test_moved(self, count: int, moved: int, is_refused: bool) -> None:
        assert bool(reasons(several(count), several(count, moved))) is is_refused

    def test_moved_and_cancelled_count_together(self) -> None:
        (reason,) = reasons(several(10), several(10, moved=2, left_out=2))

        assert reason == (
            "it would cancel 36 and move 36 coming meetings of 4 of 10 series (a, b, i and j), now planned for "
            "16 December 2026 to 17 May 2028"
        )

    def test_new_series_extra_meetings_and_wording_do_not_count(self) -> None:
        reworded = programme(*(monthly(name, title="Other", extras=TRAMS) for name in NAMES))

        assert reasons(several(1), several(10)) == reasons(several(10), reworded) == ()

    def test_series_that_have_ended_do_not_count(self) -> None:
        """Three of the three series that still meet change; seven others have ended."""
        ended = [monthly(name, until="2026-06") for name in NAMES[3:]]
        before = programme(*(monthly(name) for name in NAMES[:3]), *ended)
        after = programme(*(monthly(name, at="11:00") for name in NAMES[:3]), *ended)

        (reason,) = reasons(before, after)

        assert "3 of 3 series" in reason

    def test_the_first_plan_passes(self) -> None:
        assert World().plan(several(10), FIRST).refusals == ()


class TestTheFutureOfACity:
    PAIRS = (pair("sofia", "sejong"), pair("dublin", "seoul"))
    BOTH = (monthly("green", pair="dublin-seoul", clock_of="dublin"), monthly("blue", pair="dublin-seoul"))

    def test_is_taken_away_when_the_city_leaves_all_its_meetings(self) -> None:
        """Nothing is cancelled and nothing moves; the city only leaves."""
        trios = tuple(pair("sofia", name, "lisbon", id=f"with-{name}") for name in ("sejong", "seoul"))
        duos = tuple(pair("sofia", name, id=f"with-{name}") for name in ("sejong", "seoul"))
        series = tuple(monthly(p.id, pair=p.id) for p in trios)
        cities = (SOFIA, SEJONG, SEOUL, LISBON)

        stopped_by = reasons(
            programme(*series, cities=cities, pairs=trios), programme(*series, cities=cities, pairs=duos)
        )

        assert stopped_by == ("it would take every coming meeting away from lisbon",)

    @pytest.mark.parametrize(
        ("after", "cities"),
        [
            pytest.param(programme(monthly()), "dublin and seoul", id="deleted"),
            pytest.param(
                programme(
                    monthly(),
                    monthly("green", pair="dublin-seoul"),
                    pairs=(pair("sofia", "sejong"), pair("dublin", "sejong", id="dublin-seoul")),
                ),
                "seoul",
                id="with another partner",
            ),
        ],
    )
    def test_is_taken_away_with_its_only_series(self, after: Programme, cities: str) -> None:
        stopped_by = reasons(programme(monthly(), self.BOTH[0]), after)

        assert stopped_by == (f"it would take every coming meeting away from {cities}",)

    def test_a_plan_that_deletes_one_of_its_series_passes(self) -> None:
        assert reasons(programme(monthly(), *self.BOTH), programme(monthly(), self.BOTH[0])) == ()

    def test_is_not_taken_away_while_one_meeting_is_left(self) -> None:
        left = webinar("talk", "2026-12-10 15:00", "host", "dublin", "seoul")

        assert reasons(programme(monthly(), *self.BOTH, left), programme(monthly(), left)) == ()

    def test_a_new_meeting_counts_as_left_and_one_of_the_past_does_not(self) -> None:
        before = programme(monthly(), *self.BOTH)
        coming = webinar("talk", "2026-12-10 15:00", "host", "dublin", "seoul")
        past = webinar("talk", "2026-10-10 15:00", "host", "dublin", "seoul")

        assert reasons(before, programme(monthly(), coming)) == ()
        assert len(reasons(before, programme(monthly(), past))) == 1

    def test_is_taken_away_with_its_only_meeting_which_moves_into_the_past(self) -> None:
        talk = webinar("talk", "2026-12-10 15:00", "host", "dublin", "seoul")
        moved = webinar("talk", "2026-11-25 15:00", "host", "dublin", "seoul")

        plan = published(programme(monthly(), talk), FIRST).plan(
            programme(monthly(), moved), LATER, allow_past=True
        )

        assert reasons_of(plan) == ("it would take every coming meeting away from dublin and seoul",)


class TestRenamed:
    """Reasons use present ids."""

    def test_series(self) -> None:
        before = several(4)
        moved = (monthly(f"new-{name}", at="11:00", formerly=(name,)) for name in NAMES[:3])

        (reason,) = reasons(before, programme(*moved, monthly("d")))

        assert (
            reason
            == "it would move 54 coming meetings of 3 of 4 series (new-a, new-b and new-c), now planned for "
            "16 December 2026 to 17 May 2028"
        )

    def test_a_city(self) -> None:
        new = replace(DUBLIN, id="dublin-city", formerly=("dublin",))
        apart = pair("dublin-city", "seoul", id="dublin-seoul")
        cities, pairs = (SOFIA, SEJONG, new, SEOUL), (pair("sofia", "sejong"), apart)

        stopped_by = reasons(
            programme(monthly(), *TestTheFutureOfACity.BOTH),
            programme(monthly(), cities=cities, pairs=pairs),
        )

        assert stopped_by == ("it would take every coming meeting away from dublin-city and seoul",)


class TestExempt:
    def test_zone_data(self) -> None:
        world = World()
        made = several(10)
        world.apply(made, FIRST)
        world.planned_by_other_zone_data("Europe/Sofia", 60)

        plan = world.plan(made, LATER)

        assert {step.after.series for step in plan.steps} == set(NAMES)
        assert plan.refusals == ()

    def test_but_not_a_zone_corrected_in_the_text(self) -> None:
        lisbon_time = replace(several(10), cities={c.id: c for c in (LISBON_SOFIA, SEJONG, DUBLIN, SEOUL)})

        assert reasons(several(10), lisbon_time) != ()


LISBON_SOFIA = city("sofia", "BG", "Europe/Lisbon")


class TestLanguages:
    def test_giving_one_up_takes_calendars_away(self) -> None:
        before, after = programme(monthly(), languages=("en", "bg")), programme(monthly(), languages=("bg",))

        assert reasons(before, after) == ("7 calendars in en would lose their addresses (`languages:`)",)

    def test_a_new_one_and_another_order_take_none_away(self) -> None:
        before, after = (
            programme(monthly(), languages=("en", "bg")),
            programme(monthly(), languages=("ko", "bg", "en")),
        )

        assert reasons(before, after) == ()
