"""Cancelled meetings are shown (rule 6); skipped ones only if they were published; a meeting put back is the same."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from scheduler.programme.details import CancelledPolicy, Status
from scheduler.programme.series import Change, Series
from scheduler.reports.advice_words import in_terminal
from scheduler.state.revision import Cause, StepKind
from support.edits import FIRST, LATER
from support.programmes import (
    WED,
    change,
    days,
    extra,
    holidays,
    monthly,
    now,
    programme,
    visit,
    webinar,
    weekly,
)
from support.world import published

OFF = monthly(changes=(change("2026-12", cancel="Snow"),))
HOLIDAY = holidays("BG 2026-12-16 Day of Rest")
NO_HOLIDAY = holidays("BG 2026-01-01 New Year")
SHOW, HIDE = CancelledPolicy("show"), CancelledPolicy("hide")
TALK = webinar("talk", "2026-12-01 15:00")
MOVED_VISIT = visit("visit", "2026-12-01 10:00", changes=(change("once", "2026-12-02", reason="room"),))
EXTRA = monthly(extras=(extra("talk", "2026-12-02 10:00"),))
CANCELLED_TALK = webinar("talk", "2026-12-01 15:00", status=Status.CANCELLED)


@pytest.mark.feed_rule(32)
@pytest.mark.parametrize(
    ("before", "after", "meeting", "says"),
    [
        pytest.param([monthly()], [OFF], "monthly 2026-12", ["STATUS:CANCELLED", "SEQUENCE:1", "SUMMARY:CANCELLED: Monthly", "Cancelled: Snow", "DTSTART;TZID=Europe/Sofia:20261216T100000"], id="status, prefix, reason and its time"),
        pytest.param([monthly(changes=(change("2026-12", "2026-12-17 15:00"),))], [OFF], "monthly 2026-12", ["20261217T150000"], id="the time it was moved to"),
        pytest.param([OFF], [replace(OFF, details=monthly(title="Trams").details)], "monthly 2026-12", ["SUMMARY:CANCELLED: Trams"], id="its present words"),
        pytest.param([OFF], [monthly(at="15:00")], "monthly 2026-12", ["STATUS:CONFIRMED", "20261216T150000"], id="the present hour if it takes place again"),
        pytest.param([EXTRA], [monthly(changes=(change("extra.talk", cancel="Mistake"),))], "monthly extra.talk", ["Cancelled: Mistake"], id="the reason of a change, though its date has left the text"),
        pytest.param([EXTRA], [monthly()], "monthly extra.talk", ["Cancelled: removed from the programme"], id="the loss of its date"),
        pytest.param([], [CANCELLED_TALK], "talk once", ["STATUS:CANCELLED", "SEQUENCE:1"], id="a webinar that was never on"),
    ],
)  # fmt: skip
def test_it_says(before: list[Series], after: list[Series], meeting: str, says: list[str]) -> None:
    world = published(programme(*before), FIRST)

    world.apply(programme(*after), LATER)

    series, key = meeting.split()
    assert [words for words in says if words not in world.piece(series, key)] == []
    assert world.shows("programme.ics", series, key)
    assert world.plan(programme(*after), LATER).is_empty


@pytest.mark.parametrize(
    ("before", "after", "meeting", "secret"),
    [
        pytest.param(monthly(), [monthly(visibility="private", until="2026-11", changes=(change("2026-12", cancel="Secret"),))], "monthly 2026-12", "Secret", id="the reason of a series that is private now"),
        pytest.param(MOVED_VISIT, [monthly()], "visit once", "room", id="the reason of an earlier move"),
    ],
)  # fmt: skip
def test_it_does_not_say(before: Series, after: list[Series], meeting: str, secret: str) -> None:
    world = published(programme(before), FIRST)

    world.apply(programme(*after), LATER)

    assert "STATUS:CANCELLED" in world.piece(*meeting.split())
    assert secret not in world.piece(*meeting.split())


@pytest.mark.parametrize(
    ("edited", "english", "bulgarian"),
    [
        pytest.param((monthly(until="2027-01"),), "the series ends", "поредицата приключва", id="until"),
        pytest.param((monthly(pauses=(days("2027-02-01..2027-02-28"),)),), "the series pauses", "поредицата прекъсва временно", id="a pause"),
        pytest.param((monthly(every=weekly(3, 1, "2026-06-03")),), "the dates of the series have changed", "датите на поредицата са променени", id="another rule"),
        pytest.param((), "removed from the programme", "отпада от програмата", id="no series"),
        pytest.param((monthly(until="2027-01", reason="Budget"),), "Budget", "Budget", id="own words"),
        pytest.param((monthly(until="2027-01", reason="Budget", visibility="private"),), "the series ends", "поредицата приключва", id="own words of a series that is private now"),
    ],
)  # fmt: skip
def test_the_change_of_its_series_is_a_reason(
    edited: tuple[Series, ...], english: str, bulgarian: str
) -> None:
    world = published(programme(monthly(), TALK, languages=("en", "bg")), FIRST)

    after = programme(*edited, TALK, languages=("en", "bg"))
    world.apply(after, LATER)

    assert f"DESCRIPTION:Cancelled: {english}\\n" in world.piece("monthly", "2027-02")
    assert f"DESCRIPTION:Отменено: {bulgarian}\\n" in world.piece("monthly", "2027-02", "bg")
    page = world.site().resources[f"/occurrences/{world.stored('monthly', '2027-02').occurrence.uid}"]
    assert f"Reason: {english}" in page.body.decode()
    assert world.plan(after, LATER).is_empty


def test_a_new_release_gives_no_reason_where_an_older_one_gave_none() -> None:
    ended = programme(monthly(until="2027-01"))
    world = published(programme(monthly()), FIRST)
    world.apply(ended, LATER)
    stored = world.stored("monthly", "2027-02")
    content = replace(stored.occurrence.content, reason=None)
    world._published_as(replace(stored, occurrence=replace(stored.occurrence, content=content)))

    assert world.plan(ended, LATER).is_empty


def test_new_zone_data_leave_its_wall_time_and_give_it_the_hours_of_all_cities() -> None:
    world = published(programme(OFF), FIRST)
    world.planned_by_other_zone_data("Europe/Sofia", 60)

    world.apply(programme(OFF), LATER)

    piece = world.piece("monthly", "2026-12")
    assert "DTSTART;TZID=Europe/Sofia:20261216T100000" in piece
    assert "10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)" in piece


@pytest.mark.parametrize(
    "parts", [{"at": "15:00"}, {"clock_of": "host"}, {"clock_of": "sejong"}, {"minutes": 90}]
)
def test_no_new_rule_moves_it(parts: dict[str, object]) -> None:
    world = published(programme(monthly()), FIRST)
    world.apply(programme(OFF), LATER)
    before = world.piece("monthly", "2026-12")

    plan = world.apply(programme(replace(OFF, schedule=monthly(**parts).schedule)), LATER)

    assert "2026-12" not in {step.after.key for step in plan.steps}
    assert world.piece("monthly", "2026-12") == before


@pytest.mark.feed_rule(33)
def test_what_is_removed_from_the_text_is_cancelled_and_put_back_it_is_the_same() -> None:
    made = programme(monthly(), TALK)
    world = published(made, FIRST)

    (off,) = world.apply(programme(monthly()), LATER).steps
    assert (off.kind, off.cause) == (StepKind.CANCEL, Cause.CONFIGURATION)
    (back,) = world.apply(made, LATER).steps

    assert (back.kind, back.after.uid) == (StepKind.REINSTATE, off.after.uid)
    assert world.stored("talk").cancelled_at is None
    assert "SEQUENCE:2" in world.piece("talk")


def test_months_beyond_an_earlier_until_are_cancelled() -> None:
    plan = published(programme(monthly()), FIRST).apply(programme(monthly(until="2028-03")), LATER)

    assert [(step.after.key, step.kind) for step in plan.steps] == [
        ("2028-04", StepKind.CANCEL),
        ("2028-05", StepKind.CANCEL),
    ]


def test_what_was_never_on_is_what_it_would_be_in_a_store_that_knew_it() -> None:
    """A store made again from the text equals the first one."""
    anew = published(programme(OFF), FIRST)
    lived = published(programme(monthly()), FIRST)
    lived.apply(programme(OFF), LATER)

    assert anew.stored("monthly", "2026-12").stamp.sequence == 1
    assert anew.stored("monthly", "2026-12").occurrence == lived.stored("monthly", "2026-12").occurrence
    assert anew.stored("monthly", "2026-12").cancelled_at == FIRST


def test_a_published_meeting_that_a_holiday_skips_is_cancelled_until_it_is_kept() -> None:
    skipping = programme(monthly(on_holiday="skip"))
    world = published(skipping, FIRST, NO_HOLIDAY)

    (off,) = world.apply(skipping, LATER, HOLIDAY).steps
    assert (off.kind, off.cause) == (StepKind.CANCEL, Cause.HOLIDAYS)
    assert "Cancelled: Day of Rest (Sofia)" in world.piece("monthly", "2026-12")
    assert "SEQUENCE:1" in world.piece("monthly", "2026-12")
    assert world.state.skips == ()
    assert world.apply(skipping, LATER, HOLIDAY).is_empty

    kept = programme(monthly(on_holiday="skip", changes=(change("2026-12", on_holiday="keep"),)))
    (back,) = world.apply(kept, LATER, HOLIDAY).steps
    assert back.kind is StepKind.REINSTATE
    assert "SEQUENCE:2" in world.piece("monthly", "2026-12")
    assert "Day of Rest" not in world.piece("monthly", "2026-12")


class TestThePolicyOfTheProgramme:
    @pytest.mark.parametrize(
        ("policy", "moment", "expected"),
        [
            pytest.param(SHOW, "2027-03-31 08:00", True, id="show"),
            pytest.param(SHOW, "2027-04-01 08:00", False, id="until the past edge of the window"),
            pytest.param(HIDE, "2026-11-25 08:00", False, id="hide"),
            pytest.param(CancelledPolicy("days", 20), "2026-12-15 07:59", True, id="within 20 days"),
            pytest.param(CancelledPolicy("days", 20), "2026-12-15 08:00", False, id="after 20 days"),
            pytest.param(programme().cancelled, "2026-12-25 07:59", True, id="within 30 days if nothing is said"),
            pytest.param(programme().cancelled, "2026-12-25 08:00", False, id="after 30 days if nothing is said"),
        ],
    )  # fmt: skip
    def test_decides_how_long(self, policy: CancelledPolicy, moment: str, expected: bool) -> None:
        world = published(programme(OFF, cancelled=policy), FIRST)

        world.apply(programme(OFF, cancelled=policy), now(moment))

        assert world.shows("programme.ics", "monthly", "2026-12") is expected

    def test_hiding_when_its_days_are_over_is_time_moving_on(self) -> None:
        made = programme(OFF, cancelled=CancelledPolicy("days", 3))
        world = published(made, FIRST)
        before = world.piece("monthly", "2026-12")

        plan = world.apply(made, now("2026-11-28 08:00"))

        assert [step.cause for step in plan.steps] == [Cause.WINDOW]
        assert plan.only_moves_on
        assert world.piece("monthly", "2026-12") == before
        assert world.apply(made, now("2026-11-29 08:00")).is_empty

    def test_changing_it_is_configuration_and_showing_again_is_the_same_vevent(self) -> None:
        world = published(programme(OFF), FIRST)
        before = world.piece("monthly", "2026-12")

        plan = world.apply(programme(OFF, cancelled=HIDE), LATER)
        assert [step.cause for step in plan.steps] == [Cause.CONFIGURATION]
        assert not plan.only_moves_on
        world.apply(programme(OFF), LATER)

        assert world.shows("programme.ics", "monthly", "2026-12")
        assert world.piece("monthly", "2026-12") == before

    @pytest.mark.parametrize("moment", ["2026-11-28 08:00", "2026-12-28 08:00"], ids=["coming", "past"])
    def test_a_hidden_one_whose_text_is_deleted_stays_hidden(self, moment: str) -> None:
        kept = monthly("kept")
        world = published(programme(OFF, kept, cancelled=HIDE), FIRST)
        world.apply(programme(OFF, kept, cancelled=HIDE), now(moment))
        world.apply(programme(kept, cancelled=HIDE), now(moment))

        world.apply(programme(kept, cancelled=SHOW), now(moment))

        assert not world.stored("monthly", "2026-12").shown
        assert world.apply(programme(kept, cancelled=SHOW), now(moment)).is_empty


class TestThePolicyOfOneMeeting:
    @pytest.mark.parametrize(
        ("texts", "meeting", "shown"),
        [
            pytest.param([monthly(changes=(change("2026-12", cancel="Ice", cancelled=HIDE),))], "monthly 2026-12", False, id="of a change"),
            pytest.param([monthly(changes=(change("2026-12", cancel="Ice", cancelled=HIDE), change("2027-01", cancel="Snow")))], "monthly 2027-01", True, id="of a change, for that meeting alone"),
            pytest.param([replace(OFF, details=replace(OFF.details, cancelled=HIDE))], "monthly 2026-12", False, id="of a series"),
            pytest.param([monthly(changes=(change("2026-12", cancel="Snow", cancelled=SHOW),), cancelled=HIDE)], "monthly 2026-12", True, id="of a change, nearer than that of its series"),
            pytest.param([monthly(extras=(extra("x", "2026-12-03 09:00"),), cancelled=HIDE), monthly(cancelled=HIDE)], "monthly extra.x", False, id="of a series, for what left the text"),
            pytest.param([TALK, replace(CANCELLED_TALK, details=replace(CANCELLED_TALK.details, cancelled=HIDE))], "talk once", False, id="of a webinar that was published by mistake"),
        ],
    )  # fmt: skip
    def test_decides_whether_it_is_shown(self, texts: list[Series], meeting: str, shown: bool) -> None:
        world = published(programme(texts[0]), FIRST)

        world.apply(programme(texts[-1]), LATER)

        assert world.stored(*meeting.split()).occurrence.cancelled
        assert world.stored(*meeting.split()).shown is shown
        for feed in ("programme.ics", "cities/sofia.ics", "cities/sejong.ics"):
            assert world.shows(feed, *meeting.split()) is shown


class TestAMeetingWithoutADateInTheText:
    """A weekly rule was published by mistake, and the monthly one is back."""

    @pytest.mark.parametrize(
        ("slip", "between", "key"),
        [
            pytest.param(monthly(every=weekly(WED, 1, "2026-01-07")), None, "2026-W52", id="a rule"),
            pytest.param(EXTRA, None, "extra.talk", id="an extra"),
            pytest.param(EXTRA, monthly(), "extra.talk", id="an extra that was cancelled before"),
            pytest.param(visit("monthly", "2026-12-02 16:00"), None, "once", id="a single date"),
        ],
    )
    def test_a_change_that_cancels_it_hides_it(self, slip: Series, between: Series | None, key: str) -> None:
        world = published(programme(slip), FIRST)
        world.apply(programme(between or slip), FIRST)
        assert world.shows("programme.ics", "monthly", key)
        cured = programme(monthly(changes=(change(key, cancel="Mistake", cancelled=HIDE),)))

        plan = world.apply(cured, LATER)

        (step,) = (each for each in plan.steps if each.after.key == key)
        assert (step.shown, step.after.cancelled) == (False, True)
        assert not world.shows("programme.ics", "monthly", key)
        assert world.plan(cured, LATER).is_empty
        assert world.plan(programme(monthly()), LATER).is_empty

    def test_a_past_one_asks_for_allow_past_as_any_other_does(self) -> None:
        world = published(programme(monthly()), FIRST)
        off = programme(monthly(begins="2027-01", changes=(change("2026-12", cancel="x", cancelled=HIDE),)))
        later = now("2026-12-20 08:00")

        (problem,) = world.plan(off, later).problems
        world.apply(off, later, allow_past=True)

        assert problem.path == ("meetings", "monthly", "changes", "2026-12", "cancel")
        assert in_terminal(problem.advice) == "its status changes only with --allow past"
        assert not world.shows("programme.ics", "monthly", "2026-12")

    @pytest.mark.parametrize(
        "edited",
        [
            pytest.param(change("2026-W50", cancel="x", cancelled=HIDE), id="never published"),
            pytest.param(change("extra.talk", "2026-12-03 10:00"), id="moved"),
        ],
    )
    def test_anything_else_is_an_error(self, edited: Change) -> None:
        world = published(programme(EXTRA), FIRST)

        (problem,) = world.plan(programme(monthly(changes=(edited,))), LATER).problems

        assert problem.path == ("meetings", "monthly", "changes", edited.key)
