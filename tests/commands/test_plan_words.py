"""Every notice, reason to ask and change of feeds that a plan may hold has its sentence."""

from __future__ import annotations

from datetime import date, time

import pytest

from scheduler.commands.feed_sizes import CrowdedFeeds
from scheduler.findings.finding import FeedChange, Finding, Note, Question, Refusal
from scheduler.plan.doubtful_dates import (
    AlreadyOver,
    BeforeItBegins,
    BegunLongAgo,
    EndsEarly,
    FarAhead,
    HolidayEnds,
    MovedIntoPast,
    NewRhythm,
    OverAgain,
    PresentThoughNotHeld,
)
from scheduler.plan.feed_changes import (
    FeedGone,
    FeedKept,
    FeedRemoved,
    FeedsInLanguage,
    NewFeed,
    NewWindow,
    RenamedFeed,
)
from scheduler.plan.left_as_is import (
    HeldBack,
    MissedMeeting,
    NeverPlanned,
    NoDayLeft,
    NotPublished,
    PolicyDayPast,
    RuleDayPast,
    UsedUpKey,
)
from scheduler.plan.night import NightHour, NightMove, NightSeries
from scheduler.plan.renames import CopiedSeries, LookalikeExtra, LookalikeFeed, LookalikeSeries
from scheduler.plan.safety import DroppedLanguages, EmptiedCities, FarMove, LateStart, LostPart, ManySeries
from scheduler.programme.details import CONTENT_FIELDS
from scheduler.programme.texts import Text
from scheduler.reports.advice_words import with_advice
from scheduler.reports.differences import NAMES, entry_words
from scheduler.reports.sentences import finding_lines, sentence
from scheduler.state.feeds import Feed, FeedKind
from support.findings import kinds
from support.programmes import monthly, now, programme, webinar
from support.world import published

DAY = date(2026, 12, 1)
SOFIA = Text.of({"bg": "София", "en": "Sofia"})
HOUR = "2027-03-28 03:30 does not exist"


NOTICES: list[tuple[Finding, str]] = [
    (NotPublished(error=HOUR), f"not published: {HOUR}"),
    (HeldBack(error=HOUR), f"stays as published: {HOUR}"),
    (
        NoDayLeft(error=HOUR),
        f"not published: `on_holiday` puts it into the past, and {HOUR}",
    ),
    (MissedMeeting(), "its date is past and it was never published; it is left out"),
    (
        PolicyDayPast(day=DAY, planned=date(2026, 12, 16)),
        "`on_holiday` says 1 December 2026, which is past; it stays on 16 December 2026",
    ),
    (
        RuleDayPast(day=DAY),
        "its rule now says 1 December 2026, which is past; it stays where it was",
    ),
    (
        UsedUpKey(day=DAY, was_cancelled=False),
        "it took place on 1 December 2026; there is no second one",
    ),
    (
        UsedUpKey(day=DAY, was_cancelled=True),
        "it was cancelled for 1 December 2026; there is no second one",
    ),
    (
        NewRhythm(old="monthly", new="weekly", cancelled=18, added=78),
        "a monthly meeting cannot become a weekly one and stay the same: 18 are cancelled, 78 are new",
    ),
    (
        NewRhythm(old="weekly", new="monthly", cancelled=78, added=18),
        "a weekly meeting cannot become a monthly one and stay the same: 78 are cancelled, 18 are new",
    ),
    (
        NeverPlanned(),
        "it was past when it was first published, and the series no longer has it; if it never took place, "
        "`twincal apply` with --allow past takes it out of calendars",
    ),
    (AlreadyOver(day=DAY), "it is new and already past (1 December 2026): is the date right?"),
    (
        BegunLongAgo(day=DAY, over=119),
        "it is new and began on 1 December 2026, 119 meetings are past: is the year right?",
    ),
    (
        BeforeItBegins(day=DAY, what="minutes"),
        "it has minutes before it begins (1 December 2026): is this the right meeting?",
    ),
    (
        PresentThoughNotHeld(day=DAY),
        "people were present, and it did not take place (1 December 2026): is this the right meeting?",
    ),
    (
        HolidayEnds(of="Sofia", day=DAY, last=date(2026, 12, 15)),
        "Sofia is closed on 1 December 2026 and on 15 December 2026 alone: is it open between them? "
        "If not, write `2026-12-01..2026-12-15`",
    ),
    (OverAgain(day=DAY), "its new date is past, too (1 December 2026): is the date right?"),
    (
        MovedIntoPast(day=DAY, planned=date(2026, 12, 16)),
        "it moves from 16 December 2026 to 1 December 2026, which is past: is the date right?",
    ),
    (
        FarAhead(day=date(2029, 3, 7), shown=DAY, more=4),
        "it is new and first on 7 March 2029, but calendars show meetings up to 1 December 2026: "
        "is the year right? (and 4 more like it)",
    ),
    (
        EndsEarly(day=DAY, last=date(2027, 6, 1)),
        "it now ends on 1 December 2026, and calendars show meetings up to 1 June 2027: is the year right?",
    ),
]


def feed(kind: FeedKind, id: str) -> Feed:
    return Feed(kind=kind, identity=id, id=id, title=SOFIA, zone="Europe/Sofia", language="bg")


def night(*hours: tuple[str, str, str | None]) -> NightMove:
    """Returns two meetings that move to these hours: a city, the begin, and the end or None."""
    return NightMove(
        series="monthly",
        number=2,
        hours=tuple(
            NightHour(
                city=Text.plain(city),
                begins=time.fromisoformat(begins),
                ends=time.fromisoformat(ends) if ends else None,
            )
            for city, begins, ends in hours
        ),
    )


def crowded(feeds: int) -> Finding:
    losses = tuple((f"cities/c{n}", n, 9) for n in range(feeds))
    return CrowdedFeeds(losses=losses, series="talks", key="2026-12")


def many_series(
    names: str, cancelled: int = 0, moved: int = 0, hidden: int = 0, last: date = date(2027, 1, 3)
) -> Finding:
    return ManySeries(
        changed=tuple(names),
        total=7,
        cancelled=cancelled,
        moved=moved,
        hidden=hidden,
        first=date(2026, 12, 21),
        last=last,
    )


FEED_WORDS: tuple[tuple[FeedKind, str], ...] = (
    ("cities", "the city"),
    ("pairs", "the pair"),
    ("themes", "the theme"),
)
REASONS: list[tuple[Finding, str]] = [
    (
        NightSeries(
            series="monthly",
            number=73,
            hours=night(("Sofia", "02:00", None)).hours,
        ),
        "all 73 meetings of the new series monthly would be at night: 02:00 in Sofia "
        "(are the hour, the length, the clock and the time zone right?)",
    ),
    (
        many_series("abcde", moved=7),
        "it would move 7 coming meetings of 5 of 7 series (a, b, c, d and e), now planned for 21 December 2026 "
        "to 3 January 2027",
    ),
    (
        many_series("abcdefg", cancelled=60, moved=30, hidden=1, last=date(2026, 12, 21)),
        "it would cancel 60, move 30 and hide 1 coming meetings of 7 of 7 series (a, b, c, d, e and 2 more "
        "series), now planned for 21 December 2026",
    ),
    (
        DroppedLanguages(languages=("en", "ko"), calendars=8),
        "8 calendars in en and ko would lose their addresses (`languages:`)",
    ),
    (
        EmptiedCities(emptied=("sofia",)),
        "it would take every coming meeting away from sofia",
    ),
    (
        EmptiedCities(emptied=tuple("abcdefgh")),
        "it would take every coming meeting away from a, b, c, d, e and 3 more cities",
    ),
    (
        LookalikeSeries(
            section="meetings",
            series="new",
            old_id="second",
            line="formerly: [first, second]",
            repeated=18,
        ),
        "new looks like second under a new id: calendars would show 18 meetings twice; "
        "write `formerly: [first, second]` below `meetings: new:`",
    ),
    (
        CopiedSeries(
            section="meetings",
            series="new",
            old_id="second",
            line="formerly: [first, second]",
            repeated=18,
        ),
        "new has the title, cities and hours of second: calendars would show 18 meetings twice; if it is "
        "second under a new id, take second out, and write `formerly: [first, second]` below `meetings: new:`",
    ),
    (
        LateStart(series="monthly", cancelled=12, next=DAY, day=date(2027, 12, 7)),
        "monthly would begin on 7 December 2027, and 12 meetings from 1 December 2026 would be cancelled "
        "(is the year of `from` right?)",
    ),
    (
        LookalikeExtra(series="monthly", id="trams", old_id="tram"),
        "the extra meeting trams of monthly looks like tram under a new id: calendars would show it "
        "cancelled, and published anew; keep the id `tram`",
    ),
    *(
        (
            LookalikeFeed(new=feed(kind, "new"), old=feed(kind, "old"), line="formerly: old"),
            f"{words} new looks like old under a new id: calendars that read /feeds/{kind}/old.ics would lose "
            f"their address; write `formerly: old` below `{kind}: new:`",
        )
        for kind, words in FEED_WORDS
    ),
    (
        night(("Sofia", "04:00", None), ("Sejong", "21:30", "23:00"), ("Sofia", "03:00", None)),
        "2 meetings of monthly would move into the night: 03:00 or 04:00 in Sofia, 21:30 to 23:00 in Sejong "
        "(are the hour, the length, the clock and the time zone right?)",
    ),
    (
        LostPart(parts=("webinars.yaml",), lost=("roofs", "talk")),
        "webinars.yaml is gone or empty, and with it 2 series that have coming meetings (roofs and talk)",
    ),
    (
        LostPart(parts=("`meetings:`", "`webinars:`"), lost=("a", "b", "c")),
        "`meetings:` and `webinars:` are gone or empty, and with them 3 series that have coming meetings (a, b and c)",
    ),
    (
        FarMove(series="talk", number=1, old=date(2026, 12, 16), new=date(2027, 12, 16)),
        "1 meeting of talk would move far, from 16 December 2026 to 16 December 2027 (is the year right?)",
    ),
    (
        FarMove(series="talks", number=2, old=date(2026, 12, 16), new=date(2027, 12, 16)),
        "2 meetings of talks would move far, the first from 16 December 2026 to 16 December 2027 "
        "(is the year right?)",
    ),
    (
        crowded(7),
        "calendars would be too large for calendar apps, and no longer show coming meetings that take place: "
        "cities/c0 0 of 9, cities/c1 1 of 9, cities/c2 2 of 9, cities/c3 3 of 9, cities/c4 4 of 9, "
        "and 2 more calendars; talks/2026-12 adds most",
    ),
]

CHANGES: list[tuple[Finding, str]] = [
    (NewFeed(name="cities/sofia"), "new calendar cities/sofia"),
    (
        RenamedFeed(old_name="themes/trams", name="themes/rails"),
        "calendar themes/trams is now themes/rails; the old address goes on",
    ),
    (
        RenamedFeed(old_name="themes/rails", name="themes/trams", goes_on=False),
        "calendar themes/rails is now themes/trams; the old address ends",
    ),
    (FeedKept(name="pairs/p"), "calendar pairs/p is kept again"),
    (
        FeedRemoved(name="pairs/p"),
        "calendar pairs/p goes on until its last meeting has ended",
    ),
    (FeedGone(name="pairs/p"), "calendar pairs/p ends: its address answers that it is gone"),
    (
        FeedsInLanguage(names=("cities/sofia",), old_language="bg", language="en"),
        "calendar cities/sofia is now in en, no longer in bg",
    ),
    (
        FeedsInLanguage(names=("programme", "pairs/p"), old_language="bg", language="en"),
        "calendars programme, pairs/p are now in en, no longer in bg",
    ),
    (NewWindow(more_meetings=0, fewer=0), "calendars show the same meetings as before"),
    (NewWindow(more_meetings=1, fewer=0), "calendars show 1 more meeting, because they show other months"),
    (NewWindow(more_meetings=0, fewer=2), "calendars show 2 fewer meetings, because they show other months"),
    (
        NewWindow(more_meetings=7, fewer=1),
        "calendars show 7 more and 1 fewer meetings, because they show other months",
    ),
]


FINDINGS = [*NOTICES, *REASONS, *CHANGES]


def test_every_kind_of_a_plan_has_an_example_here() -> None:
    of_plans = {each for each in kinds() if issubclass(each, Refusal | Question | Note | FeedChange)}

    assert {type(finding) for finding, _ in FINDINGS} == of_plans


@pytest.mark.parametrize(("finding", "text"), FINDINGS)
def test_a_finding(finding: Finding, text: str) -> None:
    assert with_advice(sentence(finding), finding.advice) == text


def test_every_detail_of_a_meeting_has_a_word() -> None:
    assert NAMES.keys() >= {*CONTENT_FIELDS, "private join"}


def test_new_zone_rules_change_local_times_and_no_end() -> None:
    """The meeting moves in Sejong, or keeps its hour there, and is as long as before."""
    made = programme(monthly(until="2026-12"), webinar("talk", "2026-12-10 17:00", "sejong"))
    world = published(made, now("2026-11-24 09:00"))
    world.planned_by_other_zone_data("Europe/Sofia", 60)
    world.apply(made, now("2026-11-25 09:00"))

    assert {entry_words(each, world.state.ids) for each in world.history[0].entries} == {
        "local times changed: Wed 16 Dec 2026 10:00 Europe/Sofia because of new time-zone data",
        "local times changed: Thu 10 Dec 2026 17:00 Asia/Seoul because of new time-zone data",
    }


def notices(count: int, day: date = DAY) -> list[Finding]:
    return [RuleDayPast(series="trams", key=f"2026-{n:02d}", day=day) for n in range(1, count + 1)]


class TestLinesOfFindings:
    TEXT = "its rule now says 1 December 2026, which is past; it stays where it was"

    def test_four_alike_share_one(self) -> None:
        assert [*finding_lines(notices(4))] == [f"trams/2026-01 to 2026-04: {self.TEXT} (4 meetings)"]

    def test_two_kinds_or_days_or_series_share_none(self) -> None:
        other = RuleDayPast(series="parks", key="2026-04", day=DAY)
        missed = MissedMeeting(series="trams", key="2026-04")
        mixed = [*notices(2), *notices(2, date(2026, 12, 2)), other, missed]

        assert len([*finding_lines(mixed)]) == 6
