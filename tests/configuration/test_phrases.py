"""What phrases mean, and the messages for texts that are no phrases: what these say to write is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.configuration.assemble.change_blocks import wrong_key
from scheduler.configuration.phrases.calendar_names import office_days
from scheduler.configuration.phrases.date_phrases import bound, day, days, moment, moment_or_open, move
from scheduler.configuration.phrases.hour_phrases import cancelled, duration, hour, length, office_hours
from scheduler.configuration.phrases.rule_phrases import FORMS, RulePhrase, WeeksPhrase, rule
from scheduler.configuration.spelling import ParseError
from scheduler.configuration.vocabulary.codes import country
from scheduler.configuration.vocabulary.zones import zone
from scheduler.programme.details import CancelledPolicy
from scheduler.programme.problems import ProblemCode
from scheduler.programme.rules import LastDay, MonthDay, NthWeekday, NumberedWeeks, WeekdayAfter, WorkingDay
from scheduler.programme.spans import Days, Length, Month

Reader = Callable[[str], Any]
PARTS: dict[Reader, tuple[Reader, ...]] = {
    moment: (day, hour),
    move: (day, hour),
    days: (day,),
}
"""What a phrase is made of; a message may be about one part."""
LINES: dict[str, Reader] = {"ends": hour, "duration": duration, "pause": days}


def cures(message: str) -> list[str]:
    """Everything between backticks after the word `write`, or after a question."""
    parts = re.split(r"\b[Ww]rite\b|did you mean|the forms are|The forms are", message, maxsplit=1)
    return re.findall("`([^`]+)`", parts[1]) if len(parts) > 1 else []


def refused_cures(read: Reader, text: str) -> Iterator[str]:
    """What a message recommends although it is refused."""
    try:
        read(text)
    except ParseError as error:
        for cure in cures(str(error)):
            key, _, value = cure.partition(": ")
            readers = (LINES[key],) if key in LINES else (read, *PARTS.get(read, ()))
            if not re.fullmatch("[a-z]+:|every 2 months", cure) and not any(
                _is_read(reader, value if key in LINES else cure) for reader in readers
            ):
                yield f"{text!r}: {cure!r}: {error}"


def _is_read(read: Reader, text: str) -> bool:
    try:
        read(text)
    except ParseError:
        return False
    return True


THIRD = NthWeekday((3,), 2)
NO_SUMMER = (1, 2, 3, 4, 5, 6, 9, 10, 11, 12)
UNDERSTOOD: list[tuple[Callable[[str], Any], str, Any]] = [
    (rule, "3rd Wed", RulePhrase(NthWeekday((3,), 2))),
    (rule, "THIRD wednesday of the month", RulePhrase(NthWeekday((3,), 2))),
    (rule, "the last Friday of every month", RulePhrase(NthWeekday((-1,), 4))),
    (rule, "second and fourth Tuesday", RulePhrase(NthWeekday((2, 4), 1))),
    (rule, "first and last Sunday", RulePhrase(NthWeekday((1, -1), 6))),
    (rule, "Thursday after the second Tuesday", RulePhrase(WeekdayAfter(3, 2, 1))),
    (rule, "day 15", RulePhrase(MonthDay(15))),
    (rule, "last day", RulePhrase(LastDay())),
    (rule, "first working day", RulePhrase(WorkingDay(1))),
    (rule, "every week on Monday", RulePhrase(WeeksPhrase(1, (0,)))),
    (rule, "every 2 weeks on Thursday", RulePhrase(WeeksPhrase(2, (3,)))),
    (rule, "every week on Monday and Thursday", RulePhrase(WeeksPhrase(1, (0, 3)))),
    (rule, "every 2 weeks on Thu, Mon", RulePhrase(WeeksPhrase(2, (3, 0)))),
    (rule, "every week on Monday to Friday", RulePhrase(WeeksPhrase(1, (0, 1, 2, 3, 4)))),
    (rule, "every even week on Monday and Thursday", RulePhrase(NumberedWeeks((0, 3), False))),
    (rule, "Thursday in odd ISO weeks", RulePhrase(NumberedWeeks((3,), True))),
    (rule, "third Wednesday except July and August", RulePhrase(THIRD, NO_SUMMER)),
    (rule, "third Wednesday of the month, but not in July or August", RulePhrase(THIRD, NO_SUMMER)),
    (rule, "every week on Monday except July, August", RulePhrase(WeeksPhrase(1, (0,)), NO_SUMMER)),
    (rule, "third Wednesday in March and October", RulePhrase(THIRD, (3, 10))),
    (rule, "third Wednesday of March, June, and Sept", RulePhrase(THIRD, (3, 6, 9))),
    (rule, "third Wednesday in November to February", RulePhrase(THIRD, (1, 2, 11, 12))),
    (rule, "first Tuesday of every second month", RulePhrase(NthWeekday((1,), 1), interval=2)),
    (rule, "every 3 months on the third Wednesday", RulePhrase(THIRD, interval=3)),
    (rule, "third Wednesday every other month", RulePhrase(THIRD, interval=2)),
    (rule, "quarterly on the third Wednesday", RulePhrase(THIRD, interval=3)),
    (rule, "third Wednesday, twice a year", RulePhrase(THIRD, interval=6)),
    (rule, "day 15 yearly", RulePhrase(MonthDay(15), interval=12)),
    (hour, "10:00", time(10)),
    (hour, " 23:59 ", time(23, 59)),
    (duration, "60 min", timedelta(hours=1)),
    (duration, "1 h 30 min", timedelta(minutes=90)),
    (office_hours, "08:30 – 17:00", (time(8, 30), time(17))),
    (office_days, "Mon-Fri", frozenset(range(5))),
    (office_days, "sunday to thursday", frozenset({6, 0, 1, 2, 3})),
    (office_days, "Mon, Tue, Thu", frozenset({0, 1, 3})),
    (day, "2028-02-29", date(2028, 2, 29)),
    (bound, "2026-12", Month(2026, 12)),
    (days, "2026-12-24", Days(date(2026, 12, 24), date(2026, 12, 24))),
    (days, "2026-12-24 .. 2027-01-01", Days(date(2026, 12, 24), date(2027, 1, 1))),
    (moment, "2026-11-10 10:00", datetime(2026, 11, 10, 10)),
    (moment, "2026-11-10T10:00", datetime(2026, 11, 10, 10)),
    (move, "2026-12-16 11:00", datetime(2026, 12, 16, 11)),
    (move, "2026-12-16", date(2026, 12, 16)),
    (move, "11:00", time(11)),
    (length, "90 days", Length(days=90)),
    (length, "18 months", Length(months=18)),
    (cancelled, "30 days", CancelledPolicy("days", 30)),
    (country, "BG", "BG"),
]

REFUSED: list[tuple[Callable[[str], Any], str, str]] = [
    (rule, "fifth Friday", "`last Friday`"),
    (rule, "second and fifth Monday", "not every month has a fifth Monday"),
    (rule, "day 29", "not every month"),
    (rule, "day 31", "`last day`"),
    (rule, "day 32", "no month has a day 32"),
    (rule, "third Wendesday", "did you mean `third Wednesday`?"),
    (rule, "Monday", "`every week on Monday`"),
    (rule, "biweekly on Tue", "`every 2 weeks on Tuesday`"),
    (rule, "every other Tuesday", "`every 2 weeks on Tuesday`"),
    (rule, "every third Wednesday", "two ways"),
    (rule, "monthly", "on which day of the month"),
    (rule, "quarterly", "the day, and its months in one of these ways: `third Wednesday every 3 months`"),
    (rule, "third Wednesday every 5 months", "other months in each year"),
    (rule, "every week on Monday every 2 months", FORMS),
    (rule, "third Wednesday except January to December", "leaves no month"),
    (rule, "third Wednesday quarterly except July", FORMS),
    (rule, "third Wednesday except Jully", "did you mean `third Wednesday except July`?"),
    (rule, "third wednesday, except Christmas", "leave days out with `pause: 2026-12-20..2027-01-10`"),
    (rule, "fourth and last Friday", "also the last in most months"),
    (rule, "first and first Friday", "twice"),
    (rule, "Monday and Tuesday", "write `every week on Monday and Tuesday`"),
    (rule, "every 0 weeks on Monday", "from 1 to 52"),
    (rule, "FREQ=MONTHLY;BYDAY=3WE", FORMS),
    *((rule, words, f"the forms are {FORMS}") for words in ("daily", "second Tuesday and fourth Tuesday")),
    (hour, "4 pm", "`16:00`"),
    (hour, "12 a.m.", "`00:00`"),
    (hour, "10.30", "write `10:30`"),
    (hour, "4:00", "`04:00` (or `16:00` in the afternoon)"),
    (hour, "25:00", "from `00:00` to `23:59`"),
    (hour, "24:00", "midnight"),
    (hour, "10:60", "from `00:00` to `23:59`"),
    (hour, "16:00 (KST)", "in `clock:`"),
    *((duration, words, "write `90 min`") for words in ("90", "90m")),
    *((duration, words, "write `1 h 30 min`") for words in ("1:30", "1.5 hours", "1h30")),
    *((duration, words, "durations are written `60 min`") for words in ("2", "1.2 hours")),
    (rule, "monthly on the 15th", "write `day 15`"),
    (office_hours, "9 to 17:30", "write it as in `09:00-17:30`"),
    (duration, "2 days", "`days:`"),
    (duration, "0 min", "longer than no time"),
    (duration, "200 h", "longer than a week"),
    (office_hours, "18:00-09:00", "end before they begin"),
    (office_hours, "9-17", "write it as in `09:00-17:00`"),
    (hour, "10:00-11:00", "write `10:00`, and how long it takes: `duration: 60 min`"),
    (hour, "23:30 to 01:00", "`duration: 90 min`"),
    (hour, "１５:００", "write `15:00`"),
    *((hour, words, "hours are written `10:00`") for words in ("10:00 and 17:00", "noon")),
    (moment, "Tuesday 6 October 2026 09:00", "write `2026-10-06 09:00`"),
    (moment, "2026-10-06 at 9h30", "write `2026-10-06 09:30`"),
    (moment, "6.10.26 10:00", "write `2026-10-06 10:00`"),
    (moment_or_open, "TBC", "a date that is not known yet is written `open`"),
    (days, "2026-12", "write `2026-12-01..2026-12-31`"),
    (days, "August 2027", "write `2027-08-01..2027-08-31`"),
    (days, "1.8.2027-31.8.2027", "write `2027-08-01..2027-08-31`"),
    (rule, "Wednesday, third", "write `third Wednesday`"),
    (rule, "monthly on the last Thursday", "did you mean `last Thursday`?"),
    (rule, "every month: third wednsday", "did you mean `third Wednesday`?"),
    (rule, "third Wednesday of each month at 10:00", "did you mean `third Wednesday`?"),
    (rule, "every 2 weeks on Thursday, 10:00", "did you mean `every 2 weeks on Thursday`?"),
    (rule, "dernier jeudi du mois", "rules are written in English; did you mean `last Thursday`?"),
    (rule, "am letzten Donnerstag", "rules are written in English; did you mean `last Thursday`?"),
    (rule, "3. miércoles", "rules are written in English; did you mean `third Wednesday`?"),
    (rule, "매월 셋째 수요일", "rules are written in English; did you mean `third Wednesday`?"),
    (rule, "tous les jeudis", "rules are written in English; is it every week? Then write `every week on"),
    (rule, "avant-dernier jeudi", "rules are written in English; the forms are"),
    (rule, "every month on the 15th", "write `day 15`"),
    (office_days, "weekdays", "`Mon-Fri`"),
    (office_days, "Mo-Fr", "`Monday` (or `Mon`)"),
    (day, "16.12.2026", "`2026-12-16`"),
    (day, "12/16/2026", "`2026-12-16`"),
    (day, "03/04/2026", "`2026-04-03` for 3 April, or `2026-03-04`"),
    (day, "16 December 2026", "`2026-12-16`"),
    (day, "2026-02-30", "the days 1 to 28"),
    (day, "2026-13-01", "no month 13"),
    (bound, "2026", "`2026-01`"),
    (bound, "12/2026", "`2026-12`"),
    (bound, "December 2026", "`2026-12`"),
    (days, "2027-01-01..2026-12-24", "ends before it begins; mend one of its days"),
    (days, "2026-12-24 to 2027-01-01", "`2026-12-24..2027-01-01`"),
    (moment, "2026-11-10 10:00 KST", "in `clock:`"),
    (moment, "2026-11-10T10:00:00Z", "`2026-11-10 10:00`"),
    (moment, "10.11.2026 10:00", "`2026-11-10 10:00`"),
    (moment, "2026-11-10 4 pm", "`2026-11-10 16:00`"),
    (moment, "2026-10-06 23:00-00:30", "write `2026-10-06 23:00`, and how long it takes: `duration: 90 min`"),
    (move, "next week", "nowhere to move to"),
    (move, "17 January 2027", "write `2027-01-17`"),
    (move, "2027-01-21 11", "write `2027-01-21 11:00`"),
    (move, "11h30", "write `11:30`"),
    (move, "4 pm", "`16:00`"),
    (length, "90", "`90 days`"),
    (length, "400 months", "longer than 10 years"),
    (cancelled, "0 days", "`show`, `hide` or `30 days`"),
    (country, "IRL", "`IE`"),
    (country, "North Korea", "`KP`"),
    (country, "Germny", "`DE`"),
    (day, "31/02/2026", "dates are written"),
    (day, "16.12.0026", "dates are written"),
    (days, "2026-13-24-2027-01-01", "for example `2026-12-24..2027-01-01`"),
    (moment, "9:00", "the date is missing"),
    (hour, "25:00 to 26:00", "hours are written"),
    (rule, "fifth Wendesday", "write `last Wednesday` or `fourth Wednesday`"),
]


@pytest.mark.parametrize(
    ("read", "text", "value"), UNDERSTOOD, ids=[f"{f.__name__} {t}" for f, t, _ in UNDERSTOOD]
)
def test_a_phrase_has_its_meaning(read: Reader, text: str, value: Any) -> None:
    assert value == read(text)


@pytest.mark.parametrize(("read", "text", "words"), REFUSED, ids=[f"{f.__name__} {t}" for f, t, _ in REFUSED])
def test_what_is_not_understood_is_never_guessed(read: Reader, text: str, words: str) -> None:
    with pytest.raises(ParseError) as refused:
        read(text)

    assert words in str(refused.value)
    assert [*refused_cures(read, text)] == []


@pytest.mark.parametrize(
    ("read", "text", "suggestion", "code"),
    [
        (bound, "12/2026", "2026-12", None),
        (bound, "December 2026", "2026-12", None),
        (bound, "16.12.2026", "2026-12-16", None),
        (bound, "03/04/2026", None, None),
        (bound, "2026-13", None, "no-such-date"),
        (bound, "2026-02-30", None, "no-such-date"),
        (day, "2026-13-01", None, "no-such-date"),
        (lambda name: zone(name, "BG"), "Europe/Sophia", "Europe/Sofia", None),
        (lambda name: zone(name, "BG"), "CET", None, None),
    ],
)
def test_an_error_carries_what_its_callers_need(
    read: Reader, text: str, suggestion: str | None, code: ProblemCode | None
) -> None:
    with pytest.raises(ParseError) as refused:
        read(text)

    assert (refused.value.suggestion, refused.value.code) == (suggestion, code)


TWO = r"[0-9]{1,2}"
HOUR = rf"{TWO}[:. h]?{TWO}?( ?[ap]m| KST|:00Z)?"
HOURS = rf"{HOUR}( ?- ?| to | and ){HOUR}"
DATE = rf"(([0-9]{{3,4}}|20[0-9]{{2}})[-./]{TWO}([-./]{TWO})?|{TWO}[-./]{TWO}[-./](20[0-9]{{2}}|[0-9]{{4}})|{TWO}[./]20[0-9]{{2}})"
MONTH = rf"({TWO}(st|th)? )?(February|Dec|june) (20[0-9]{{2}}|[0-9]{{4}})"
DAYS = rf"({DATE}|{MONTH})"
ORDINAL = "(first|1st|second|third|fourth|4th|fifth|5th|sixth|14th|0th|last|frist)"
WEEKDAY = "(Monday|Tue|wensday|Fridays|Sunday)"
RULE = rf"(every )?({ORDINAL}( and {ORDINAL})? {WEEKDAY}|{WEEKDAY},? {ORDINAL}|{WEEKDAY} after {ORDINAL} {WEEKDAY}|{TWO} weeks?( on {WEEKDAY})?|(day )?{TWO}(th)?|{ORDINAL} working days?|{ORDINAL} {WEEKDAY} and {ORDINAL} {WEEKDAY})"

WRITTEN: dict[Reader, str] = {
    day: DAYS,
    bound: DAYS,
    days: rf"{DAYS}(( ?- ?|\.\.| to ){DAYS})?",
    moment: rf"({DAYS} )?({HOUR}|{HOURS})",
    move: rf"({DAYS} )?({HOUR}|{HOURS})",
    hour: rf"({HOUR}|{HOURS})",
    office_hours: rf"({HOUR}|{HOURS})",
    duration: rf"({HOUR}|[0-9]{{1,9}} ?(m|min|h|days)?|{TWO}[.,]{TWO} ?h)",
    length: r"[0-9]{1,7} ?(days?|weeks?|months?|years?|d)?",
    cancelled: r"(show|hid|[0-9]{1,5} ?days?)",
    rule: RULE,
    office_days: rf"{WEEKDAY}(( ?- ?|, ?){WEEKDAY}){{0,2}}",
}


@pytest.mark.parametrize("read", WRITTEN, ids=lambda read: read.__name__)
@given(data=st.data())
@settings(max_examples=40)
def test_what_is_recommended_is_understood(read: Reader, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(WRITTEN[read], fullmatch=True))

    assert [*refused_cures(read, text)] == []


@given(st.from_regex(rf"([0-9]{{4}}-?[wW]-?{TWO}|{DAYS}|20[0-9]{{2}}-{TWO}\.[0-9])", fullmatch=True))
def test_a_key_that_is_recommended_is_one(key: str) -> None:
    message = wrong_key(key, ())

    if message is not None and "such as" not in message:
        assert [cure for cure in cures(message) if wrong_key(cure, ()) is not None] == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *((name, name) for name in ("Europe/Sofia", "America/Argentina/Buenos_Aires", "UTC")),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("America/Coral_Harbour", "America/Atikokan"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zone_has_its_name_of_today(written: str, name: str) -> None:
    assert zone(written, None) == name


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        (
            "CET",
            None,
            "an abbreviation or an offset, wrong for half of the year or not unique; write a zone such",
        ),
        ("CET", "NL", "write `Europe/Amsterdam`"),
        ("CST", "US", "write `America/New_York`"),
        *((offset, "BG", "write `Europe/Sofia`") for offset in ("UTC+9", "+05:30", "Etc/GMT-9", "GMT")),
        ("Asia/ Seoul", "BG", "did you mean `Asia/Seoul`?"),
        ("Asia\\Seoul", None, "did you mean `Asia/Seoul`?"),
        ("Europe/Rotterdam", "NL", "did you mean `Europe/Amsterdam`?"),
        ("Europe/Ghent", "BE", "`Europe/Brussels`"),
        ("America/New York", None, "did you mean `America/New_York`?"),
        ("Seoul", None, "did you mean `Asia/Seoul`?"),
        ("Europe/Sophia", "BG", "did you mean `Europe/Sofia`?"),
        ("W. Europe Standard Time", "NL", "did you mean `Europe/Amsterdam`?"),
        *(
            (
                name,
                country,
                "write `America/Noronha`, `America/Sao_Paulo`, `America/Manaus` or `America/Rio_Branco`",
            )
            for name, country in (
                ("America/Curitiba", None),
                ("America/Cuiba", "BR"),
                ("America/London", "BR"),
            )
        ),
        ("Europe/Sofja", None, "did you mean `Europe/Sofia`?"),
        ("Europe/Glasgow", None, "such as `Europe/Brussels`; a clock may also be a city"),
        ("Mars/Olympus", None, "such as `Europe/Brussels`; a clock may also be a city"),
    ],
)
def test_what_is_no_zone_gets_the_right_name(text: str, country: str | None, words: str) -> None:
    with pytest.raises(ParseError) as refused:
        zone(text, country)

    assert words in str(refused.value)
