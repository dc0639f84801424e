"""`why`: what a holiday led to, also if it left nothing to publish."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme import rules
from scheduler.reports.rule_words import rule_words
from scheduler.timetable.recorded_hours import RuleHours
from support.programmes import MON, THU, TUE, WED
from support.shell import Shell
from support.small_programme import webinar

CHUSEOK = ("third Wednesday", "fourth Thursday")
"""24 September 2026 is a public holiday in Korea, and so are the days around it."""
BEFORE = "2026-06-01T09:00:00Z"


def applied(shell: Shell, *edits: tuple[str, str]) -> Shell:
    """The small programme with these edits, published in June."""
    shell.edit(*edits)
    assert shell.apply(now=BEFORE).code == 0
    return shell


def test_a_meeting_skipped_before_it_was_published_says_so(shell: Shell) -> None:
    applied(shell, CHUSEOK, ("next working day", "skip"))

    answer = shell.run("why", "monthly/2026-09")

    assert answer.code == 0
    assert answer.text.splitlines() == [
        "Monthly: monthly/2026-09",
        "  rule       fourth Thursday, 10:00 Europe/Sofia, 60 min",
        "  planned    Thu 24 Sep 2026",
        "  day off    The day preceding Chuseok (Sejong)",
        "  policy     on_holiday: skip",
        "  now        it does not take place, and was never published",
    ]
    assert shell.run("why", "monthly/2026-09-24").text == answer.text


def test_a_meeting_that_found_no_free_day_was_kept(shell: Shell) -> None:
    closed = ("  languages:\n    - en", "  closed:\n    - 2026-09-16..2026-11-10\n  languages:\n    - en")
    applied(shell, closed)

    assert (
        "  day off    the programme is closed on Wed 16 Sep 2026\n"
        "  policy     on_holiday: next working day: kept, for no common working day was found within 31 days\n"
        in shell.run("why", "monthly/2026-09").text
    )


def test_a_meeting_that_its_policy_would_have_put_into_the_past_was_kept(shell: Shell) -> None:
    """25 May 2026 is a holiday in both countries; the working day before it, the 22nd, is over."""
    shell.edit(
        ("third Wednesday", "last Monday"),
        ("2026-06", "2026-01"),
        ("next working day", "previous working day"),
    )
    assert shell.apply(now="2026-05-23T09:00:00Z").code == 0

    explanation = shell.run("why", "monthly/2026-05").text

    assert (
        "  policy     on_holiday: previous working day → Fri 22 May 2026, which was past: kept\n"
        in explanation
    )
    assert "  now        Mon 25 May 2026 10:00" in explanation


def test_a_clock_of_nobody_is_named_with_its_hour(shell: Shell) -> None:
    shell.write(webinar("trams", "2026-12-10 15:00", clock="Europe/Lisbon"), "more.yaml")
    shell.apply()

    assert "now        Thu 10 Dec 2026 15:00 (UTC+0; Sofia 17:00, Sejong Fri 11 Dec 00:00)" in (
        shell.run("why", "trams").text
    )


def test_a_date_by_rule_names_the_rule(shell: Shell) -> None:
    applied(shell, ("third Wednesday", "every week on Wednesday"))

    lines = shell.run("why", "monthly/2026-W50", now="2026-12-01T09:00:00Z").text.splitlines()

    assert (
        lines[1]
        == "  rule       every week on Wednesday (weeks are counted from 2026-06-01), 10:00 Europe/Sofia, 60 min"
    )


def test_a_list_of_dates_without_a_key_names_the_next_ones(shell: Shell) -> None:
    shell.add(
        "  board:\n    pair: sofia-sejong\n    title: Board\n    dates: [2026-10-14 10:00, 2027-02-17 10:00]\n"
        "    clock: sofia\n    duration: 60 min\n"
    )
    assert shell.apply().code == 0

    assert "board has many meetings: say which one\n         the next are: board/extra.2" in (
        shell.run("why", "board").err
    )


WORDS = {
    rules.NthWeekday((3,), WED): "third Wednesday",
    rules.NthWeekday((1, -1), MON): "first and last Monday",
    rules.WeekdayAfter(THU, 2, TUE): "Thursday after the second Tuesday",
    rules.MonthDay(15): "day 15",
    rules.LastDay(): "last day",
    rules.WorkingDay(1): "first working day",
    rules.Weekly((4,), 1, date(2026, 1, 9)): "every week on Friday (weeks are counted from 2026-01-09)",
    rules.Weekly((MON, THU), 2, date(2026, 1, 5)): (
        "every 2 weeks on Monday and Thursday (weeks are counted from 2026-01-05)"
    ),
    rules.NumberedWeeks((THU,), odd=True): "odd weeks on Thursday",
    rules.NumberedWeeks((MON, TUE, THU), odd=False): "even weeks on Monday, Tuesday and Thursday",
}


class TestARule:
    SOFIA = ("Europe/Sofia", time(8))
    RECORDED = RuleHours(rule=rules.LastDay(), turns=(SOFIA,), duration=timedelta(minutes=90))

    @pytest.mark.parametrize(("rule", "words"), WORDS.items(), ids=WORDS.values())
    def test_has_words(self, rule: rules.Rule, words: str) -> None:
        assert rule_words(replace(self.RECORDED, rule=rule)) == f"{words}, 08:00 Europe/Sofia, 90 min"

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ({"months": (3,)}, "last day in March, 08:00 Europe/Sofia, 90 min"),
            (
                {"months": (1, 2, 3, 7, 8, 9)},
                "last day in January, February, March, July, August and September,",
            ),
            (
                {"turns": (("Asia/Seoul", time(18)), SOFIA)},
                "last day, 18:00 Asia/Seoul and 08:00 Europe/Sofia in turn, 90 min",
            ),
            ({"days": 1, "duration": None}, "last day, the whole day"),
        ],
    )
    def test_names_months_turns_and_whole_days(self, parts: dict[str, Any], words: str) -> None:
        assert rule_words(replace(self.RECORDED, **parts)).startswith(words)


PAUSE = ("third Wednesday", "third Wednesday\n    pause: 2026-09-01..2026-10-31")


def test_a_month_in_a_pause_names_the_pause(shell: Shell) -> None:
    applied(shell, PAUSE)

    answer = shell.run("why", "monthly/2026-09")

    assert answer.code == 1
    assert "monthly/2026-09: the series pauses from 1 September 2026 to 31 October 2026" in answer.err
    assert "the nearest are: 2026-07, 2026-08, 2026-11" in answer.err


def test_a_published_meeting_that_is_paused_names_the_pause(shell: Shell) -> None:
    applied(shell)
    applied(shell, PAUSE)

    text = shell.run("why", "monthly/2026-09").text

    assert "  cancelled  its series pauses from 1 Sep 2026 to 31 Oct 2026\n" in text


def test_a_month_that_the_rule_leaves_out_names_the_rule(shell: Shell) -> None:
    applied(shell, ("third Wednesday", "third Wednesday except July and August"))

    answer = shell.run("why", "monthly/2026-07")

    assert "its rule is third Wednesday except July and August, 10:00 Europe/Sofia, 60 min" in answer.err


def test_a_past_meeting_names_no_rule(shell: Shell) -> None:
    """Another rule may have dated it."""
    applied(shell)

    assert "  rule " not in shell.run("why", "monthly/2026-06", now="2026-12-01T09:00:00Z").text


def test_a_dated_meeting_names_no_rule(shell: Shell) -> None:
    shell.add(webinar("kick-off", "2026-10-05 09:00"))
    applied(shell)

    assert "  rule " not in shell.run("why", "kick-off").text


def test_a_month_beyond_the_window_is_not_published_yet(shell: Shell) -> None:
    applied(shell)

    answer = shell.run("why", "monthly/2031-03", now=BEFORE)

    assert answer.code == 1
    assert "monthly/2031-03 is not published yet: feeds show the meetings until " in answer.err


@pytest.fixture
def published(shell: Shell) -> Shell:
    """The small programme, published before its December meeting."""
    assert shell.apply().code == 0
    return shell


class TestCancelled:
    """A meeting that was taken out and one that the text cancels look alike in a calendar."""

    @staticmethod
    def why(shell: Shell) -> str:
        """What `why` says of December after the text is applied."""
        assert shell.apply("--allow-large").code == 0
        return shell.run("why", "monthly/2026-12").text

    def test_a_meeting_that_left_the_text_says_so(self, published: Shell) -> None:
        published.write(published.read().partition("meetings:")[0])

        words = self.why(published)

        assert "cancelled  it was taken out of the text after it had been published" in words
        assert "status: cancelled" not in words

    def test_a_meeting_without_a_date_in_its_series_says_so(self, published: Shell) -> None:
        published.edit(("    from: 2026-06\n", "    from: 2026-06\n    until: 2026-11\n"))

        words = self.why(published)

        assert "cancelled  its series does not have this day any more" in words
        assert "taken out" not in words

    def test_a_meeting_whose_new_day_of_the_week_is_over_says_so(self, shell: Shell) -> None:
        """It is Thursday, 3 December 2026; the meeting of this week was on Friday."""
        shell.edit(("third Wednesday", "every week on Friday"), ("from: 2026-06", "from: 2026-11-20"))
        assert shell.apply(now="2026-12-03T08:00:00Z").code == 0
        shell.edit(("every week on Friday", "every week on Tuesday"))
        assert shell.apply("--allow-large", now="2026-12-03T08:00:00Z").code == 0

        words = shell.run("why", "monthly/2026-W49", now="2026-12-03T08:00:00Z").text

        assert "rule       every week on Tuesday" in words
        assert "planned    Fri 4 Dec 2026" in words
        assert "cancelled  its series does not have this day any more: see its rule" in words

    def test_a_meeting_that_the_text_cancels_says_that(self, published: Shell) -> None:
        published.edit(("    title: Monthly\n", "    title: Monthly\n    status: cancelled\n"))

        words = self.why(published)

        assert "cancelled  the text says `status: cancelled`" in words
        assert "taken out" not in words

    def test_a_meeting_that_is_hidden_says_so(self, published: Shell) -> None:
        published.add("    changes:\n      2026-12:\n        cancel: true\n        cancelled: hide\n")

        assert "hidden     calendars and pages do not show it" in self.why(published)

    def test_a_meeting_that_came_back_says_nothing_of_it(self, published: Shell) -> None:
        text = published.read()
        published.write(text.partition("meetings:")[0])
        self.why(published)
        published.write(text)

        assert "taken out" not in self.why(published)
