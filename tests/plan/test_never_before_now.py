"""A holiday policy never moves a future meeting into the past."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.plan.left_as_is import NoDayLeft, PolicyDayPast
from scheduler.programme.rules import NthWeekday
from scheduler.programme.series import Series
from support.programmes import MON, change, holidays, monthly, now, programme, webinar
from support.world import World

NOW = now("2026-04-10 12:00")
EASTER = ("BG 2026-04-10 Good Friday", "BG 2026-04-13 Easter Monday")
"""The second Monday of April is the 13th; the working day before it is the 9th, which is over."""


def april(**parts: object) -> Series:
    policy = {"on_holiday": "previous working day", "every": NthWeekday((2,), MON)} | parts
    return monthly(**policy)


def starts(world: World) -> str:
    return f"{world.stored('monthly', '2026-04').occurrence.timing.starts:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    "before",
    [pytest.param((), id="first apply"), pytest.param((webinar("talk", "2026-05-05 15:00"),), id="new")],
)
def test_a_new_meeting_stays_on_its_planned_date(before: tuple[Series, ...]) -> None:
    world = World()
    if before:
        world.apply(programme(*before), NOW, holidays(*EASTER))

    plan = world.apply(programme(*before, april()), NOW, holidays(*EASTER))

    assert starts(world) == "2026-04-13 10:00"
    assert "DTSTART;TZID=Europe/Sofia:20260413T100000" in world.piece("monthly", "2026-04")
    past = PolicyDayPast(series="monthly", key="2026-04", day=date(2026, 4, 9), planned=date(2026, 4, 13))
    assert plan.notes == (past,)


def test_its_cities_have_the_offsets_of_that_date() -> None:
    """Clocks go forward on 29 March 2026 in Sofia."""
    closed = ("BG 2026-03-30 A", "BG 2026-03-27 B")
    world = World()
    made = programme(april(every=NthWeekday((-1,), MON), clock_of="sejong", at="17:00"))

    world.apply(made, now("2026-03-27 12:00"), holidays(*closed))

    stored = world.stored("monthly", "2026-03").occurrence
    assert f"{stored.timing.starts:%Y-%m-%d %H:%M}" == "2026-03-30 17:00"
    assert {participant.city: participant.offset for participant in stored.participants} == {
        "sejong": 540,
        "sofia": 180,
    }


def test_an_hour_that_a_change_gives_it_is_kept_and_it_stays_there_at_every_later_run() -> None:
    world, made = World(), programme(april(changes=(change("2026-04", "15:00"),)))

    world.apply(made, NOW, holidays(*EASTER))

    assert starts(world) == "2026-04-13 15:00"
    for day in ("2026-04-11", "2026-04-13 06:00", "2026-04-14"):
        assert world.plan(made, now(day), holidays(*EASTER)).is_empty


def test_what_was_planned_in_the_past_too_is_where_the_policy_puts_it() -> None:
    world = World()

    world.apply(programme(april()), now("2026-04-14"), holidays(*EASTER))

    assert starts(world) == "2026-04-09 10:00"


def test_a_planned_hour_that_does_not_exist_is_left_out_with_a_notice() -> None:
    """On 29 March 2026 the clocks of Sofia go from 03:00 to 04:00."""
    world = World()
    sunday = programme(april(every=NthWeekday((-1,), 6), at="03:30"))

    plan = world.plan(sunday, now("2026-03-28 12:00"), holidays("KR 2026-03-29 A"))

    (notice,) = plan.notes
    assert notice.key == "2026-03"
    assert isinstance(notice, NoDayLeft)
    assert notice.error.startswith("2026-03-29 03:30 does not exist")
