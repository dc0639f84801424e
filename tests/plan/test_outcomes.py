"""What the secretariat writes of meetings afterwards is recorded, and no reader sees it."""

from __future__ import annotations

import pytest

from scheduler.findings.finding import Question
from scheduler.programme.details import NOTHING_WRITTEN, Link, Outcome
from scheduler.programme.programme import Programme
from scheduler.programme.series import Change
from scheduler.programme.texts import Text
from scheduler.reports.sentences import finding_lines
from support.programmes import change, changed, monthly, now, programme
from support.world import World, published

TODAY = now("2026-11-25")


def monthly_since_september() -> World:
    return published(programme(monthly(begins="2026-09")), TODAY)


def with_change(*changes: Change) -> Programme:
    return programme(changed(monthly(begins="2026-09"), *changes))


def test_an_outcome_is_recorded_and_changes_no_feed_and_no_page() -> None:
    world = monthly_since_september()
    before, modified = world.site(TODAY).resources, world.state.modified

    plan = world.apply(with_change(change("2026-10", held=False), change("2026-11", present=12)), TODAY)

    assert plan.steps == ()
    assert plan.other_changes == ("outcomes",)
    assert world.stored("monthly", "2026-10").occurrence.outcome == Outcome(held=False)
    assert world.stored("monthly", "2026-11").occurrence.outcome == Outcome(present=12)
    assert world.site(TODAY).resources == before
    assert world.state.modified == modified


def test_an_outcome_comes_with_another_change_of_its_meeting() -> None:
    world = monthly_since_september()

    plan = world.apply(with_change(change("2026-11", present=12, place="Town hall")), TODAY)

    (step,) = plan.steps
    assert step.entry(("en",)).details == ("place",)
    assert world.stored("monthly", "2026-11").occurrence.outcome == Outcome(present=12)


def test_what_is_taken_out_of_the_text_leaves_the_record_but_a_lost_series_takes_nothing_with_it() -> None:
    world = monthly_since_september()
    world.apply(with_change(change("2026-11", present=12)), TODAY)

    world.apply(programme(monthly(id="other")), TODAY)
    assert world.stored("monthly", "2026-11").occurrence.outcome == Outcome(present=12)
    world.apply(programme(monthly(begins="2026-09")), TODAY)
    assert world.stored("monthly", "2026-11").occurrence.outcome == NOTHING_WRITTEN


def test_a_new_meeting_has_its_outcome_at_once() -> None:
    world = published(with_change(change("2026-11", present=12)), TODAY)

    assert world.stored("monthly", "2026-11").occurrence.outcome == Outcome(present=12)
    assert world.plan(with_change(change("2026-11", present=12)), TODAY).is_empty


MINUTES, SLIDES, AGENDA = (
    Link(Text.plain(label), f"https://example.org/{number}")
    for number, label in enumerate(("minutes", "Slides of Sofia", "agenda"))
)


def asked(*changes: Change, before: tuple[Change, ...] = (), of_all: tuple[Link, ...] = ()) -> list[str]:
    """What a plan asks that brings changes of `monthly`; on 25 November 2026, that of December has not begun."""
    world = published(with_change(*before), TODAY)
    series = changed(monthly(begins="2026-09", links=of_all), *changes)
    findings = world.plan(programme(series), TODAY).findings
    assert all(each.path == ("meetings", "monthly") for each in findings)
    return [*finding_lines(each for each in findings if isinstance(each, Question))]


RIGHT = "is this the right meeting?"


@pytest.mark.parametrize(
    ("change_of_text", "lines"),
    [
        pytest.param(change("2026-12", links=(MINUTES,)), [f"monthly/2026-12: it has minutes before it begins (16 December 2026): {RIGHT}"], id="minutes"),
        pytest.param(change("2026-12", links=(SLIDES, AGENDA)), [f"monthly/2026-12: it has slides before it begins (16 December 2026): {RIGHT}"], id="slides"),
        pytest.param(change("2026-12", present=9), [f"monthly/2026-12: it has people present before it begins (16 December 2026): {RIGHT}"], id="people"),
        pytest.param(change("2026-11", present=9, held=False), [f"monthly/2026-11: people were present, and it did not take place (18 November 2026): {RIGHT}"], id="people where it did not take place"),
        pytest.param(change("2026-12", links=(AGENDA,)), [], id="an agenda"),
        pytest.param(change("2026-11", links=(MINUTES,), present=9), [], id="of a meeting that is over"),
        pytest.param(change("2026-11", present=0, held=False), [], id="nobody where it did not take place"),
    ],
)  # fmt: skip
def test_a_slip_is_asked_about(change_of_text: Change, lines: list[str]) -> None:
    assert asked(change_of_text) == lines


def test_people_at_a_cancelled_meeting_are_asked_about() -> None:
    cancelled = change("2026-11", cancel="snow")

    (line,) = asked(change("2026-11", cancel="snow", present=9), before=(cancelled,))

    assert line.startswith("monthly/2026-11: people were present, and it did not take place")


def test_what_was_there_before_is_not_asked_about() -> None:
    other = Link(MINUTES.label, "https://example.org/other")
    before = (change("2026-12", links=(MINUTES,), present=9),)

    assert asked(change("2026-12", links=(other,), present=9, place="Hall"), before=before) == []


def test_a_link_of_all_meetings_of_a_series_is_not_asked_about() -> None:
    assert asked(of_all=(SLIDES,)) == []
