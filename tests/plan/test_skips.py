"""Meetings skipped because of a holiday before they were published are stored, so that pages can say why."""

from __future__ import annotations

from msgspec.structs import replace

from scheduler.programme.details import CityDayOff
from scheduler.programme.series import Series
from scheduler.programme.spans import Length
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.page import PageInputs
from scheduler.state.stored import SkippedMeeting
from support.programmes import SEJONG, holidays, monthly, now, programme, weekly
from support.world import published

MARCH_17 = "KR 2027-03-17 Founding Day"
"""The third Wednesday of that month."""


def skipping(**parts: object) -> Series:
    return monthly(begins="2026-09", on_holiday="skip", title=Text.plain("Monthly"), **parts)


def skips(*series: Series, at: str = "2026-11-25", **parts: object) -> tuple[SkippedMeeting, ...]:
    world = published(programme(*series, **parts), now(at), holidays(MARCH_17))
    return world.state.skips


def test_a_meeting_skipped_before_it_was_published_is_stored_with_its_reason() -> None:
    assert skips(skipping()) == (
        SkippedMeeting(
            series="monthly",
            key="2027-03",
            day=now("2027-03-17").date(),
            title=Text.plain("Monthly"),
            reason=(CityDayOff(city=SEJONG.name, why=Text.of({"en": "Founding Day"})),),
            cities=("sofia", "sejong"),
            pairs=("sofia-sejong",),
        ),
    )


def test_months_beyond_the_window_are_not_stored() -> None:
    assert skips(skipping(), ahead=Length(months=3)) == ()


def test_pages_show_no_private_meeting_that_is_skipped() -> None:
    (skip,) = skips(skipping(visibility="private"))
    assert skip.is_private
    world = published(programme(skipping(visibility="private")), now("2026-11-25"), holidays(MARCH_17))
    pages = PageInputs(state=world.state, history=(), now=now("2026-11-25"), shortened={})
    assert not pages.skips(pages.state.programme_feed)


def test_what_was_skipped_stays_in_the_record_when_the_window_has_left_it_and_the_text_too() -> None:
    world = published(programme(skipping()), now("2026-11-25"), holidays(MARCH_17))
    kept = world.state.skips

    world.apply(programme(skipping()), now("2028-02-02"), holidays(MARCH_17))
    assert world.state.skips == kept
    world.apply(programme(monthly(id="other")), now("2028-02-03"), holidays(MARCH_17))
    assert world.state.skips == kept


def test_a_new_rule_leaves_out_no_meeting_that_was_skipped_before_it() -> None:
    world = published(programme(skipping()), now("2026-11-25"), holidays(MARCH_17))
    kept = world.state.skips

    world.apply(programme(monthly(begins="2026-09")), now("2027-03-18"), holidays(MARCH_17))
    assert world.state.skips == kept


def test_a_new_rule_skips_no_meeting_on_a_day_that_was_over_before_it() -> None:
    world = published(programme(monthly(begins="2026-09")), now("2026-11-25"), holidays(MARCH_17))
    every_week = skipping(every=weekly(2, 1, "2026-09-02"))

    world.apply(programme(every_week), now("2027-03-18"), holidays(MARCH_17))
    assert world.state.skips == ()
    world.apply(programme(every_week, skipping(id="later")), now("2027-03-19"), holidays(MARCH_17))
    assert [skip.series for skip in world.state.skips] == ["later"]


def test_what_only_pages_tell_changes_no_byte_of_a_feed() -> None:
    """No person has to approve that."""
    made = programme(skipping())
    world = published(made, now("2026-11-25"), holidays(MARCH_17))
    assert world.plan(made, now("2026-11-26"), holidays(MARCH_17)).is_empty
    before = world.calendars()
    world.state = replace(world.state, skips=())

    plan = world.apply(made, now("2026-11-26"), holidays(MARCH_17))

    assert plan.other_changes == ("skips",)
    assert plan.only_moves_on
    assert before == world.calendars()


def test_the_window_moves_on_without_a_word_of_skips() -> None:
    made = programme(skipping(), ahead=Length(months=3))
    world = published(made, now("2026-11-25"), holidays(MARCH_17))

    plan = world.apply(made, now("2026-12-02"), holidays(MARCH_17))

    assert plan.other_changes == ("window",)
    assert [skip.key for skip in plan.skips] == ["2027-03"]


def test_a_skipped_meeting_that_takes_place_after_all_is_published() -> None:
    world = published(programme(skipping()), now("2026-11-25"), holidays(MARCH_17))

    world.apply(programme(monthly(begins="2026-09")), now("2026-11-26"), holidays(MARCH_17))

    assert "2027-03" in world.keys("monthly")
    assert world.state.skips == ()
