"""The past stays (rule 5): only text about this occurrence changes it; withdrawn details disappear."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from scheduler.programme.details import Join, Link, Speaker, Status
from scheduler.programme.members import Theme
from scheduler.programme.programme import Programme
from scheduler.programme.rules import LastDay
from scheduler.programme.series import Change, Series
from scheduler.programme.texts import Text
from scheduler.reports.advice_words import in_terminal, with_advice
from scheduler.state.revision import StepKind
from scheduler.timetable.occurrence import Occurrence
from support.programmes import (
    LISBON,
    SEJONG,
    SOFIA,
    change,
    changed,
    days,
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

FIRST = now("2026-09-01 08:00")
NOW = now("2026-11-25 08:00")
"""The meeting of 21 October is over, that of 16 December is not."""
PAIRS = (pair("sofia", "sejong"), pair("dublin", "seoul"))
TRAMS = Theme(id="trams", name=Text.plain("Trams"))
SPEAKER = Speaker(name="A. Speaker")
AGENDA, SLIDES = (Link(Text.plain(name), f"https://example.org/{name}") for name in ("agenda", "slides"))


TALK = programme(webinar("talk", "2026-10-05 15:00"))
VISIT = programme(visit("visit", "2026-10-10 10:00", title=None))
EXTRA = (extra("trams", "2026-10-10 10:00"),)


def with_a_past(made: Programme) -> World:
    """Returns a world that published `made` in September; the meetings of October are over."""
    world = published(made, FIRST)
    world.apply(made, NOW)
    return world


def october(made: Programme, key: str = "2026-10", series: str = "monthly", **how: bool) -> tuple[str, str]:
    """Returns the piece of October before and after `made` replaces the plain monthly meeting."""
    world = with_a_past(programme(monthly()))
    before = world.piece(series, key)
    world.apply(made, NOW, **how)
    return before, world.piece(series, key)


class TestWhatNeverTouchesIt:
    @pytest.mark.feed_rule(35)
    @pytest.mark.parametrize(
        "made",
        [
            pytest.param(programme(monthly(every=LastDay())), id="a rule"),
            pytest.param(programme(monthly(at="15:00")), id="an hour"),
            pytest.param(programme(monthly(minutes=120)), id="a duration"),
            pytest.param(programme(monthly(clock_of="sejong")), id="a clock"),
            pytest.param(programme(monthly(begins="2026-11")), id="a later from"),
            pytest.param(programme(monthly(until="2026-09")), id="an earlier until"),
            pytest.param(programme(meeting(entry("2026-01"), entry("2026-10", LastDay()))), id="an entry"),
            pytest.param(programme(monthly(title="Trams")), id="the title of the series"),
            pytest.param(programme(monthly(place="Depot", description="Trams")), id="its other words"),
            pytest.param(programme(monthly(status=Status.CANCELLED)), id="the status of the series"),
            pytest.param(programme(monthly(visibility="private")), id="the visibility of the series"),
            pytest.param(programme(), id="a deletion"),
            pytest.param(programme(monthly(), cities=(replace(SOFIA, zone="Europe/Lisbon"), SEJONG), pairs=PAIRS[:1]), id="the zone of a city"),
            pytest.param(programme(monthly(), cities=(replace(SOFIA, name=Text.plain("Sredets")), SEJONG), pairs=PAIRS[:1]), id="the name of a city"),
            pytest.param(
                programme(
                    monthly(),
                    cities=(SOFIA, SEJONG, LISBON),
                    pairs=(pair("sofia", "sejong", "lisbon", id="sofia-sejong"),),
                ),
                id="a city that joins",
            ),
            pytest.param(programme(monthly(), pairs=(pair("sofia", "seoul", id="sofia-sejong"),)), id="another pair"),
            pytest.param(programme(monthly(), themes=(TRAMS,), pairs=(pair("sofia", "sejong", themes=("trams",)),)), id="the theme of the pair"),
        ],
    )  # fmt: skip
    def test_the_meeting_stays_as_it_was(self, made: Programme) -> None:
        before, after = october(made)

        assert after == before

    @pytest.mark.parametrize(
        ("series", "key", "before", "after"),
        [
            pytest.param("talk", "once", TALK, replace(TALK, host=replace(TALK.host, zone="Europe/Paris")), id="the zone of the host"),
            pytest.param("monthly", "extra.trams", programme(monthly(extras=EXTRA)), programme(monthly(title="Other", place="Depot", extras=EXTRA)), id="the series of an extra"),
            pytest.param(
                "visit", "once", VISIT,
                replace(VISIT, groups={"sofia-sejong": replace(PAIRS[0], name=Text.plain("Twins"), themes=("trams",))}, themes={"trams": TRAMS}), id="the pair of a visit",
            ),
            pytest.param("talk", "once", TALK, programme(monthly()), id="the deletion of a webinar"),
        ],
    )  # fmt: skip
    def test_nor_is_it_touched_by(self, series: str, key: str, before: Programme, after: Programme) -> None:
        world = with_a_past(before)
        piece = world.piece(series, key)

        world.apply(after, NOW)

        assert world.piece(series, key) == piece

    def test_nor_does_an_edit_of_the_rule_touch_one_that_was_moved(self) -> None:
        """Its date was named; its hour, its length and its clock were not."""
        moved = change("2026-10", "2026-10-22", duration=timedelta(hours=2))
        world = with_a_past(programme(monthly(changes=(moved,))))
        before = world.piece("monthly", "2026-10")

        edited = monthly(every=LastDay(), at="15:00", clock_of="sejong", minutes=30, changes=(moved,))
        plan = world.plan(programme(edited), NOW)
        world.apply(programme(edited), NOW)

        assert plan.problems == ()
        assert world.piece("monthly", "2026-10") == before

    def test_past_means_that_the_end_is_at_or_before_now(self) -> None:
        """October's meeting ends at 08:00 UTC (11:00 in Sofia)."""
        for moment, moves in (("2026-10-21 07:59", True), ("2026-10-21 08:00", False)):
            world = published(programme(monthly()), FIRST)
            later = programme(monthly(changes=(change("2026-10", title="Trams"),), minutes=120))

            world.apply(later, now(moment))

            assert ("DTEND;TZID=Europe/Sofia:20261021T120000" in world.piece("monthly", "2026-10")) is moves


class TestNamingIt:
    @pytest.mark.feed_rule(35)
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            pytest.param(change("2026-10", title="Trams"), "SUMMARY:Trams", id="title"),
            pytest.param(change("2026-10", description="Minutes."), "Minutes.", id="description"),
            pytest.param(change("2026-10", links=(SLIDES,)), "slides", id="slides"),
            pytest.param(change("2026-10", place="Depot"), "LOCATION:Depot", id="place"),
            pytest.param(change("2026-10", speakers=(SPEAKER,)), "A. Speaker", id="a speaker"),
        ],
    )
    def test_its_words_change_freely(self, written: Change, expected: str) -> None:
        before, after = october(programme(monthly(changes=(written,))))

        assert (expected in before, expected in after) == (False, True)

    @pytest.mark.parametrize(
        ("written", "what", "field", "line"),
        [
            pytest.param(change("2026-10", "2026-10-22 10:00"), "its time", "move_to", "DTSTART;TZID=Europe/Sofia:20261022T100000", id="date and hour"),
            pytest.param(change("2026-10", "2026-10-22"), "its time", "move_to", "DTSTART;TZID=Europe/Sofia:20261022T100000", id="a date"),
            pytest.param(change("2026-10", "09:00"), "its time", "move_to", "DTSTART;TZID=Europe/Sofia:20261021T090000", id="an hour"),
            pytest.param(change("2026-10", duration=timedelta(hours=2)), "its time", "duration", "DTEND;TZID=Europe/Sofia:20261021T120000", id="a duration"),
            pytest.param(change("2026-10", clock_of="Europe/Paris"), "its time", "clock", "DTSTART;TZID=Europe/Paris:20261021T100000", id="a zone"),
            pytest.param(change("2026-10", cancel="Snow"), "its status", "cancel", "STATUS:CANCELLED", id="cancelled"),
            pytest.param(change("2026-10", status=Status.TENTATIVE), "its status", "status", "STATUS:TENTATIVE", id="in doubt"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize(
        "series",
        [monthly(), monthly(every=LastDay(), at="15:00", minutes=30, clock_of="sejong")],
        ids=["the rule stays", "the rule has another day, hour, length and clock by now"],
    )
    def test_its_time_and_status_change_only_when_allowed_and_only_the_named_part(
        self, series: Series, written: Change, what: str, field: str, line: str
    ) -> None:
        world, made = with_a_past(programme(monthly())), programme(changed(series, written))
        assert line not in world.piece("monthly", "2026-10")

        (problem,) = world.plan(made, NOW).problems
        allowed = world.apply(made, NOW, allow_past=True)

        assert with_advice(problem.message, problem.advice) == (
            f"Monthly: it took place on 21 October 2026; {what} changes only with --allow past"
        )
        assert problem.path == ("meetings", "monthly", "changes", "2026-10", field)
        (step,) = [step for step in allowed.steps if step.after.key == "2026-10"]
        assert (step.kind is StepKind.CANCEL) is (field == "cancel")
        assert world.stored("monthly", "2026-10").stamp.sequence == 1
        assert line in world.piece("monthly", "2026-10")
        assert world.apply(made, NOW).is_empty

    def test_allowing_the_past_allows_what_is_named_and_nothing_else(self) -> None:
        before, after = october(programme(monthly(at="15:00", title="Other")), allow_past=True)

        assert after == before

    def test_a_city_can_be_marked_absent_afterwards(self) -> None:
        world = with_a_past(programme(monthly()))
        absent = programme(monthly(changes=(change("2026-10", without=("sejong",)),)))

        (problem,) = world.plan(absent, NOW).problems
        (step,) = world.apply(absent, NOW, allow_past=True).steps

        assert "who took part changes only with --allow past" in in_terminal(problem.advice)
        assert step.after.cities() == ("sofia",)
        assert "Sejong" not in world.piece("monthly", "2026-10").partition("DESCRIPTION")[2]
        assert world.plan(absent, NOW).is_empty

    @pytest.mark.parametrize(
        "edited",
        [
            pytest.param(webinar("talk", "2026-12-09 15:00", "sofia", status=Status.CANCELLED), id="a webinar re-dated"),
            pytest.param(
                webinar(
                    "talk",
                    "2026-12-02 15:00",
                    "sofia",
                    changes=(change("once", status=Status.CANCELLED, duration=timedelta(hours=2)),),
                ),
                id="a change of the length",
            ),
        ],
    )  # fmt: skip
    def test_what_was_cancelled_with_another_time_beside_it_stays_accepted(self, edited: Series) -> None:
        world = published(programme(webinar("talk", "2026-12-02 15:00", "sofia")), FIRST)
        world.apply(programme(edited), NOW)

        assert world.plan(programme(edited), now("2026-12-20 08:00")).problems == ()

    @pytest.mark.parametrize(
        "written",
        [
            pytest.param(change("2026-12", duration=timedelta(minutes=10)), id="a length"),
            pytest.param(change("2026-12", "07:00"), id="an hour"),
        ],
    )
    def test_a_time_that_is_over_is_refused_at_once_where_it_is_named(self, written: Change) -> None:
        """It is 10:30 in Sofia, half-way through the meeting of December."""
        world = published(programme(monthly()), FIRST)

        (problem,) = world.plan(programme(monthly(changes=(written,))), now("2026-12-16 08:30")).problems

        assert "is past: is the date right?" in problem.message

    def test_what_a_rule_would_move_into_the_past_takes_the_rest_of_the_edit(self) -> None:
        world = published(programme(monthly()), FIRST)
        noon = now("2026-12-16 07:30")
        edited = programme(
            monthly(at="09:00", minutes=15, changes=(change("2026-12", status=Status.TENTATIVE),))
        )

        plan = world.apply(edited, noon)

        assert [(notice.code, notice.day) for notice in plan.notes] == [("rule-day-past", date(2026, 12, 16))]
        assert "STATUS:TENTATIVE" in world.piece("monthly", "2026-12")
        assert "DTSTART;TZID=Europe/Sofia:20261216T100000" in world.piece("monthly", "2026-12")
        assert world.plan(edited, now("2026-12-20 08:00")).problems == ()

    def test_its_instant_follows_new_zone_data(self) -> None:
        world = published(programme(monthly()), FIRST)
        edited = programme(monthly(at="09:00", minutes=15))
        world.apply(edited, now("2026-12-16 07:20"))
        world.planned_by_other_zone_data("Europe/Sofia", 60)

        world.apply(edited, now("2026-12-16 07:30"))

        timing = world.stored("monthly", "2026-12").occurrence.timing
        assert (timing.starts.hour, timing.begin_utc) == (10, now("2026-12-16 08:00"))
        assert "10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)" in world.piece("monthly", "2026-12")

    def test_into_an_hour_that_never_was_is_an_error(self) -> None:
        """The clocks of Sofia went forward over 03:15 on 29 March."""
        march = programme(monthly(every=LastDay(), changes=(change("2026-03", "2026-03-29 10:00"),)))
        world = with_a_past(march)
        edited = programme(monthly(every=LastDay(), changes=(change("2026-03", "2026-03-29 03:15"),)))

        (problem,) = world.plan(edited, NOW, allow_past=True).problems

        assert "does not exist" in problem.message


class TestWebinars:
    TALK = webinar("talk", "2026-10-05 15:00", description="About trams.")

    def test_their_text_is_about_that_very_occurrence(self) -> None:
        world = with_a_past(programme(self.TALK))

        world.apply(programme(webinar("talk", "2026-10-05 15:00", title="Trams and buses")), NOW)

        assert "SUMMARY:Trams and buses" in world.piece("talk")
        assert "About trams" not in world.piece("talk")

    @pytest.mark.parametrize("allowed", [False, True])
    def test_one_that_has_ended_is_never_dated_anew(self, allowed: bool) -> None:
        world = with_a_past(programme(self.TALK))

        (problem,) = world.plan(
            programme(webinar("talk", "2026-12-05 15:00")), NOW, allow_past=allowed
        ).problems

        assert problem.message.endswith("; a new meeting needs an id of its own")
        assert problem.path == ("webinars", "talk", "starts")

    def test_its_date_may_be_put_right_when_allowed(self) -> None:
        world = with_a_past(programme(self.TALK))
        corrected = programme(webinar("talk", "2026-10-06 15:00"))

        (problem,) = world.plan(corrected, NOW).problems
        world.apply(corrected, NOW, allow_past=True)

        assert "only with --allow past" in in_terminal(problem.advice)
        assert "DTSTART;TZID=Asia/Seoul:20261006T150000" in world.piece("talk")
        assert "Moved from Monday\\, 5 October 2026\\, 15:00" in world.piece("talk")

    @pytest.mark.parametrize(
        ("starts", "shown"),
        [("2027-03-09 15:00", True), ("2026-11-02 15:00", True), ("2024-03-09 15:00", False)],
    )
    def test_one_that_was_over_when_it_was_created_may_have_another_date(
        self, starts: str, shown: bool
    ) -> None:
        """The officer typed a wrong year."""
        world = published(programme(webinar("talk", "2025-03-09 15:00")), FIRST)

        (step,) = world.apply(programme(webinar("talk", starts)), NOW).steps

        assert step.kind is StepKind.MOVE
        assert world.shows("programme.ics", "talk") is shown
        assert f"DTSTART;TZID=Asia/Seoul:{starts[:10].replace('-', '')}T150000" in world.piece("talk")


class TestWithdrawn:
    """Rule 11 beats rule 5."""

    RICH = monthly(
        speakers=(SPEAKER, Speaker(name="B. Speaker")),
        links=(AGENDA, SLIDES),
        registration="https://example.org/register",
        join=Join(url="https://meet.example.org/abc", public=True),
    )

    def past(self, series: Series) -> tuple[World, Occurrence]:
        world = with_a_past(programme(self.RICH))
        world.apply(programme(series), NOW)
        return world, world.stored("monthly", "2026-10").occurrence

    def with_details(self, **parts: object) -> Series:
        return replace(self.RICH, details=replace(self.RICH.details, **parts))

    @pytest.mark.parametrize(
        ("parts", "gone"),
        [
            pytest.param({"speakers": (Speaker(name="B. Speaker"),)}, ["A. Speaker"], id="a speaker"),
            pytest.param({"links": (AGENDA,)}, ["slides"], id="a link"),
            pytest.param({"registration": None, "join": None}, ["meet.example.org", "register"], id="registration and the way in"),
        ],
    )  # fmt: skip
    def test_vanishes_from_the_past(self, parts: dict[str, object], gone: list[str]) -> None:
        world, past = self.past(self.with_details(**parts))

        assert {name: getattr(past.content, name) for name in parts} == parts
        assert not any(word in world.piece("monthly", "2026-10") for word in gone)
        stamp = world.stored("monthly", "2026-10").stamp
        assert (stamp.sequence, stamp.modified) == (0, NOW)

    def test_a_passcode(self) -> None:
        secret = Join(url="https://meet.example.org/abc", passcode="1234")
        world = with_a_past(programme(monthly(join=secret)))

        world.apply(programme(monthly(join=replace(secret, passcode="5678"))), NOW)

        assert world.stored("monthly", "2026-10").occurrence.content.join is None
        assert world.stored("monthly", "2026-12").occurrence.content.join == replace(secret, passcode="5678")

    def test_what_is_new_does_not_appear_there(self) -> None:
        world = with_a_past(programme(monthly()))
        before = world.piece("monthly", "2026-10")

        world.apply(programme(self.RICH), NOW)

        assert world.piece("monthly", "2026-10") == before
        assert "A. Speaker" in world.piece("monthly", "2026-12")

    @pytest.mark.parametrize(
        "series",
        [
            pytest.param(replace(RICH, details=replace(RICH.details, links=(replace(AGENDA, label=Text.plain("Agenda (PDF)")), SLIDES))), id="the label of a link"),
            pytest.param(replace(RICH, details=replace(RICH.details, speakers=(replace(SPEAKER, role=Text.plain("chief planner")), Speaker(name="B. Speaker")))), id="the role of a speaker"),
            pytest.param(replace(monthly(begins="2026-11"), details=RICH.details), id="a later beginning"),
            pytest.param(replace(monthly(every=LastDay(), begins="2026-11"), details=RICH.details), id="another rule"),
        ],
    )  # fmt: skip
    def test_what_is_still_given_stays(self, series: Series) -> None:
        before = with_a_past(programme(self.RICH)).piece("monthly", "2026-10")
        world, _ = self.past(series)

        assert world.piece("monthly", "2026-10") == before

    def test_people_vanish_with_a_deleted_series(self) -> None:
        world = with_a_past(programme(self.RICH, webinar("talk", "2026-12-01 15:00")))

        world.apply(programme(webinar("talk", "2026-12-01 15:00")), NOW)

        past = world.stored("monthly", "2026-10").occurrence
        assert past.content.speakers == ()
        assert "Speaker" not in world.piece("monthly", "2026-10")

    def test_a_speaker_of_one_occurrence(self) -> None:
        world = with_a_past(programme(monthly(changes=(change("2026-10", speakers=(SPEAKER,)),))))

        world.apply(programme(monthly()), NOW)

        assert "A. Speaker" not in world.piece("monthly", "2026-10")


class TestComingMeetingsAndThePast:
    def test_a_rule_that_would_put_a_coming_meeting_into_the_past_leaves_it(self) -> None:
        """The rule says the 1st Wednesday; today is the 25th of November, the meeting on the last."""
        world = published(programme(monthly(every=LastDay())), FIRST)

        plan = world.apply(programme(monthly()), NOW)

        (notice,) = [notice for notice in plan.notes if notice.key == "2026-11"]
        assert (notice.code, notice.day) == ("rule-day-past", date(2026, 11, 18))
        assert "20261130T100000" in world.piece("monthly", "2026-11")

    def test_naming_a_past_date_for_it_needs_to_be_allowed(self) -> None:
        world = published(programme(monthly(every=LastDay())), FIRST)
        made = programme(monthly(every=LastDay(), changes=(change("2026-11", "2026-11-20 10:00"),)))

        (problem,) = world.plan(made, NOW).problems
        world.apply(made, NOW, allow_past=True)

        assert problem.message.startswith("20 November 2026 10:00 is past: is the date right?")
        assert problem.path == ("meetings", "monthly", "changes", "2026-11", "move_to")
        assert "20261120T100000" in world.piece("monthly", "2026-11")
        assert world.apply(made, NOW).is_empty

    def test_everything_since_from_is_stored_at_first(self) -> None:
        world = published(programme(monthly(begins="2021-10")), NOW)

        assert world.keys("monthly")[0] == "2021-10"
        assert not world.shows("programme.ics", "monthly", "2021-10")
        assert world.shows("programme.ics", "monthly", "2026-10")

    def test_a_past_month_that_was_never_published_is_left_out_with_a_notice(self) -> None:
        world = with_a_past(programme(monthly(begins="2026-10")))

        plan = world.apply(programme(monthly(begins="2026-08")), NOW)

        assert [(notice.key, notice.code) for notice in plan.notes] == [
            ("2026-08", "missed-meeting"),
            ("2026-09", "missed-meeting"),
        ]
        assert world.keys("monthly")[0] == "2026-10"

    @pytest.mark.parametrize(
        "earlier",
        [
            pytest.param(monthly(begins="2026-08"), id="from"),
            pytest.param(monthly(begins="2026-10", every=weekly(2, 1, "2026-10-07")), id="every"),
        ],
    )
    def test_the_notice_does_not_come_back_with_another_edit(self, earlier: Series) -> None:
        world = with_a_past(programme(monthly(begins="2026-10")))
        assert world.apply(programme(earlier), NOW).notes
        world.apply(programme(earlier, webinar("talk", "2026-12-10 15:00")), NOW)

        plan = world.plan(programme(earlier, webinar("talk", "2026-12-11 15:00")), NOW)

        assert plan.steps
        assert plan.notes == ()

    def test_a_pause_that_is_taken_out_brings_it(self) -> None:
        paused = monthly(begins="2026-10", pauses=(days("2026-10-01..2026-10-31"),))
        world = with_a_past(programme(paused))

        plan = world.plan(programme(monthly(begins="2026-10")), NOW)

        assert [(notice.key, notice.code) for notice in plan.notes] == [("2026-10", "missed-meeting")]

    def test_the_notice_ends_with_the_months_that_feeds_show(self) -> None:
        world = with_a_past(programme(monthly(begins="2026-10")))
        earlier = programme(monthly(begins="2026-08"))

        assert [notice.key for notice in world.plan(earlier, now("2026-12-01 08:00")).notes] == ["2026-09"]
        assert world.plan(earlier, now("2027-01-01 08:00")).notes == ()
