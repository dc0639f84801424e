"""What phrases mean, and the messages for texts that are no phrases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from scheduler.configuration.phrases.dates import bound, day, days, moment, move
from scheduler.configuration.phrases.hours import duration, hour, office_hours
from scheduler.configuration.phrases.lengths import cancelled, length
from scheduler.configuration.phrases.rules import RulePhrase, WeeksPhrase, rule
from scheduler.configuration.phrases.unknown_rules import FORMS
from scheduler.configuration.phrases.weekdays import office_days
from scheduler.configuration.spelling import Misunderstood
from scheduler.configuration.vocabulary.countries import country
from scheduler.configuration.vocabulary.zone_mistakes import ABBREVIATIONS, CITIES, OFFSETS
from scheduler.configuration.vocabulary.zone_tables import windows_zones, zones
from scheduler.configuration.vocabulary.zones import zone
from scheduler.programme.details import CancelledPolicy
from scheduler.programme.rules import LastDay, MonthDay, NthWeekday, NumberedWeeks, WeekdayAfter, WorkingDay
from scheduler.programme.spans import Days, Length, Month

THIRD = NthWeekday((3,), 2)
NO_SUMMER = (1, 2, 3, 4, 5, 6, 9, 10, 11, 12)
UNDERSTOOD: list[tuple[Callable[[str], Any], str, Any]] = [
    (rule, "third Wednesday", RulePhrase(NthWeekday((3,), 2))),
    (rule, "3rd Wed", RulePhrase(NthWeekday((3,), 2))),
    (rule, "THIRD wednesday of the month", RulePhrase(NthWeekday((3,), 2))),
    (rule, "the last Friday of every month", RulePhrase(NthWeekday((-1,), 4))),
    (rule, "second and fourth Tuesday", RulePhrase(NthWeekday((2, 4), 1))),
    (rule, "4th and 2nd Tue", RulePhrase(NthWeekday((2, 4), 1))),
    (rule, "first and last Sunday", RulePhrase(NthWeekday((1, -1), 6))),
    (rule, "Thursday after the second Tuesday", RulePhrase(WeekdayAfter(3, 2, 1))),
    (rule, "day 15", RulePhrase(MonthDay(15))),
    (rule, "day 28 of the month", RulePhrase(MonthDay(28))),
    (rule, "last day", RulePhrase(LastDay())),
    (rule, "first working day", RulePhrase(WorkingDay(1))),
    (rule, "last working day of the month", RulePhrase(WorkingDay(-1))),
    (rule, "every week on Monday", RulePhrase(WeeksPhrase(1, (0,)))),
    (rule, "every 2 weeks on Thursday", RulePhrase(WeeksPhrase(2, (3,)))),
    (rule, "2 weeks on Thu", RulePhrase(WeeksPhrase(2, (3,)))),
    (rule, "every week on Monday and Thursday", RulePhrase(WeeksPhrase(1, (0, 3)))),
    (rule, "every 2 weeks on Thu, Mon", RulePhrase(WeeksPhrase(2, (3, 0)))),
    (rule, "every week on Monday to Friday", RulePhrase(WeeksPhrase(1, (0, 1, 2, 3, 4)))),
    (rule, "odd weeks on Thursday", RulePhrase(NumberedWeeks((3,), True))),
    (rule, "every week on Monday & Thursday", RulePhrase(WeeksPhrase(1, (0, 3)))),
    (rule, "every even week on Monday and Thursday", RulePhrase(NumberedWeeks((0, 3), False))),
    (rule, "Thursday in odd ISO weeks", RulePhrase(NumberedWeeks((3,), True))),
    (rule, "third Wednesday except July and August", RulePhrase(THIRD, NO_SUMMER)),
    (rule, "third Wednesday of the month, but not in July or August", RulePhrase(THIRD, NO_SUMMER)),
    (rule, "third Wednesday but not in July – Aug", RulePhrase(THIRD, NO_SUMMER)),
    (rule, "every week on Monday except July, August", RulePhrase(WeeksPhrase(1, (0,)), NO_SUMMER)),
    (rule, "third Wednesday in March and October", RulePhrase(THIRD, (3, 10))),
    (rule, "third Wednesday of October", RulePhrase(THIRD, (10,))),
    (rule, "third Wednesday of March, June, and Sept", RulePhrase(THIRD, (3, 6, 9))),
    (rule, "third Wednesday in November to February", RulePhrase(THIRD, (1, 2, 11, 12))),
    (rule, "first Tuesday of every second month", RulePhrase(NthWeekday((1,), 1), interval=2)),
    (rule, "third Wednesday every 2 months", RulePhrase(THIRD, interval=2)),
    (rule, "every 3 months on the third Wednesday", RulePhrase(THIRD, interval=3)),
    (rule, "third Wednesday every other month", RulePhrase(THIRD, interval=2)),
    (rule, "quarterly on the third Wednesday", RulePhrase(THIRD, interval=3)),
    (rule, "third Wednesday of each quarter", RulePhrase(THIRD, interval=3)),
    (rule, "third Wednesday of every quarter", RulePhrase(THIRD, interval=3)),
    (rule, "third Wednesday, twice a year", RulePhrase(THIRD, interval=6)),
    (rule, "day 15 yearly", RulePhrase(MonthDay(15), interval=12)),
    (rule, "every last Friday", RulePhrase(NthWeekday((-1,), 4))),
    (hour, "10:00", time(10)),
    (hour, " 23:59 ", time(23, 59)),
    (duration, "60 min", timedelta(hours=1)),
    (duration, "1 h 30 min", timedelta(minutes=90)),
    (duration, "2h", timedelta(hours=2)),
    (duration, "90 minutes", timedelta(minutes=90)),
    (office_hours, "09:00-18:00", (time(9), time(18))),
    (office_hours, "08:30 – 17:00", (time(8, 30), time(17))),
    (office_days, "Mon-Fri", frozenset(range(5))),
    (office_days, "sunday to thursday", frozenset({6, 0, 1, 2, 3})),
    (office_days, "Mon, Tue, Thu", frozenset({0, 1, 3})),
    (day, "2028-02-29", date(2028, 2, 29)),
    (bound, "2026-12", Month(2026, 12)),
    (bound, "2026-12-16", date(2026, 12, 16)),
    (days, "2026-12-24", Days(date(2026, 12, 24), date(2026, 12, 24))),
    (days, "2026-12-24 .. 2027-01-01", Days(date(2026, 12, 24), date(2027, 1, 1))),
    (moment, "2026-11-10 10:00", datetime(2026, 11, 10, 10)),
    (moment, "2026-11-10T10:00", datetime(2026, 11, 10, 10)),
    (moment, "2026-11-10", date(2026, 11, 10)),
    (move, "2026-12-16 11:00", datetime(2026, 12, 16, 11)),
    (move, "2026-12-16", date(2026, 12, 16)),
    (move, "11:00", time(11)),
    (length, "90 days", Length(days=90)),
    (length, "18 months", Length(months=18)),
    (length, "1 year", Length(months=12)),
    (cancelled, "hide", CancelledPolicy("hide")),
    (cancelled, "30 days", CancelledPolicy("days", 30)),
    (country, "BG", "BG"),
]

REFUSED: list[tuple[Callable[[str], Any], str, str]] = [
    (rule, "fifth Friday", "`last Friday`"),
    (rule, "second and fifth Monday", "not every month has a fifth Monday"),
    (rule, "Monday after the fifth Friday", "not every month has a fifth Friday"),
    (rule, "day 29", "not every month"),
    (rule, "day 30", "not every month"),
    (rule, "day 31", "`last day`"),
    (rule, "31st", "not every month"),
    (rule, "day 32", "no month has a day 32"),
    (rule, "day 0", "no month has a day 0"),
    (rule, "third Wendesday", "did you mean `third Wednesday`?"),
    (rule, "Monday", "`every week on Monday`"),
    (rule, "weekly", "the weekday is missing"),
    (rule, "biweekly on Tue", "`every 2 weeks on Tuesday`"),
    (rule, "every other Tuesday", "`every 2 weeks on Tuesday`"),
    (rule, "every third Wednesday", "two ways"),
    (rule, "monthly", "on which day of the month"),
    (rule, "first day", "`day 1`"),
    (rule, "second working day", "only the first and the last working day"),
    (rule, "first, second and third Monday", "two days a month at most"),
    (rule, "quarterly", "the day, and its months in one of these ways: `third Wednesday every 3 months`"),
    (rule, "twice a year", "its months in one of these ways"),
    (rule, "every 3 months", "its months in one of these ways"),
    (rule, "third Wednesday every 5 months", "other months in each year"),
    (rule, "third Wednesday every 0 months", "other months in each year"),
    (rule, "every week on Monday every 2 months", FORMS),
    (rule, "third Wednesday except January to December", "leaves no month"),
    (rule, "third Wednesday quarterly except July", FORMS),
    (rule, "third Wednesday in March except March", FORMS),
    (rule, "third Wednesday every 12 months in March", "its months in one of these ways"),
    (rule, "third Wednesday except Jully", "did you mean `third Wednesday except July`?"),
    (rule, "every third Wednesday except July", "two ways"),
    (rule, "daily", "write `every week on Monday to Friday`"),
    (rule, "third wednesday, except Christmas", "leave days out with `pause: 2026-12-20..2027-01-10`"),
    (rule, "fourth and last Friday", "also the last in most months"),
    (rule, "first and first Friday", "twice"),
    (rule, "sixth Friday", "no month has so many weeks"),
    (rule, "Monday and Tuesday", "write `every week on Monday and Tuesday`"),
    (rule, "first Monday and third Tuesday", "one weekday"),
    (rule, "every 0 weeks on Monday", "from 1 to 52"),
    (rule, "every 60 weeks on Monday", "from 1 to 52"),
    (rule, "FREQ=MONTHLY;BYDAY=3WE", FORMS),
    (rule, "yearly", FORMS),
    (rule, "second Tuesday and fourth Tuesday", "write `second and fourth Tuesday`"),
    (rule, "derde Wednesday", "is not a rule that Twincal knows; the forms are"),
    (days, "2026-12-24-2027-01-01", "write `2026-12-24..2027-01-01`"),
    (rule, "troisième mercredi", FORMS),
    (hour, "4 pm", "`16:00`"),
    (hour, "12 a.m.", "`00:00`"),
    (hour, "10", "write `10:00`"),
    (hour, "1000", "write `10:00`"),
    (hour, "10.30", "write `10:30`"),
    (hour, "10:00:00", "write `10:00`"),
    (hour, "4:00", "`04:00` (or `16:00` in the afternoon)"),
    (hour, "25:00", "from `00:00` to `23:59`"),
    (hour, "24:00", "midnight"),
    (hour, "10:60", "from `00:00` to `23:59`"),
    (hour, "16:00 (KST)", "in `clock:`"),
    (hour, "10:00+02:00", "in `clock:`"),
    (hour, "noon", "`12:00`"),
    (hour, "1٠:00", "hours are written"),
    (duration, "60", "`60 min`"),
    (duration, "1:30", "`1 h 30 min`"),
    (duration, "1.5 hours", "`1 h 30 min`"),
    (duration, "90m", "`90 min`"),
    (duration, "2 days", "`days:`"),
    (duration, "0 min", "longer than no time"),
    (duration, "-5 min", "durations are written"),
    (duration, "200 h", "longer than a week"),
    (duration, "999999999999 h", "longer than a week"),
    (duration, "an hour", "durations are written"),
    (office_hours, "18:00-09:00", "`09:00-18:00`"),
    (office_hours, "09:00", "write `09:00-18:00`"),
    (office_hours, "9-17", "write `09:00-17:00`"),
    (hour, "10:00-11:00", "write `10:00`, and how long it takes: `duration: 60 min`"),
    (hour, "12:00-13:30", "`duration: 90 min`"),
    (hour, "23:30 to 01:00", "`duration: 90 min`"),
    (hour, "１５:００", "write `15:00`"),
    (hour, "10:00 and 17:00", "`clock: alternate`"),
    (hour, "at 9:00", "write `09:00`"),
    (duration, "1h30", "write `1 h 30 min`"),
    (duration, "0", "durations are written"),
    (moment, "2026-10-06 09:00-10:30", "`ends: 10:30`"),
    (moment, "Tuesday 6 October 2026 09:00", "write `2026-10-06 09:00`"),
    (days, "2026-12", "write `2026-12-01..2026-12-31`"),
    (rule, "Wednesday, third", "write `third Wednesday`"),
    (rule, "last working days", "write `last working day`"),
    (rule, "every month on the 15th", "write `day 15`"),
    (office_hours, "9am-6pm", "write `09:00-18:00`"),
    (office_hours, "09:00-06:00", "write `09:00-18:00`"),
    (office_days, "weekdays", "`Mon-Fri`"),
    (office_days, "Mo-Fr", "`Monday` (or `Mon`)"),
    (office_days, "Mon-Tue-Wed", "not a range of weekdays"),
    (day, "16.12.2026", "`2026-12-16`"),
    (day, "12/16/2026", "`2026-12-16`"),
    (day, "03/04/2026", "`2026-04-03` for 3 April, or `2026-03-04`"),
    (day, "2026-2-3", "`2026-02-03`"),
    (day, "16 December 2026", "`2026-12-16`"),
    (day, "2026-02-30", "the days 1 to 28"),
    (day, "2026-13-01", "no month 13"),
    (day, "0226-12-16", "years are 1970"),
    (day, "tomorrow", "dates are written"),
    (bound, "2026", "`2026-01`"),
    (bound, "12/2026", "`2026-12`"),
    (bound, "December 2026", "`2026-12`"),
    (bound, "2026-00", "no month 0"),
    (bound, "soon", "`2026-12` or `2026-12-16`"),
    (days, "2027-01-01..2026-12-24", "`2026-12-24..2027-01-01`"),
    (days, "2026-12-24 to 2027-01-01", "`2026-12-24..2027-01-01`"),
    (days, "2026-12-24..", "not a range"),
    (moment, "2026-11-10 10:00 KST", "in `clock:`"),
    (moment, "2026-11-10T10:00:00Z", "`2026-11-10 10:00`"),
    (moment, "10.11.2026 10:00", "`2026-11-10 10:00`"),
    (moment, "10:00", "the date is missing"),
    (moment, "2026-11-31 10:00", "the days 1 to 30"),
    (moment, "2026-11-10 4 pm", "`16:00`"),
    (move, "next week", "nowhere to move to"),
    (move, "16.12.2026", "`2026-12-16`"),
    (move, "4 pm", "`16:00`"),
    (length, "90", "`90 days`"),
    (length, "forever", "`18 months`"),
    (length, "400 months", "longer than 10 years"),
    (cancelled, "0 days", "`show`, `hide` or `30 days`"),
    (country, "UK", "`GB`"),
    (country, "ZR", "`CD`"),
    (country, "YU", "such as `BG`"),
    (country, "EL", "`GR`"),
    (country, "bg", "`BG`"),
    (country, "IRL", "`IE`"),
    (country, "GER", "`DE`"),
    (country, "Viet Nam", "`VN`"),
    (country, "North Korea", "`KP`"),
    (country, "Germny", "`DE`"),
    (country, "South Korea", "`KR`"),
    (country, "EU", "such as `BG`"),
]


@pytest.mark.parametrize(
    ("read", "text", "value"), UNDERSTOOD, ids=[f"{f.__name__} {t}" for f, t, _ in UNDERSTOOD]
)
def test_a_phrase_has_its_meaning(read: Callable[[str], Any], text: str, value: Any) -> None:
    """Each spelling of the language."""
    assert value == read(text)


@pytest.mark.parametrize(("read", "text", "words"), REFUSED, ids=[f"{f.__name__} {t}" for f, t, _ in REFUSED])
def test_what_is_not_understood_is_never_guessed(read: Callable[[str], Any], text: str, words: str) -> None:
    """The message says what would be right."""
    with pytest.raises(Misunderstood) as refused:
        read(text)

    assert words in str(refused.value)


class TestZones:
    """Zones are those of zone.tab, and UTC."""

    @pytest.mark.parametrize(
        "name", ["Europe/Sofia", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "Europe/Amsterdam", "UTC"]
    )
    def test_a_zone_is_itself(self, name: str) -> None:
        """Also where the database keeps it as a link."""
        assert (name, None) == (zone(name, None).name, zone(name, None).old)

    @pytest.mark.parametrize(
        ("old", "name"),
        [
            ("Asia/Calcutta", "Asia/Kolkata"),
            ("Europe/Kiev", "Europe/Kyiv"),
            ("US/Eastern", "America/New_York"),
            ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
            ("Africa/Asmera", "Africa/Asmara"),
            ("America/Coral_Harbour", "America/Atikokan"),
            ("Etc/UTC", "UTC"),
        ],
    )
    def test_an_old_name_is_the_name_of_today(self, old: str, name: str) -> None:
        """And remembered, for the warning."""
        assert (name, old) == (zone(old, None).name, zone(old, None).old)

    @pytest.mark.parametrize(
        ("text", "country", "words"),
        [
            ("CET", None, "`Europe/Brussels`, `Europe/Amsterdam`"),
            ("CET", "NL", "write `Europe/Amsterdam`"),
            ("EST", None, "`America/New_York`"),
            ("KST", "KR", "write `Asia/Seoul`"),
            ("KST", "BG", "write `Europe/Sofia` for Bulgaria, or `Asia/Seoul` if that is meant"),
            ("UTC+9", "BG", "`Asia/Seoul` or `Asia/Tokyo` if that is meant"),
            ("Asia/ Seoul", "BG", "did you mean `Asia/Seoul`?"),
            ("Asia\\Seoul", None, "did you mean `Asia/Seoul`?"),
            ("CST", "CN", "write `Asia/Shanghai`"),
            ("CST", "US", "write `America/Chicago`"),
            ("IST", "IE", "write `Europe/Dublin`"),
            ("IST", None, "`Asia/Kolkata`, `Europe/Dublin`"),
            ("UTC+9", None, "`Asia/Seoul`"),
            ("GMT+2", "BG", "write `Europe/Sofia`"),
            ("+05:30", None, "`Asia/Kolkata`"),
            ("Etc/GMT-9", None, "`Asia/Seoul`"),
            ("GMT", None, "`UTC`"),
            ("Europe/Rotterdam", None, "did you mean `Europe/Amsterdam`?"),
            ("Europe/Ghent", "BE", "`Europe/Brussels`"),
            ("Asia/Busan", "KR", "`Asia/Seoul`"),
            ("europe/sofia", None, "did you mean `Europe/Sofia`?"),
            ("America/New York", None, "did you mean `America/New_York`?"),
            ("Seoul", None, "did you mean `Asia/Seoul`?"),
            ("Europe/Sophia", "BG", "did you mean `Europe/Sofia`?"),
            ("Korea Standard Time", None, "write `Asia/Seoul`"),
            ("FLE Standard Time", None, "write `Europe/Sofia`"),
            ("India Standard Time", None, "write `Asia/Kolkata`"),
            ("W. Europe Standard Time", "NL", "write `Europe/Amsterdam`"),
            ("Japan", None, "write `Asia/Tokyo`"),
            ("Iceland", None, "write `Atlantic/Reykjavik`"),
            ("Mars/Olympus", None, "such as `Europe/Sofia`"),
            ("../etc/passwd", None, "is not the name of a time zone"),
        ],
    )
    def test_what_is_no_zone_gets_the_right_name(self, text: str, country: str | None, words: str) -> None:
        """Narrowed to the country where it is known."""
        with pytest.raises(Misunderstood) as refused:
            zone(text, country)

        assert words in str(refused.value)

    def test_every_suggestion_is_a_zone(self) -> None:
        """The tables of mistakes name nothing that would be refused in turn."""
        tables = [*ABBREVIATIONS.values(), *OFFSETS.values(), windows_zones().values(), CITIES.values()]

        assert {name for names in tables for name in names} - zones() == {"UTC"}
