"""A rule in words, for one city: what its recorded schedule says, and each date that departs from it.

1. Only rules that all languages can say: a weekday of the month, or of every week or every n weeks.
2. The rule is the recorded one, never guessed from dates. The one before it is told only if the schedule
   still has it and most of the meetings were known by it.
3. Months in which the hours of two cities are further apart have their own line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.keys import is_dated_by_rule
from scheduler.programme.rules import EVERY_MONTH, NthWeekday, Weekly
from scheduler.programme.spans import Month
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Line
from scheduler.publication.announcements.grouping import DaySpan, spans
from scheduler.publication.languages.language import Language
from scheduler.state.profile import RecordedSeries, RuleDays
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.recorded_hours import RuleHours
from scheduler.timetable.rule_dates import Week, month_dates, week_dates

_MONDAY = date(2026, 6, 1)
_OF_MONTH = {
    1: "First {weekday} of the month",
    2: "Second {weekday} of the month",
    3: "Third {weekday} of the month",
    4: "Fourth {weekday} of the month",
    -1: "Last {weekday} of the month",
}
_OF_MONTH_FEMININE = {
    1: "First {weekday} of the month (feminine)",
    2: "Second {weekday} of the month (feminine)",
    3: "Third {weekday} of the month (feminine)",
    4: "Fourth {weekday} of the month (feminine)",
    -1: "Last {weekday} of the month (feminine)",
}
"""For languages in which an ordinal agrees with the weekday."""
_FEMININE = {"bg": (2, 5, 6), "it": (6,), "pt": (0, 1, 2, 3, 4)}
"""The weekdays (0 is Monday) whose ordinals are feminine, by language."""


class ToldRule(Struct, frozen=True, kw_only=True):
    """A rule in words, and the days on which it counts. `former` is the one before it, if that is known."""

    words: str
    days: RuleDays
    former: str = ""


def told_rule(to: Addressee, meetings: Sequence[Occurrence], known: Sequence[Occurrence]) -> ToldRule | None:
    """Returns the rule that planned all these meetings of a series; None if no words tell it.

    `known` are the meetings as the city knew them.
    """
    recorded = to.state.series.get(meetings[0].series)
    found = _rule_of(recorded, meetings) if recorded is not None else None
    if recorded is None or found is None:
        return None
    words = rule_words(recorded.rules[found], to.phrases)
    before = recorded.rules[found - 1] if found else None
    former = ""
    if before is not None and 2 * sum(_dates(before, each) for each in known) > len(known):
        former = rule_words(before, to.phrases)
    days = _until_the_next(recorded.bounds.rules, found)
    return ToldRule(words=words, days=days, former=former) if words else None


def _until_the_next(rules: Sequence[RuleDays], number: int) -> RuleDays:
    """Returns the days of a rule; the next one ends it."""
    last = rules[number].last
    if number + 1 < len(rules):
        before = rules[number + 1].first - timedelta(days=1)
        last = before if last is None else min(last, before)
    return replace(rules[number], last=last)


def _dates(recorded: RuleHours, known: Occurrence) -> bool:
    """Returns whether a meeting was known at a day and hour of a rule that has words."""
    timing, day = known.timing, known.timing.starts.date()
    if (timing.zone, timing.starts.time()) not in recorded.turns:
        return False
    if isinstance(recorded.rule, NthWeekday):
        return day in month_dates(recorded.rule, Month.of(day), lambda _: True)
    return isinstance(recorded.rule, Weekly) and day in week_dates(recorded.rule, Week.of(day))


def _rule_of(recorded: RecordedSeries, meetings: Sequence[Occurrence]) -> int | None:
    """Returns the number of the one rule that planned all the meetings: each counts until the next one."""
    rules = recorded.bounds.rules
    if len(rules) != len(recorded.rules) or not all(is_dated_by_rule(each.key) for each in meetings):
        return None
    days = [meeting.planned.date() for meeting in meetings]
    number = max((index for index, rule in enumerate(rules) if rule.first <= min(days)), default=None)
    if number is None or any(rule.first <= max(days) for rule in rules[number + 1 :]):
        return None
    return number


def rule_words(recorded: RuleHours, phrases: Language) -> str:
    """Returns `Second Thursday of the month`; nothing for a rule that has no words."""
    if recorded.months != EVERY_MONTH or len(recorded.turns) > 1:
        return ""
    match recorded.rule:
        case NthWeekday(ordinals=(ordinal,), weekday=weekday):
            code = phrases.phrase_language.code.partition("-")[0]
            is_feminine = weekday in _FEMININE.get(code, ())
            phrase = (_OF_MONTH_FEMININE if is_feminine else _OF_MONTH)[ordinal]
        case Weekly(weekdays=(weekday,), interval=1):
            phrase = "Every week on {weekday}"
        case Weekly(weekdays=(weekday,)):
            phrase = "Every {count} weeks on {weekday}"
        case _:
            return ""
    name = phrases.language_of(phrase).weekday(_MONDAY + timedelta(days=weekday))
    return phrases.say(phrase, weekday=name, count=f"{getattr(recorded.rule, 'interval', 1)}")


def rule_lines(
    to: Addressee,
    rule: ToldRule,
    hours: Sequence[tuple[date, str]],
    others: Sequence[date],
    known: Sequence[tuple[date, str]],
) -> Iterator[Line]:
    """Yields the rule from its first day on, and its hours on the days that are told.

    `others` are the days of meetings that stay as they were; `known` has the days and hours that the city
    knew.
    """
    first = to.dates.full_day(min(day for day, _ in hours))
    if rule.days.last is not None:
        start = f"{first} – {to.dates.full_day(rule.days.last)}"
    else:
        start = to.say("From {day}", day=first)
    yield Line(words=to.labelled(start, rule.words))
    for words, when in _by_hours(to, hours, others):
        yield Line(words=to.labelled(words, when) if when else words)
    if rule.former and known:
        so_far = [
            to.say("{name} ({place})", name=words, place=when) if when else words
            for words, when in _by_hours(to, known, others)
        ]
        yield Line(words=to.say("So far: {words}", words=to.phrases.comma.join((rule.former, *so_far))))


def _by_hours(
    to: Addressee, hours: Iterable[tuple[date, str]], others: Iterable[date]
) -> Iterator[tuple[str, str]]:
    """Yields the hours, each with its days; without them if all days have the same hours."""
    groups: dict[str, list[date]] = {}
    for day, words in hours:
        groups.setdefault(words, []).append(day)
    days = {*others}.union(*groups.values())
    for words, own in groups.items():
        yield words, spans_words(to, spans(own, days - {*own})) if len(groups) > 1 else ""


def spans_words(to: Addressee, found: Iterable[DaySpan]) -> str:
    """Returns `April – October 2027, 17 March 2028`."""
    return to.phrases.comma.join(
        to.dates.months(span.first, span.last)
        if span.is_months
        else " – ".join(map(to.dates.date_alone, dict.fromkeys((span.first, span.last))))
        for span in found
    )
