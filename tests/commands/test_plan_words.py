"""Every notice, reason to ask and change of feeds that a plan may hold has its sentence."""

from __future__ import annotations

from datetime import date, time
from typing import get_args

import pytest

from scheduler.findings.finding import Code, Doubt, FeedChange, Finding, Note, Question, Refusal, Shared
from scheduler.plan.night import NightHour
from scheduler.programme.details import CONTENT_FIELDS
from scheduler.programme.texts import Text
from scheduler.reports.entry_words import DETAILS
from scheduler.reports.sentences import SENTENCES, finding_lines, sentence
from scheduler.state.feeds import Feed, FeedKind

DAY = date(2026, 12, 1)
SOFIA = Text.of({"bg": "София", "en": "Sofia"})
HOUR = "2027-03-28 03:30 does not exist"


def found(code: Code, series: str = "", key: str = "", more: int = 0, **values: object) -> Finding:
    return Finding(code=code, series=series, key=key, values=values, more=more)


NOTICES: list[tuple[Finding, str]] = [
    (found("not-published", error=HOUR), f"not published: {HOUR}"),
    (found("held-back", error=HOUR), f"stays as published: {HOUR}"),
    (
        found("no-day-left", error=HOUR),
        f"not published: its holiday policy puts it into the past, and {HOUR}",
    ),
    (found("missed-meeting"), "its date is past and it was never published; it is left out"),
    (
        found("policy-day-past", day=DAY, planned=date(2026, 12, 16)),
        "its holiday policy says 1 December 2026, which is past; it stays on 16 December 2026",
    ),
    (
        found("rule-day-past", day=DAY),
        "its rule now says 1 December 2026, which is past; it stays where it was",
    ),
    (
        found("used-up-key", day=DAY, was_cancelled=False),
        "it took place on 1 December 2026; there is no second one",
    ),
    (
        found("used-up-key", day=DAY, was_cancelled=True),
        "it was cancelled for 1 December 2026; there is no second one",
    ),
    (
        found("new-rhythm", old="monthly", new="weekly", cancelled=18, added=78),
        "a monthly meeting cannot become a weekly one and stay the same: 18 are cancelled, 78 are new",
    ),
    (
        found("new-rhythm", old="weekly", new="monthly", cancelled=78, added=18),
        "a weekly meeting cannot become a monthly one and stay the same: 78 are cancelled, 18 are new",
    ),
    (
        found("never-planned"),
        "it was over when it was first published, and the series no longer has it; if it never took place, "
        "`twincal apply` with --allow past takes it out of calendars",
    ),
    (found("already-over", day=DAY), "it is new and already over (1 December 2026): is the date right?"),
    (
        found("begun-long-ago", day=DAY, over=119),
        "it is new and began on 1 December 2026, 119 meetings are over: is the year right?",
    ),
    (found("over-again", day=DAY), "its new date is over, too (1 December 2026): is the date right?"),
    (
        found("moved-into-past", day=DAY, planned=date(2026, 12, 16)),
        "it moves from 16 December 2026 to 1 December 2026, which is past: is the date right?",
    ),
    (
        found("far-ahead", day=date(2029, 3, 7), shown=DAY, more=4),
        "it is new and first on 7 March 2029, but calendars show meetings up to 1 December 2026: "
        "is the year right? (and 4 more like it)",
    ),
    (
        found("ends-early", day=DAY, last=date(2027, 6, 1)),
        "it now ends on 1 December 2026, and calendars show meetings up to 1 June 2027: is the year right?",
    ),
]


def feed(kind: FeedKind, id: str) -> Feed:
    return Feed(kind=kind, identity=id, id=id, title=SOFIA, zone="Europe/Sofia", language="bg")


def night(*hours: tuple[str, str, str | None]) -> Finding:
    """Returns two meetings that move to these hours: a city, the begin, and the end or None."""
    return found(
        "night-move",
        series="monthly",
        meetings=2,
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
    return found("crowded-feeds", losses=losses, series="talks", key="2026-12")


def many_series(
    names: str, cancelled: int = 0, moved: int = 0, hidden: int = 0, last: date = date(2027, 1, 3)
) -> Finding:
    return found(
        "many-series",
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
        found(
            "night-series",
            series="monthly",
            meetings=73,
            hours=night(("Sofia", "02:00", None)).values["hours"],
        ),
        "all 73 meetings of the new series monthly would be at night: 02:00 in Sofia "
        "(are `at:`, `duration:`, `clock:` and `timezone:` right?)",
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
        found("dropped-languages", languages=("en", "ko"), calendars=8),
        "8 calendars in en and ko would lose their addresses (`languages:`)",
    ),
    (
        found("emptied-cities", emptied=("sofia",), successors=()),
        "it would take every coming meeting away from sofia",
    ),
    (
        found("emptied-cities", emptied=tuple("abcdefgh"), successors=()),
        "it would take every coming meeting away from a, b, c, d, e and 3 more cities",
    ),
    (
        found(
            "lookalike-series",
            section="meetings",
            series="new",
            old_id="second",
            line="formerly: [first, second]",
            cancelled=18,
            added=29,
            repeated=18,
        ),
        "new looks like second under a new id: 18 of its meetings would be cancelled, and 29 published anew; "
        "write `formerly: [first, second]` below `meetings: new:`",
    ),
    (
        found(
            "lookalike-series",
            section="webinars",
            series="new",
            old_id="old",
            line="formerly: old",
            cancelled=0,
            added=1,
            repeated=1,
        ),
        "new looks like old under a new id: 1 of its meetings would be published a second time; "
        "write `formerly: old` below `webinars: new:`",
    ),
    (
        found(
            "copied-series",
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
        found("late-start", series="monthly", cancelled=12, next=DAY, day=date(2027, 12, 7)),
        "monthly would begin on 7 December 2027, and 12 meetings from 1 December 2026 would be cancelled "
        "(is the year of `from` right?)",
    ),
    (
        found("lookalike-extra", series="monthly", id="trams", old_id="tram"),
        "the extra meeting trams of monthly looks like tram under a new id: calendars would show it "
        "cancelled, and published anew; keep the id `tram`",
    ),
    *(
        (
            found("lookalike-feed", new=feed(kind, "new"), old=feed(kind, "old"), line="formerly: old"),
            f"{words} new looks like old under a new id: calendars that read /feeds/{kind}/old.ics would lose "
            f"their address; write `formerly: old` below `{kind}: new:`",
        )
        for kind, words in FEED_WORDS
    ),
    (
        night(("Sofia", "04:00", None), ("Sejong", "21:30", "23:00"), ("Sofia", "03:00", None)),
        "2 meetings of monthly would move into the night: 03:00 or 04:00 in Sofia, 21:30 to 23:00 in Sejong "
        "(are `at:`, `duration:`, `clock:` and `timezone:` right?)",
    ),
    (
        found("lost-part", parts=("webinars.yaml",), lost=("roofs", "talk")),
        "webinars.yaml is gone or empty, and with it 2 series that have coming meetings (roofs and talk)",
    ),
    (
        found("lost-part", parts=("`meetings:`", "`webinars:`"), lost=("a", "b", "c")),
        "`meetings:` and `webinars:` are gone or empty, and with them 3 series that have coming meetings (a, b and c)",
    ),
    (
        found("far-move", series="talk", meetings=1, old=date(2026, 12, 16), new=date(2027, 12, 16)),
        "1 meeting of talk would move far, from 16 December 2026 to 16 December 2027 (is the year right?)",
    ),
    (
        found("far-move", series="talks", meetings=2, old=date(2026, 12, 16), new=date(2027, 12, 16)),
        "2 meetings of talks would move far, the first from 16 December 2026 to 16 December 2027 "
        "(is the year right?)",
    ),
    (
        crowded(7),
        "feeds would be too large for what clients read, and no longer show coming meetings that take place: "
        "cities/c0 0 of 9, cities/c1 1 of 9, cities/c2 2 of 9, cities/c3 3 of 9, cities/c4 4 of 9, "
        "and 2 more feeds; talks/2026-12 adds most",
    ),
]

CHANGES: list[tuple[Finding, str]] = [
    (found("new-feed", name="cities/sofia"), "new calendar cities/sofia"),
    (
        found("renamed-feed", old_name="themes/trams", name="themes/rails"),
        "calendar themes/trams is now themes/rails; the old address goes on",
    ),
    (found("feed-kept", name="pairs/p"), "calendar pairs/p is kept again"),
    (
        found("feed-removed", name="pairs/p"),
        "calendar pairs/p goes on until its last meeting has ended",
    ),
    (found("feed-gone", name="pairs/p"), "calendar pairs/p ends: its address answers that it is gone"),
    (
        found("feeds-in-language", names=("cities/sofia",), old_language="bg", language="en"),
        "calendar cities/sofia is now in en, no longer in bg",
    ),
    (
        found("feeds-in-language", names=("programme", "pairs/p"), old_language="bg", language="en"),
        "calendars programme, pairs/p are now in en, no longer in bg",
    ),
    (found("new-window", more_meetings=0, fewer=0), "feeds show the same meetings as before"),
    (found("new-window", more_meetings=1, fewer=0), "feeds show 1 more meeting by the new window"),
    (found("new-window", more_meetings=0, fewer=2), "feeds show 2 fewer meetings by the new window"),
    (
        found("new-window", more_meetings=7, fewer=1),
        "feeds show 7 more and 1 fewer meetings by the new window",
    ),
]


FINDINGS = [*NOTICES, *REASONS, *CHANGES]


def test_every_code_of_a_plan_has_an_example_here() -> None:
    codes = {*get_args(Refusal), *get_args(Question), *get_args(Note), *get_args(FeedChange)}

    assert {finding.code for finding, _ in FINDINGS} == codes


def test_every_code_of_a_warning_has_a_sentence() -> None:
    assert {*get_args(Doubt), *get_args(Shared)} <= SENTENCES.keys()


@pytest.mark.parametrize(("finding", "text"), FINDINGS)
def test_a_finding(finding: Finding, text: str) -> None:
    assert sentence(finding) == text


def test_every_detail_of_a_meeting_has_a_word() -> None:
    assert DETAILS.keys() == {*CONTENT_FIELDS, "clock", "private join"}


def notices(count: int, day: date = DAY) -> list[Finding]:
    return [found("rule-day-past", "trams", f"2026-{n:02d}", day=day) for n in range(1, count + 1)]


class TestLinesOfFindings:
    TEXT = "its rule now says 1 December 2026, which is past; it stays where it was"

    def test_four_alike_share_one(self) -> None:
        assert [*finding_lines(notices(4))] == [f"trams/2026-01 to 2026-04: {self.TEXT} (4 meetings)"]

    def test_two_kinds_or_days_or_series_share_none(self) -> None:
        other = found("rule-day-past", "parks", "2026-04", day=DAY)
        missed = found("missed-meeting", "trams", "2026-04")
        mixed = [*notices(2), *notices(2, date(2026, 12, 2)), other, missed]

        assert len([*finding_lines(mixed)]) == 6
