"""Groups changes of a city that are alike, such as the moves of a series to another hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import product

from scheduler.plan.plan import Plan
from scheduler.programme.english_days import in_short, in_words
from scheduler.publication.languages.day_off_reasons import reason_in_english
from scheduler.reports.alike import together
from scheduler.reports.local_times import WORDS_FOR_DAYS, WordsForDays
from scheduler.reports.plans.city_changes import CityChange
from scheduler.state.revision import StepKind
from scheduler.state.stored import SkippedMeeting


def grouped(changes: Sequence[CityChange], most: int) -> Iterator[Sequence[CityChange]]:
    """Yields `changes` in groups, each in the place of its first one.

    Meetings of a group have one weekday and hour, or else one day of the month and hour. Those of a series
    whose clocks alternate may have several hours. A change is alone in its group if at most `most` are alike.
    """
    groups: dict[int, Sequence[CityChange]] = {}
    for _, alike in together(changes, _kind):
        by_days = [_lines(alike, old, new, most) for old, new in product(WORDS_FOR_DAYS, repeat=2)]
        groups |= {id(group[0]): group for group in min(by_days, key=len)}
    alone = [change for change in changes if len(groups.get(id(change), ())) == 1]
    for _, alike in together(alone, _kind_at_any_hour):
        if len(alike) > most and len({change.step.after.timing.zone for change in alike}) > 1:
            folded = {id(change) for change in alike}
            groups = {first: group for first, group in groups.items() if first not in folded}
            groups[id(alike[0])] = alike
    for change in changes:
        if id(change) in groups:
            yield groups[id(change)]


def moved_hours(group: Sequence[CityChange]) -> str:
    """Returns `from 17 March 2027: Wednesdays 09:00 → 02:00` for a group of moved meetings."""
    first = group[0]
    old, new = first.old_start, first.new_start
    if old is None or new is None:
        return ""
    begin = f"from {in_words(old)}"
    if len({_hours_of(change) for change in group}) > 1:
        return f"{begin}: each to another hour (see --details)"
    old_days, new_days = _shared_days(c.old_start for c in group), _shared_days(c.new_start for c in group)
    begin = f"{begin}: {old_days}"
    had_hour, has_hour = _had_hour(first), not first.step.after.timing.all_day
    if not had_hour or not has_hour:
        hour = f" {old:%H:%M}" if had_hour else ""
        new_hour = f" {new:%H:%M}" if has_hour else ""
        is_same = (hour, old_days) == (new_hour, new_days)
        return f"{begin}{hour}" if is_same else f"{begin}{hour} → {new_days}{new_hour}"
    begin = f"{begin} {old:%H:%M}"
    if old == new:  # only the end moves
        return begin
    if old.date() == new.date():
        return f"{begin} → {new:%H:%M}"
    first_new_day = f", the first on {in_words(new)}" if old_days == new_days else ""
    return f"{begin} → {new_days} {new:%H:%M}{first_new_day}"


def _had_hour(change: CityChange) -> bool:
    before = change.step.before
    return before is None or not before.occurrence.timing.all_day


def words_of(group: Sequence[CityChange]) -> tuple[str, ...]:
    """Returns what a group changes, with the values of the first one, and a count if others differ."""
    by_position = zip(*(change.words_with_values for change in group), strict=True)
    return tuple(
        words[0] if len(set(words)) == 1 else f"{words[0]} (the first of {len(words)})"
        for words in by_position
    )


def first_and_last(group: Sequence[CityChange]) -> str:
    """Returns the times of the first and the last meeting of a group; of whole days the first days."""
    first, last = group[0], group[-1]
    timing = first.step.after.timing
    if timing.all_day and first.new_start is not None and last.new_start is not None:
        days = (timing.ends - timing.starts).days
        length = f", {days} days each" if days > 1 else ""
        return f"{in_short(first.new_start)} to {in_short(last.new_start)}{length}"
    return f"{first.time} to {last.time}"


def skipped(groups: Iterable[Sequence[CityChange]], plan: Plan) -> Iterator[str]:
    """Yields `Monthly: 2027-01 (New Year's Day)` for each new or edited series with skipped meetings.

    `left_out` names those within a group of `groups`, so they are not named again.
    """
    edited = {identity for identity, _ in plan.series}
    spans: defaultdict[str, list[tuple[date, date]]] = defaultdict(list)
    titles: dict[str, str] = {}
    for group in groups:
        step = group[0].step
        if step.kind is StepKind.ADD and step.after.series in edited and step.after.recurs:
            titles[step.after.series] = group[0].title
            days = [change.step.after.planned.date() for change in group]
            spans[step.after.series].append((days[0], days[-1]))
    for series, title in titles.items():
        named = [
            _skip_words(skip)
            for skip in plan.skips
            if skip.series == series and not any(first <= skip.day <= last for first, last in spans[series])
        ]
        if named:
            yield f"{title}: {', '.join(named)}"


def _skip_words(skip: SkippedMeeting) -> str:
    return f"{skip.key} ({reason_in_english(skip.reason)})" if skip.reason else skip.key


def left_out(group: Sequence[CityChange], plan: Plan) -> str:
    """Returns `; without 2027-03 (Easter Monday)`: the meetings between new ones that are skipped."""
    if group[0].step.kind is not StepKind.ADD:
        return ""
    series = group[0].step.after.series
    first, last = (change.step.after.planned.date() for change in (group[0], group[-1]))
    named = [_skip_words(skip) for skip in plan.skips if skip.series == series and first <= skip.day <= last]
    return f"; without {', '.join(named)}" if named else ""


def _lines(
    changes: Sequence[CityChange], old: WordsForDays, new: WordsForDays, most: int
) -> list[Sequence[CityChange]]:
    """Returns a group for each line, by the days from which and to which meetings move."""

    def days_of(change: CityChange) -> tuple[str, ...]:
        if change.verb != StepKind.MOVE:
            return (new(change.step.after.timing.starts),)
        return _say(old, change.old_start), _say(new, change.new_start)

    lines: list[Sequence[CityChange]] = []
    for _, group in together(changes, days_of):
        if len(group) > most:
            lines.append(group)
        else:
            lines += [(change,) for change in group]
    return lines


def _say(days: WordsForDays, start: datetime | None) -> str:
    return "" if start is None else days(start)


def _shared_days(starts: Iterable[datetime | None]) -> str:
    """Returns the words for the days of all `starts`."""
    known = [start for start in starts if start is not None]
    return next((words.pop() for days in WORDS_FOR_DAYS if len(words := set(map(days, known))) == 1), "")


def _kind(change: CityChange) -> object:
    """Returns everything that changes in one line have in common, besides their days."""
    if change.is_soon:
        return id(change)
    if change.verb == StepKind.MOVE:
        old, new = _hour(change.old_start), _hour(change.new_start)
        times: object = old, new, _date(change.old_start) == _date(change.new_start)
    else:  # by its own clock, because the hours of other cities change with summer time
        timing = change.step.after.timing
        times = timing.zone, timing.starts.time(), timing.length
    return (change.verb, change.step.after.series, change.step.cause, change.words, change.is_past, times)


def _kind_at_any_hour(change: CityChange) -> object:
    if change.is_soon:
        return id(change)
    return change.verb, change.step.after.series, change.step.cause, change.words, change.is_past


def _hours_of(change: CityChange) -> tuple[time | None, time | None]:
    return _hour(change.old_start), _hour(change.new_start)


def _hour(start: datetime | None) -> time | None:
    return None if start is None else start.time()


def _date(start: datetime | None) -> date | None:
    return None if start is None else start.date()
