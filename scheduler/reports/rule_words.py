"""The rules of series as people say them."""

from __future__ import annotations

from calendar import day_name, month_name
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from scheduler.programme import rules
from scheduler.programme.english_days import in_words
from scheduler.programme.english_lists import joined
from scheduler.state.profile import RecordedSeries, RuleDays
from scheduler.timetable.recorded_hours import RuleHours

_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def rule_words(recorded: RuleHours, cities: Mapping[str, str] = MappingProxyType({})) -> str:
    """Returns `third Wednesday except July and August, 10:00 Europe/Sofia, 60 min`.

    A zone in `cities` has the name of its city: `10:00 in Sofia`.
    """
    rule = recorded.rule
    counted = f" (weeks are counted from {rule.anchor})" if isinstance(rule, rules.Weekly) else ""
    return f"{_rule(rule)}{_months(recorded.months)}{counted}, {_hours(recorded, cities)}"


def schedule_words(new: RecordedSeries, old: RecordedSeries | None, cities: Mapping[str, str]) -> str:
    """Returns `second Thursday, …, from 1 February 2027, so far third Wednesday, …`; nothing without.

    A zone in `cities` has the name of its city.
    """
    known = {days.first: rule for rule, days in _dated_rules(old)} if old is not None else {}
    told = []
    for rule, days in _dated_rules(new):
        if known.get(days.first) != rule:
            since = "" if days.first in known else f", from {in_words(days.first)}"
            before = known.get(days.first) or next(reversed(known.values()), None)
            so_far = f", so far {rule_words(before, cities)}" if before is not None else ""
            told.append(f"{rule_words(rule, cities)}{since}{so_far}")
    return "; ".join(told)


def standing_words(series: RecordedSeries, today: date, cities: Mapping[str, str]) -> str:
    """Returns `third Wednesday, 10:00 in Sofia, …; from March 2027 second Thursday, …`; nothing without.

    `cities` are the names of those that meet, by their zones.
    """
    dated = [(rule, days) for rule, days in _dated_rules(series) if days.last is None or days.last >= today]
    told = [
        words if days.first <= today else f"from {days.first:%B %Y} {words}"
        for words, days in ((rule_words(rule, cities), days) for rule, days in dated)
    ]
    ends = dated[-1][1].last if dated else None
    return "; ".join(told) + (f", until {ends:%B %Y}" if ends is not None else "")


def _dated_rules(series: RecordedSeries) -> list[tuple[RuleHours, RuleDays]]:
    """Returns each rule with its days; none if two entries of the schedule have one rule."""
    days = series.bounds.rules
    return [*zip(series.rules, days, strict=True)] if len(days) == len(series.rules) else []


def _rule(rule: rules.Rule) -> str:
    match rule:
        case rules.NthWeekday(ordinals, weekday):
            return f"{joined([_ORDINALS[nth] for nth in ordinals])} {day_name[weekday]}"
        case rules.WeekdayAfter(weekday, nth, anchor):
            return f"{day_name[weekday]} after the {_ORDINALS[nth]} {day_name[anchor]}"
        case rules.MonthDay(day):
            return f"day {day}"
        case rules.LastDay():
            return "last day"
        case rules.WorkingDay(position):
            return f"{_ORDINALS[position]} working day"
        case rules.Weekly(weekdays, interval, _):
            return f"every {f'{interval} weeks' if interval > 1 else 'week'} on {_days(weekdays)}"
        case rules.NumberedWeeks(weekdays, odd):
            return f"{'odd' if odd else 'even'} weeks on {_days(weekdays)}"


def _days(weekdays: tuple[int, ...]) -> str:
    return joined([day_name[weekday] for weekday in weekdays])


def _months(months: tuple[int, ...]) -> str:
    """Returns ` in March and June` or ` except July and August`, whichever is shorter; nothing for all."""
    left_out = [month_name[month] for month in range(1, 13) if month not in months]
    if not left_out:
        return ""
    if len(left_out) < len(months):
        return f" except {joined(left_out)}"
    return f" in {joined([month_name[month] for month in months])}"


def _hours(recorded: RuleHours, cities: Mapping[str, str]) -> str:
    """Returns `18:00 Asia/Seoul and 08:00 Europe/Sofia in turn, 60 min`."""
    days, length = recorded.days, recorded.duration
    if length is None:
        return "all day" if days == 1 else f"{days} days, all day"
    hours = joined(
        [f"{hour:%H:%M} {f'in {cities[zone]}' if zone in cities else zone}" for zone, hour in recorded.turns]
    )
    in_turn = " in turn" if len(recorded.turns) > 1 else ""
    return f"{hours}{in_turn}, {length // timedelta(minutes=1)} min"
