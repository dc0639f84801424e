"""A recorded rule is said as people say it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme import rules
from scheduler.reports.rule_words import rule_words
from scheduler.timetable.recorded_hours import RuleHours
from support.programmes import MON, THU, TUE, WED

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
            ({"days": 1, "duration": None}, "last day, all day"),
        ],
    )
    def test_names_months_turns_and_whole_days(self, parts: dict[str, Any], words: str) -> None:
        assert rule_words(replace(self.RECORDED, **parts)).startswith(words)


PAUSE = ("third Wednesday", "third Wednesday\n    pause: 2026-09-01..2026-10-31")
