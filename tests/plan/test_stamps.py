"""SEQUENCE, DTSTAMP and LAST-MODIFIED change when, and only when, they should (rules 3 and 4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from scheduler.programme.details import Speaker, Status
from scheduler.programme.members import Theme
from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.state.revision import StepKind
from support.programmes import (
    LISBON,
    SEJONG,
    SOFIA,
    change,
    entry,
    extra,
    meeting,
    monthly,
    now,
    pair,
    programme,
    visit,
    webinar,
)
from support.world import World, published

FIRST = now("2026-11-25 08:00")
LATER = now("2026-11-26 09:30")
BOTH = Text.of({"en": "Hall", "bg": "Зала"})
RENAMED_HALL = Text.of({"en": "Hall", "bg": "Голяма зала"})


def edited(before: Series, after: Series) -> World:
    """A world in which `before` was published first, and `after` the day after."""
    world = published(programme(before, languages=("en", "bg")), FIRST)
    world.apply(programme(after, languages=("en", "bg")), LATER)
    return world


OFF = monthly(changes=(change("2026-12", cancel="Snow"),))
MOVED = monthly(changes=(change("2026-12", "2026-12-17"),))


@pytest.mark.feed_rule(28, 34)
@pytest.mark.parametrize(
    ("before", "after", "grows"),
    [
        pytest.param(monthly(), MOVED, True, id="another day"),
        pytest.param(monthly(), monthly(at="11:00"), True, id="another hour"),
        pytest.param(monthly(), monthly(minutes=90), True, id="another end"),
        pytest.param(monthly(), monthly(at="17:00", clock_of="sejong"), True, id="another zone, the same instant"),
        pytest.param(monthly(), monthly(place="Hall"), True, id="a place"),
        pytest.param(monthly(place="Hall"), monthly(place="Depot"), True, id="another place"),
        pytest.param(monthly(), monthly(changes=(change("2026-12", "2026-12-17 15:00", place="Hall"),)), True, id="day, hour and place at once"),
        pytest.param(monthly(), OFF, True, id="cancelled"),
        pytest.param(OFF, monthly(), True, id="reinstated"),
        pytest.param(monthly(status=Status.TENTATIVE), monthly(), True, id="confirmed"),
        pytest.param(monthly(), monthly(status=Status.TENTATIVE), True, id="doubted"),
        pytest.param(monthly(), monthly(title="Trams"), False, id="title"),
        pytest.param(monthly(), monthly(description="About trams."), False, id="description"),
        pytest.param(monthly(), monthly(registration="https://example.org"), False, id="registration"),
        pytest.param(monthly(place=BOTH), monthly(place=RENAMED_HALL), False, id="place in another language"),
        pytest.param(monthly(), monthly(busy=False), False, id="busy"),
        pytest.param(OFF, monthly(changes=(change("2026-12", cancel="Ice"),)), False, id="the reason of a cancellation"),
    ],
)  # fmt: skip
def test_sequence_grows_by_one_with_time_zone_place_and_status_not_with_wording(
    before: Series, after: Series, grows: bool
) -> None:
    first = published(programme(before, languages=("en", "bg")), FIRST).stored("monthly", "2026-12").stamp

    world = edited(before, after)

    stamp = world.stored("monthly", "2026-12").stamp
    assert (stamp.sequence, stamp.modified) == (first.sequence + grows, LATER)


def test_the_reason_of_a_move_is_wording_and_moving_back_is_a_move() -> None:
    world = edited(monthly(), MOVED)
    explained = monthly(changes=(change("2026-12", "2026-12-17", reason="room"),))

    for series, sequence, day in ((explained, 1, "2026-11-27"), (monthly(), 2, "2026-11-28")):
        world.apply(programme(series, languages=("en", "bg")), now(day))

        stamp = world.stored("monthly", "2026-12").stamp
        assert (stamp.sequence, stamp.modified) == (sequence, now(day))


def test_whole_days_that_get_another_clock_are_the_same_bytes() -> None:
    before = visit("visit", "2027-05-10", days=2, clock_of="sejong")
    first = published(programme(before, languages=("en", "bg")), FIRST)

    second = edited(before, visit("visit", "2027-05-10", days=2, clock_of="sofia"))

    assert second.piece("visit") == first.piece("visit")


class TestModified:
    @pytest.mark.feed_rule(26)
    def test_is_dtstamp_as_well(self) -> None:
        piece = edited(monthly(), monthly(title="Trams")).piece("monthly", "2026-12")

        assert "DTSTAMP:20261126T093000Z" in piece
        assert "LAST-MODIFIED:20261126T093000Z" in piece
        assert "CREATED:20261125T080000Z" in piece

    @pytest.mark.feed_rule(27)
    def test_grows_by_a_second_when_the_clock_stands_still_or_runs_behind(self) -> None:
        world = published(programme(monthly()), FIRST)
        for minutes, title in ((0, "B"), (-5, "C")):
            world.apply(programme(monthly(title=title)), FIRST + timedelta(minutes=minutes))

        assert world.stored("monthly", "2026-12").stamp.modified == FIRST + timedelta(seconds=2)
        assert world.state.time == FIRST

    def test_renaming_a_city_rewords_its_meetings_to_come(self) -> None:
        world = published(programme(monthly()), FIRST)
        renamed = replace(SOFIA, name=Text.plain("Sofia Municipality"))

        plan = world.apply(programme(monthly(), cities=(renamed, SEJONG), pairs=PAIRS), LATER)

        assert {step.kind for step in plan.steps} == {StepKind.CHANGE}
        assert "Sofia Municipality" in world.piece("monthly", "2026-12")
        assert world.stored("monthly", "2026-12").stamp.sequence == 0
        assert "Sofia Municipality" not in world.piece("monthly", "2026-10")


PAIRS = (pair("sofia", "sejong"),)


class TestNothingChanged:
    """Nothing changed: not a byte changed."""

    RICH = programme(
        monthly(
            on_holiday="next working day",
            clock_of="alternate",
            changes=(change("2026-12", "2026-12-17", reason="room"), change("2027-01", cancel="Snow")),
            extras=(extra("trams", "2027-01-12 10:00"),),
            speakers=(Speaker(name="A. Speaker"),),
        ),
        webinar("talk", "2026-12-01 15:00", themes=("trams",)),
        visit("visit", "2027-05-10", days=3),
        themes=(Theme(id="trams", name=Text.plain("Trams")),),
        languages=("en", "bg", "ko"),
        address="https://example.org",
    )

    @pytest.mark.parametrize("later", ["2026-11-25 08:00", "2026-11-25 20:00", "2026-11-30 23:59"])
    def test_a_second_apply_is_empty(self, later: str) -> None:
        world = published(self.RICH, FIRST)
        bodies = world.bodies()

        assert world.apply(self.RICH, now(later)).is_empty
        assert world.bodies() == bodies

    def test_the_order_of_the_text_does_not_matter(self) -> None:
        meetings, talk = monthly(), webinar("talk", "2026-12-01 15:00")
        forward, backward = World(), World()
        forward.apply(programme(meetings, talk), FIRST)
        backward.apply(programme(talk, meetings), FIRST)

        assert forward.bodies() == backward.bodies()
        assert forward.apply(programme(talk, meetings), LATER).is_empty

    def test_an_entry_that_changes_nothing_is_remembered_and_changes_nothing(self) -> None:
        world = published(programme(monthly()), FIRST)
        before = world.bodies()
        same = programme(meeting(entry("2026-01"), entry("2026-06")))

        plan = world.apply(same, LATER)

        assert (plan.steps, plan.only_moves_on) == ((), True)
        assert world.bodies() == before
        assert world.plan(same, LATER).is_empty


class TestProfile:
    """A new public address or language rewords pieces, and leaves the past at its address."""

    def test_a_new_address(self) -> None:
        world = published(programme(monthly(), address="https://old.example"), FIRST)
        world.apply(programme(monthly(), address="https://new.example"), LATER)

        assert "URL:https://new.example/" in world.piece("monthly", "2026-12")
        assert world.stored("monthly", "2026-12").stamp.sequence == 0
        assert world.stored("monthly", "2026-12").stamp.modified == LATER
        assert "URL:https://old.example/" in world.piece("monthly", "2026-10")

    def test_a_new_language_leaves_the_others_as_they_are(self) -> None:
        world = published(programme(monthly()), FIRST)
        english = world.piece("monthly", "2026-12")
        world.apply(programme(monthly(), languages=("en", "bg")), LATER)

        assert world.piece("monthly", "2026-12") == english
        assert "София" in world.piece("monthly", "2026-12", "bg")

    def test_another_default_language_is_no_new_place(self) -> None:
        """SEQUENCE looks at the place in the default language: not at which language that is."""
        world = published(programme(monthly(place=BOTH), languages=("en", "bg")), FIRST)
        world.apply(programme(monthly(place=BOTH), languages=("bg", "en")), LATER)

        assert world.stored("monthly", "2026-12").stamp.sequence == 0


def test_a_correction_of_a_zone_moves_what_keeps_that_clock_and_rewords_the_rest() -> None:
    world = World()
    other = monthly("other", clock_of="sejong", at="17:00")
    world.apply(programme(monthly(), other, pairs=PAIRS), FIRST)
    corrected = replace(SOFIA, zone=LISBON.zone)

    world.apply(programme(monthly(), other, cities=(corrected, SEJONG), pairs=PAIRS), LATER)

    assert world.stored("monthly", "2026-12").stamp.sequence == 1
    assert "DTSTART;TZID=Europe/Lisbon:20261216T100000" in world.piece("monthly", "2026-12")
    assert world.stored("other", "2026-12").stamp.sequence == 0
    assert "08:00 Sofia (UTC+0)" in world.piece("other", "2026-12")
    assert world.stored("monthly", "2026-10").stamp.modified == FIRST
