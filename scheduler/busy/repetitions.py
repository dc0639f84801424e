"""Refuses a calendar whose repetitions would take too much time or memory, before they are worked out.

An event is repeated from its first day on, so an old rule takes time for days that do not count, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import prod
from typing import Any

from scheduler.busy.errors import UnreadableCalendar

MOST_EVENTS = 20_000
"""The most events of a calendar, repetitions included."""
MOST_REPETITIONS = 250_000
"""The most repetitions, those before the times that count included."""
MOST_CHANGES_OF_CLOCKS = 1_000
"""The most changes by one rule of a time zone: some calendars write a rule from the year 1601 on."""
MOST_RULES_OF_CLOCKS = 1_000
"""The most rules of all time zones of a calendar."""
MOST_WORK = 40_000_000
"""The most work: days to look at, each weighted by `_WORK`."""
_WORK = {"DAILY": 20, "WEEKLY": 5, "MONTHLY": 3, "YEARLY": 1}
"""The work for one day, by the frequency of a rule."""
_TIMES_A_DAY = 24
_CYCLE = 400
"""After so many years, each date has the same weekday again."""
_LAST_YEAR = 9959
"""A rule that has no date in the 40 years after it, the last ones that Python knows, has none at all."""
_TOO_OFTEN = re.compile(r"FREQ=(?:SECONDLY|MINUTELY|HOURLY)")
_FREQUENCY = re.compile(r"FREQ=(\w+)")
_SLOW = re.compile("BY(?:DAY|WEEKNO|YEARDAY|EASTER)")
_INTERVAL = re.compile(r"INTERVAL=\s*([-+]?\d+)")
_TIMES = re.compile(r"BY(?:HOUR|MINUTE|SECOND)=([^;]*)")
_ENDS = re.compile(r";?(?:UNTIL|COUNT)=[^;]*")


def check_rules(calendar: Any, last: datetime) -> None:
    """Raises UnreadableCalendar for a rule of an event or a time zone that repeats too often by itself."""
    for component in calendar.walk():
        for text in _rules(component):
            _check_rule(text)
    clocks = [observance for zone in calendar.walk("VTIMEZONE") for observance in zone.subcomponents]
    dates = sum(len(found.dts) for observance in clocks for found in listed(observance, "RDATE"))
    if len(clocks) + dates > MOST_RULES_OF_CLOCKS:
        raise UnreadableCalendar("its time zones have too many rules")
    for observance in (each for each in clocks if "DTSTART" in each):
        for text in _rules(observance):
            _check_clocks(text, observance["DTSTART"].dt, last)


def check_repetitions(query: Any, first: datetime, last: datetime) -> None:
    """Raises UnreadableCalendar for too many events from `first` to `last`, or too many days before them."""
    repetitions = inside = work = 0
    for series in query.series:
        begin = _plain(first) - _extended(series, 0)
        end = _plain(last) + _extended(series, 1) + timedelta(days=1)
        changes = series.modifications
        inside += sum(change.is_in_span(first, last) for change in changes)
        searches = len(series.this_and_future) + sum(change.has_recurrence_rules() for change in changes)
        for moment, cost in _repetitions(series, end):
            repetitions += 1
            work += cost + searches
            inside += begin <= moment <= end
            if repetitions > MOST_REPETITIONS or work > MOST_WORK:
                raise UnreadableCalendar("its events repeat too often since their first day")
        if inside > MOST_EVENTS:
            raise UnreadableCalendar(f"it has more than {MOST_EVENTS:,} events")


def _rules(component: Any) -> list[str]:
    """Returns the rules as the library reads them, also those that are damaged."""
    return [rule.to_ical().decode().upper() for rule in listed(component, "RRULE")]


def listed(component: Any, name: str) -> list[Any]:
    """Returns all values of a property, which a component may have several times."""
    found = component.get(name, [])
    return found if isinstance(found, list) else [found]


def _check_rule(text: str) -> None:
    times = prod(len(set(found.split(","))) for found in _TIMES.findall(text))
    if _TOO_OFTEN.search(text) or times > _TIMES_A_DAY:
        raise UnreadableCalendar("an event repeats every hour or more often")
    if any(int(interval) < 1 for interval in _INTERVAL.findall(text)):
        raise UnreadableCalendar("an event repeats with an interval below 1")


def _check_clocks(text: str, start: date, last: datetime) -> None:
    from dateutil.rrule import rrulestr

    first = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - the clocks of the zone itself
    try:
        rule = rrulestr(_ENDS.sub("", text).strip(";"), dtstart=first)
    except ValueError:  # the library cannot use it, either
        return
    _check_dates(rule, first)
    for number, moment in enumerate(rule):
        if number > MOST_CHANGES_OF_CLOCKS:
            raise UnreadableCalendar("a time zone changes its clocks too often")
        if moment > _plain(last):
            break


def _check_dates(rule: Any, start: datetime) -> None:
    """Raises UnreadableCalendar for a rule without any date, which is searched until the year 9999."""
    cycles = max(0, _LAST_YEAR - start.year) // _CYCLE
    late = rule.replace(dtstart=start.replace(year=start.year + cycles * _CYCLE), until=None, count=None)
    if next(iter(late), None) is None:
        raise UnreadableCalendar("something repeats on a day that never comes")


def _repetitions(series: Any, end: datetime) -> Iterator[tuple[datetime, int]]:
    """Yields each repetition until `end`, and ten more, which the library looks for, with their work."""
    if not series.recurrence.has_core:
        return
    listed, *rules = series.recurrence.rrules
    start = series.recurrence.start
    costs = [0.0]
    for rule in rules:
        _check_dates(rule, start)
        costs.append(_cost_of_a_day(rule.string.upper()))
    for rule, cost in zip([listed, *rules], costs, strict=True):
        before, more = _plain(start), 10
        for repetition in rule:
            moment = _plain(repetition)
            yield moment, int((moment - before).days * cost)
            before = moment
            more -= moment > end
            if not more:
                break


def _cost_of_a_day(text: str) -> float:
    frequency, interval = _FREQUENCY.search(text), _INTERVAL.search(text)
    work = _WORK[frequency[1] if frequency else "DAILY"]
    if frequency and frequency[1] == "YEARLY" and _SLOW.search(text):
        work *= 4
    return work / (int(interval[1]) if interval else 1)


def _extended(series: Any, side: int) -> timedelta:
    """Returns how far from a time the rule may have an event that is then: before it (0), or after it (1)."""
    found: list[timedelta] = [each.extend_query_span_by[side] for each in series.this_and_future_components]
    return max(found, default=timedelta())


def _plain(moment: datetime) -> datetime:
    """Returns a moment without its zone: a day more or less makes no difference here."""
    return moment.replace(tzinfo=None)
