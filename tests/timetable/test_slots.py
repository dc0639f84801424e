"""The keys of a series, the days planned for them, and what people may write for a key."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scheduler.programme.details import Details
from scheduler.programme.rules import (
    EVERY_MONTH,
    LastDay,
    MonthDay,
    Monthly,
    NthWeekday,
    NumberedWeeks,
    Rule,
    WeekdayAfter,
    Weekly,
    WorkingDay,
)
from scheduler.programme.series import Clock, ScheduleEntry, Series
from scheduler.programme.spans import Bound, Days, Month, first_day
from scheduler.timetable.slots import Slot, find_slot, make_slots, nearest_slot, period_of
from support.programmes import FRI, MON, THU, TUE, WED, bound
from support.programmes import weekly as every

FIRST_MON, THIRD_WED = NthWeekday((1,), MON), NthWeekday((3,), WED)
TWO_TUE = NthWeekday((2, 4), TUE)
THU_AFTER_LAST_TUE = WeekdayAfter(THU, -1, TUE)


def entry(begins: str | Bound, rule: Rule, months: tuple[int, ...] = EVERY_MONTH) -> ScheduleEntry:
    return ScheduleEntry(
        begins=bound(begins) if isinstance(begins, str) else begins,
        rule=rule,
        months=months,
        at=time(10),
        clock=Clock("utc"),
    )


def series(*schedule: tuple[str | Bound, Rule] | ScheduleEntry, until: str | Bound | None = None) -> Series:
    return Series(
        id="monthly",
        section="meetings",
        group="pair",
        details=Details(),
        schedule=tuple(each if isinstance(each, ScheduleEntry) else entry(*each) for each in schedule),
        until=bound(until) if isinstance(until, str) else until,
    )


def weekday(_entry: ScheduleEntry, day: date) -> bool:
    return day.weekday() < 5


def dated(slots: tuple[Slot, ...]) -> list[str]:
    """`2026-03 03-18` for each slot."""
    return [f"{slot.key} {slot.day:%m-%d}" for slot in slots]


months = st.builds(Month, st.integers(2020, 2030), st.integers(1, 12))
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
ordinals = st.sampled_from([1, 2, 3, 4, -1])
weekdays = st.integers(0, 6)
one_a_month: st.SearchStrategy[Monthly] = st.one_of(
    st.builds(NthWeekday, ordinals.map(lambda ordinal: (ordinal,)), weekdays),
    st.builds(MonthDay, st.integers(1, 28)),
    st.builds(LastDay),
    st.builds(WorkingDay, st.sampled_from([1, -1])),
)
monthly: st.SearchStrategy[Monthly] = st.one_of(
    one_a_month,
    st.builds(NthWeekday, st.sampled_from([(1, 3), (2, 4), (1, -1), (3, -1)]), weekdays),
    st.builds(WeekdayAfter, weekdays, ordinals, weekdays),
)
days_of_week = st.sets(weekdays, min_size=1, max_size=3).map(lambda chosen: tuple(sorted(chosen)))
numbered = st.builds(NumberedWeeks, days_of_week, st.booleans())
weekly = st.builds(Weekly, days_of_week, st.integers(1, 5), days)
months_of_year = st.sets(st.sampled_from(EVERY_MONTH), min_size=1).map(lambda chosen: tuple(sorted(chosen)))


def schedules(
    rules: st.SearchStrategy[Monthly] | st.SearchStrategy[Rule],
    dated_months: st.SearchStrategy[tuple[int, ...]] = months_of_year,
) -> st.SearchStrategy[Series]:
    entries = st.lists(st.builds(entry, months | days, rules, dated_months), min_size=1, max_size=4)
    ordered = entries.map(lambda chosen: sorted(chosen, key=lambda each: first_day(each.begins)))
    return st.builds(
        lambda schedule, until: series(*schedule, until=until), ordered, months | days | st.none()
    )


class TestAnySchedule:
    @given(schedules(monthly | weekly | numbered), days)
    def test_slots_are_in_order_with_one_for_each_key(self, any_series: Series, last: date) -> None:
        slots = make_slots(any_series, last, weekday)
        planned = [slot.day for slot in slots]

        assert len({slot.key for slot in slots}) == len(slots)
        assert sorted(planned) == planned
        assert all(day <= last for day in planned)
        assert [slot.turn for slot in slots] == [*range(len(slots))]

    @given(schedules(monthly | weekly | numbered), days, days)
    def test_a_later_last_day_changes_no_slot(self, any_series: Series, last: date, other_last: date) -> None:
        near, far = sorted([last, other_last])
        further = make_slots(any_series, far, weekday)

        assert make_slots(any_series, near, weekday) == tuple(slot for slot in further if slot.day <= near)

    @given(schedules(one_a_month, st.just(EVERY_MONTH)), days)
    def test_monthly_rules_leave_no_month_out(self, any_series: Series, last: date) -> None:
        """From the month after the first `from`, with no gap where a new rule begins in mid-month."""
        endless = series(*any_series.schedule)
        slots = make_slots(endless, last, weekday)
        keys = [slot.key for slot in slots]
        first = Month.of(first_day(endless.schedule[0].begins)).plus(1)
        expected = [str(first.plus(n)) for n in range(Month.of(last).since(first))]

        assert set(expected) <= set(keys)
        assert sorted(keys) == keys

    @given(schedules(monthly | weekly | numbered), months | days)
    def test_until_removes_the_end_and_nothing_else(self, any_series: Series, until: Bound) -> None:
        schedule = any_series.schedule
        last = date(2031, 1, 1)

        def in_bounds(slot: Slot) -> bool:
            if isinstance(until, Month):
                key_month = slot.key[:7] if "W" not in slot.key else f"{slot.day:%Y-%m}"
                return key_month <= str(until)
            return slot.day <= until

        everything = make_slots(series(*schedule), last, weekday)
        shortened = make_slots(series(*schedule, until=until), last, weekday)

        assert {slot for slot in everything if in_bounds(slot)} <= set(shortened)
        assert all(in_bounds(slot) for slot in shortened)


class TestOneRule:
    @given(weekly, days)
    def test_weeks_keep_their_parity_for_good(self, rule: Weekly, last: date) -> None:
        slots = make_slots(series((rule.anchor, rule)), last, weekday)

        count = len(rule.weekdays)
        assert all(slot.day.weekday() in rule.weekdays for slot in slots)
        assert all(
            after.day - before.day == timedelta(weeks=rule.interval)
            for before, after in zip(slots, slots[count:], strict=False)
        )

    @given(numbered, days, days)
    def test_numbered_weeks_have_every_such_week(self, rule: NumberedWeeks, begins: date, last: date) -> None:
        slots = make_slots(series((begins, rule)), last, weekday)

        planned = [begins + timedelta(days=n) for n in range((last - begins).days + 1)]
        assert [slot.day for slot in slots] == [
            day
            for day in planned
            if day.weekday() in rule.weekdays and day.isocalendar().week % 2 == rule.odd
        ]

    @given(monthly, months_of_year, months, days)
    def test_months_left_out_take_nothing_else_away(
        self, rule: Monthly, dated_months: tuple[int, ...], begins: Month, last: date
    ) -> None:
        everything = make_slots(series((begins, rule)), last, weekday)
        slots = make_slots(series(entry(begins, rule, dated_months)), last, weekday)

        assert dated(slots) == dated(tuple(s for s in everything if int(s.key[5:7]) in dated_months))

    @given(st.integers(0, 6), days)
    def test_the_key_of_a_week_is_the_iso_week_of_its_date(self, day_of_week: int, anchor: date) -> None:
        slots = make_slots(
            series((anchor, Weekly((day_of_week,), 1, anchor))), anchor + timedelta(days=400), weekday
        )

        assert all(slot.key == f"{slot.day:%G-W%V}" for slot in slots)

    def test_several_days_of_a_week_are_numbered(self) -> None:
        rule = Weekly((MON, THU), 2, date(2026, 12, 14))

        assert dated(make_slots(series(("2026-12-15", rule)), date(2027, 1, 1), weekday)) == [
            "2026-W51.2 12-17",
            "2026-W53 12-28",
            "2026-W53.2 12-31",
        ]

    @pytest.mark.parametrize(
        ("rule", "begins", "last", "expected"),
        [
            pytest.param(THIRD_WED, "2026-11", "2027-01-20", ["2026-11 11-18", "2026-12 12-16", "2027-01 01-20"], id="third Wednesday"),
            pytest.param(THIRD_WED, "2026-11", "2027-01-19", ["2026-11 11-18", "2026-12 12-16"], id="last is inclusive"),
            pytest.param(THIRD_WED, "2026-11-18", "2026-12-31", ["2026-11 11-18", "2026-12 12-16"], id="from that very date"),
            pytest.param(THIRD_WED, "2026-11-19", "2026-12-31", ["2026-12 12-16"], id="from the day after"),
            pytest.param(
                TWO_TUE,
                "2026-11-15",
                "2026-12-31",
                ["2026-11.2 11-24", "2026-12 12-08", "2026-12.2 12-22"],
                id="two a month from mid-month",
            ),
            pytest.param(THU_AFTER_LAST_TUE, "2027-11", "2028-01-01", ["2027-11 12-02", "2027-12 12-30"], id="into the next month"),
            pytest.param(THU_AFTER_LAST_TUE, "2027-12", "2028-01-01", ["2027-12 12-30"], id="a month is compared with the key"),
            pytest.param(THU_AFTER_LAST_TUE, "2027-12-01", "2028-01-01", ["2027-11 12-02", "2027-12 12-30"], id="a date with the planned date"),
            pytest.param(WorkingDay(1), "2027-05", "2027-06-30", ["2027-05 05-03", "2027-06 06-01"], id="first working day"),
            pytest.param(
                every(THU, 2, "2026-12-17"),
                "2026-12-17",
                "2027-01-31",
                ["2026-W51 12-17", "2026-W53 12-31", "2027-W02 01-14", "2027-W04 01-28"],
                id="every two weeks over week 53",
            ),
            pytest.param(
                every(MON, 1, "2026-12-29"),
                "2026-12-29",
                "2027-01-11",
                ["2027-W01 01-04", "2027-W02 01-11"],
                id="the first Monday on or after",
            ),
        ],
    )  # fmt: skip
    def test_examples(self, rule: Rule, begins: str, last: str, expected: list[str]) -> None:
        assert expected == dated(make_slots(series((begins, rule)), date.fromisoformat(last), weekday))

    def test_a_month_without_a_common_working_day_has_no_slot(self) -> None:
        assert make_slots(
            series(("2026-12", WorkingDay(-1))), date(2027, 3, 1), lambda _entry, day: day.month != 1
        ) == (
            Slot(key="2026-12", day=date(2026, 12, 31), entry=0, turn=0),
            Slot(key="2027-02", day=date(2027, 2, 28), entry=0, turn=1),
        )


class TestUntil:
    @pytest.mark.parametrize(
        ("rule", "until", "expected"),
        [
            pytest.param(THIRD_WED, "2026-12", "2026-12", id="a month is inclusive"),
            pytest.param(THIRD_WED, "2026-12-16", "2026-12", id="a date is inclusive"),
            pytest.param(THIRD_WED, "2026-12-15", "2026-11", id="the day before excludes it"),
            pytest.param(TWO_TUE, "2026-12-08", "2026-12", id="between two a month"),
            pytest.param(TWO_TUE, "2026-12", "2026-12.2", id="both of a month"),
            pytest.param(THU_AFTER_LAST_TUE, "2027-11", "2027-11", id="the key's month, not the date's"),
            pytest.param(THU_AFTER_LAST_TUE, "2027-11-30", "2027-10", id="the date, not the key"),
            pytest.param(every(MON, 1, "2026-11-02"), "2026-11", "2026-W49", id="a week counts by its date: 30 November"),
            pytest.param(every(TUE, 1, "2026-11-03"), "2026-11", "2026-W48", id="1 December does not"),
        ],
    )  # fmt: skip
    def test_it_includes_the_month_or_day_that_it_names(self, rule: Rule, until: str, expected: str) -> None:
        begins = rule.anchor if isinstance(rule, Weekly) else Month(2026, 11)

        assert (
            expected == make_slots(series((begins, rule), until=until), date(2028, 12, 31), weekday)[-1].key
        )


class TestANewEntry:
    @pytest.mark.parametrize(
        ("schedule", "expected", "last"),
        [
            pytest.param([("2026-01", THIRD_WED), ("2026-03", FIRST_MON)], ["2026-01 01-21", "2026-02 02-18", "2026-03 03-02", "2026-04 04-06"], "2026-04-30", id="from a month: its key is the new rule's"),
            pytest.param([("2026-01", THIRD_WED), ("2026-03-10", FIRST_MON)], ["2026-01 01-21", "2026-02 02-18", "2026-03 03-18", "2026-04 04-06"], "2026-04-30", id="from mid-month, new date gone: the old rule has the month"),
            pytest.param([("2026-01", FIRST_MON), ("2026-03-10", THIRD_WED)], ["2026-01 01-05", "2026-02 02-02", "2026-03 03-18", "2026-04 04-15"], "2026-04-30", id="from mid-month, new date to come: one meeting, not two"),
            pytest.param([("2026-01", FIRST_MON), ("2026-03-18", THIRD_WED)], ["2026-01 01-05", "2026-02 02-02", "2026-03 03-18", "2026-04 04-15"], "2026-04-30", id="from the new date itself"),
            pytest.param([("2026-02", THIRD_WED), ("2026-03-15", TWO_TUE)], ["2026-02 02-18", "2026-03 03-18", "2026-03.2 03-24", "2026-04 04-14", "2026-04.2 04-28"], "2026-04-30", id="one becomes two in mid-month: the first stays the old rule's"),
            pytest.param([("2026-02", TWO_TUE), ("2026-03-12", TWO_TUE)], ["2026-02 02-10", "2026-02.2 02-24", "2026-03 03-10", "2026-03.2 03-24", "2026-04 04-14", "2026-04.2 04-28"], "2026-04-30", id="another hour from mid-month: the first keeps the old one"),
            pytest.param([("2026-02", TWO_TUE), ("2026-03-12", THIRD_WED)], ["2026-02 02-10", "2026-02.2 02-24", "2026-03 03-18", "2026-04 04-15"], "2026-04-30", id="two become one: the second key ends"),
            pytest.param([("2026-02", FIRST_MON), ("2026-03-05", TWO_TUE), ("2026-03-20", TWO_TUE)], ["2026-02 02-02", "2026-03 03-10", "2026-03.2 03-24", "2026-04 04-14", "2026-04.2 04-28"], "2026-04-30", id="three in one month"),
            pytest.param([("2026-02", THU_AFTER_LAST_TUE), ("2026-04-01", FIRST_MON)], ["2026-02 02-26", "2026-03 04-02", "2026-04 04-06"], "2026-04-30", id="a date of March in April is still March's"),
            pytest.param([("2026-06-01", every(MON, 1, "2026-06-01")), ("2026-06-17", every(THU, 2, "2026-06-01"))], ["2026-W23 06-01", "2026-W24 06-08", "2026-W25 06-18", "2026-W27 07-02", "2026-W29 07-16"], "2026-07-16", id="parity is kept, and weeks off are off"),
            pytest.param([("2026-06-01", every(MON, 1, "2026-06-01")), ("2026-06-10", every(THU, 2, "2026-06-01"))], ["2026-W23 06-01", "2026-W24 06-08", "2026-W25 06-18", "2026-W27 07-02", "2026-W29 07-16"], "2026-07-16", id="the old rule has what lies before the new one in its week off"),
            pytest.param([("2026-06-01", every(FRI, 1, "2026-06-01")), ("2026-06-10", every(THU, 2, "2026-06-01"))], ["2026-W23 06-05", "2026-W25 06-18", "2026-W27 07-02", "2026-W29 07-16"], "2026-07-16", id="but nothing after it"),
            pytest.param([("2026-06-01", every(THU, 1, "2026-06-01")), ("2026-06-10", every(MON, 1, "2026-06-01"))], ["2026-W23 06-04", "2026-W24 06-11", "2026-W25 06-15", "2026-W26 06-22", "2026-W27 06-29", "2026-W28 07-06", "2026-W29 07-13"], "2026-07-16", id="new weekday gone: the old rule has the week"),
            pytest.param([("2026-06-01", every(MON, 2, "2026-06-01")), ("2026-06-22", every(MON, 2, "2026-06-22"))], ["2026-W23 06-01", "2026-W25 06-15", "2026-W26 06-22", "2026-W28 07-06"], "2026-07-16", id="an anchor of its own (starting:) breaks the parity"),
            pytest.param([("2026-05-28", every(THU, 2, "2026-05-28")), ("2026-06-11", every(TUE, 2, "2026-06-23"))], ["2026-W22 05-28", "2026-W24 06-11", "2026-W26 06-23", "2026-W28 07-07"], "2026-07-16", id="until it starts, the old rule has the week in which it was to begin"),
            pytest.param([("2026-01", THIRD_WED), ("2026-03-10", every(MON, 2, "2026-03-10"))], ["2026-01 01-21", "2026-02 02-18", "2026-W13 03-23"], "2026-03-31", id="monthly ends where weekly begins"),
            pytest.param([("2026-01", FIRST_MON), ("2026-03-10", every(MON, 2, "2026-03-16"))], ["2026-01 01-05", "2026-02 02-02", "2026-03 03-02", "2026-W12 03-16", "2026-W14 03-30"], "2026-03-31", id="a month's meeting before that stays"),
            pytest.param([("2026-02-23", every(MON, 1, "2026-02-23")), ("2026-03", THIRD_WED)], ["2026-W09 02-23", "2026-03 03-18"], "2026-03-31", id="weekly ends before the month in which monthly begins"),
            pytest.param([("2026-02-23", every(MON, 1, "2026-02-23")), ("2026-03-09", FIRST_MON)], ["2026-W09 02-23", "2026-W10 03-02"], "2026-03-31", id="weekly ends on the day before the date on which monthly begins"),
            pytest.param([("2026-02", FIRST_MON), ("2026-03-03", every(TUE, 1, "2026-03-03")), ("2026-03-15", THIRD_WED)], ["2026-02 02-02", "2026-W10 03-03", "2026-W11 03-10", "2026-03 03-18"], "2026-03-31", id="to and fro within March: the key is the last one's to use it"),
        ],
    )  # fmt: skip
    def test_takes_its_keys_over(
        self, schedule: list[tuple[str, Rule]], expected: list[str], last: str
    ) -> None:
        assert expected == dated(make_slots(series(*schedule), date.fromisoformat(last), weekday))

    def test_a_key_that_a_later_rule_uses_is_not_planned_before_it(self) -> None:
        """Not even if the last day is near: else the March meeting would move as time goes on."""
        schedule = series(
            ("2026-02", FIRST_MON),
            ("2026-03-03", every(TUE, 1, "2026-03-03")),
            ("2026-03-15", THIRD_WED),
        )

        assert dated(make_slots(schedule, date(2026, 3, 5), weekday)) == ["2026-02 02-02", "2026-W10 03-03"]

    def test_a_slot_knows_the_entry_that_gave_its_day(self) -> None:
        schedule = series(("2026-02", THIRD_WED), ("2026-03-15", TWO_TUE))

        assert [slot.entry for slot in make_slots(schedule, date(2026, 4, 30), weekday)] == [0, 0, 1, 1, 1]


class TestTurn:
    def test_a_pause_uses_up_no_turn(self) -> None:
        february = Days(date(2026, 2, 1), date(2026, 2, 28))
        paused = replace(series(("2026-01", THIRD_WED)), pauses=(february,))

        slots = make_slots(paused, date(2026, 4, 30), weekday)

        assert [(slot.key, slot.turn) for slot in slots] == [("2026-01", 0), ("2026-03", 1), ("2026-04", 2)]


class TestPeriodOf:
    @pytest.mark.parametrize(
        ("written", "first", "last"),
        [
            ("2026-12", "2026-12-01", "2026-12-31"),
            ("2028-02.2", "2028-02-01", "2028-02-29"),
            ("2026-W50", "2026-12-07", "2026-12-13"),
            ("2026-W53", "2026-12-28", "2027-01-03"),
            ("2026-12-16", "2026-12-01", "2026-12-31"),
            ("2026-12-31", "2026-12-01", "2027-01-03"),
            ("2026-12-01", "2026-11-30", "2026-12-31"),
            ("2027-02-28", "2027-02-01", "2027-02-28"),
        ],
    )
    def test_it_covers_the_month_or_week_of_a_key(self, written: str, first: str, last: str) -> None:
        assert (date.fromisoformat(first), date.fromisoformat(last)) == period_of(written)

    @pytest.mark.parametrize(
        "written",
        ["2026-13", "2026-W54", "2027-W53", "2026-02-30", "2026", "once", "extra.x", "2026-12.3", "9999-12"],
    )
    def test_anything_else_is_refused_with_examples(self, written: str) -> None:
        with pytest.raises(
            ValueError, match=f"{written} is neither a key nor a date; right would be 2026-12"
        ):
            period_of(written)


class TestMatch:
    MONTHLY = make_slots(series(("2026-11", THIRD_WED)), date(2027, 2, 28), weekday)
    TWO = make_slots(series(("2026-11-15", TWO_TUE)), date(2027, 1, 31), weekday)
    WEEKLY = make_slots(series(("2026-12-17", every(THU, 2, "2026-12-17"))), date(2027, 2, 28), weekday)
    RARE = make_slots(series(("2026-12-03", every(THU, 5, "2026-12-03"))), date(2027, 2, 28), weekday)
    SPILLED = make_slots(series(("2027-10", THU_AFTER_LAST_TUE)), date(2028, 1, 31), weekday)
    MIXED = make_slots(
        series(("2026-01", FIRST_MON), ("2026-03-10", every(MON, 2, "2026-03-16"))),
        date(2026, 4, 30),
        weekday,
    )

    @pytest.mark.parametrize(
        ("slots", "written", "key"),
        [
            pytest.param(MONTHLY, "2026-12", "2026-12", id="a key"),
            pytest.param(MONTHLY, "2026-12.1", "2026-12", id="the first of one"),
            pytest.param(MONTHLY, "2026-12.2", None, id="no second"),
            pytest.param(MONTHLY, "2026-12-16", "2026-12", id="the planned date"),
            pytest.param(MONTHLY, "2026-12-01", "2026-12", id="another date of the month"),
            pytest.param(MONTHLY, "2026-10-31", None, id="before the first"),
            pytest.param(MONTHLY, "2027-03", None, id="after the last"),
            pytest.param(MONTHLY, "2026-W51", None, id="a week of a monthly series"),
            pytest.param(MONTHLY, "2026-12-32", None, id="no date"),
            pytest.param(TWO, "2026-12", "2026-12", id="first of two"),
            pytest.param(TWO, "2026-12.1", "2026-12", id="first of two, spelt out"),
            pytest.param(TWO, "2026-12.2", "2026-12.2", id="second of two"),
            pytest.param(TWO, "2026-12-22", "2026-12.2", id="planned date of the second"),
            pytest.param(TWO, "2026-12-15", None, id="between two: which?"),
            pytest.param(TWO, "2026-11-30", "2026-11.2", id="the only one of its month"),
            pytest.param(WEEKLY, "2026-W51", "2026-W51", id="a week"),
            pytest.param(WEEKLY, "2026-12-14", "2026-W51", id="any date of the week"),
            pytest.param(WEEKLY, "2027-01-02", "2026-W53", id="over the new year"),
            pytest.param(WEEKLY, "2026-12-24", None, id="a week off"),
            pytest.param(RARE, "2026-12-17", None, id="a week off in a month with one week on"),
            pytest.param(WEEKLY, "2026-12", None, id="a month of a weekly series"),
            pytest.param(SPILLED, "2027-12-02", "2027-11", id="planned in the next month"),
            pytest.param(SPILLED, "2027-12-03", "2027-12", id="any other date is its own month's"),
            pytest.param(MIXED, "2026-02-20", "2026-02", id="a month before the weeks"),
            pytest.param(MIXED, "2026-03-18", "2026-W12", id="a week after the months"),
            pytest.param(MIXED, "2026-03-25", None, id="a week off in the month of the change"),
        ],
    )
    def test_a_key_or_a_date_in_its_period_means_the_slot(
        self, slots: tuple[Slot, ...], written: str, key: str | None
    ) -> None:
        slot = find_slot(written, slots)

        assert key == (slot.key if slot else None)

    @given(schedules(monthly | weekly), days)
    def test_every_key_matches_its_own_slot(self, any_series: Series, last: date) -> None:
        slots = make_slots(any_series, last, weekday)

        assert all(find_slot(slot.key, slots) is slot for slot in slots)

    @given(st.one_of(monthly, weekly), days, days)
    def test_under_one_rule_every_planned_date_matches_its_own_slot(
        self, rule: Rule, begins: date, last: date
    ) -> None:
        slots = make_slots(series((begins, rule)), last, weekday)

        assert all(find_slot(slot.day.isoformat(), slots) is slot for slot in slots)


class TestNearest:
    SLOTS = TestMatch.MONTHLY

    @pytest.mark.parametrize(
        ("written", "key"),
        [
            pytest.param("2026-03", "2026-11", id="before the first"),
            pytest.param("2031-01", "2027-02", id="after the last"),
            pytest.param("2026-12.2", "2026-12", id="no second in that month"),
            pytest.param("2026-W52", "2026-12", id="a week: 16 December is nearer than 20 January"),
            pytest.param("2027-01-06", "2027-01", id="a date: 14 days rather than 21"),
        ],
    )
    def test_it_is_the_slot_planned_nearest(self, written: str, key: str) -> None:
        slot = nearest_slot(written, self.SLOTS)

        assert slot is not None
        assert key == slot.key

    @pytest.mark.parametrize("written", ["once", "2026-13", "extra.tram", "0000-12"])
    def test_a_word_that_is_no_date_has_no_nearest_slot(self, written: str) -> None:
        assert nearest_slot(written, self.SLOTS) is None

    def test_without_slots_there_is_no_nearest_one(self) -> None:
        assert nearest_slot("2026-12", ()) is None
