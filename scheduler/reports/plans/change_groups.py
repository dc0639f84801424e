"""Groups changes of a city that are alike, such as the moves of a series to another hour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import product

from scheduler.reports.alike import shared_lines, together
from scheduler.reports.local_times import WORDS_FOR_DAYS, WordsForDays
from scheduler.reports.plans.city_changes import CityChange


def grouped(changes: Sequence[CityChange], most: int) -> Sequence[Sequence[CityChange]]:
    """Returns `changes` in groups, each in the place of its first one.

    Meetings of a group have one weekday and hour, or else one day of the month and hour. Those of a series
    whose clocks alternate may have several hours. A change is alone in its group if at most `most` are alike.
    """
    groups: list[Sequence[CityChange]] = []
    for _, alike in together(changes, lambda change: (_kind(change), _hours(change))):
        by_days = ([*shared_lines(alike, key, most)] for key in _KEYS_OF_DAYS)
        groups += [group for group in min(by_days, key=len) if len(group) > 1]
    told = {id(change) for group in groups for change in group}
    alone = [change for change in changes if id(change) not in told]
    for _, alike in together(alone, _kind):
        clocks = {change.step.after.timing.zone for change in alike}
        groups += [alike] if len(alike) > most and len(clocks) > 1 else [(change,) for change in alike]
    places = {id(change): place for place, change in enumerate(changes)}
    return sorted(groups, key=lambda group: places[id(group[0])])


def shared_days(starts: Sequence[datetime]) -> str:
    """Returns the words for the days of all `starts`: `Wednesdays`; nothing if they share none."""
    return next((words.pop() for days in WORDS_FOR_DAYS if len(words := {*map(days, starts)}) == 1), "")


def _kind(change: CityChange) -> object:
    """Returns everything that changes in one line have in common, besides their days and hours."""
    if change.is_soon:
        return id(change)
    names = [difference.name for difference in change.remarks]
    return change.verb, change.step.after.series, change.step.cause, *names, change.is_past


def _hours(change: CityChange) -> object:
    """Returns the hours of a change; if it is no move, by its own clock: others change with summer time."""
    if change.moved is None:
        timing = change.step.after.timing
        return timing.zone, timing.starts.time(), timing.length
    old, new = change.moved
    return old.time(), new.time(), old.date() == new.date()


def _key_of_days(old_days: WordsForDays, new_days: WordsForDays) -> Callable[[CityChange], object]:
    """Returns the key for the days from which and to which a meeting moves; else for its own."""

    def key(change: CityChange) -> object:
        if change.moved is None:
            return new_days(change.step.after.timing.starts)
        old, new = change.moved
        return old_days(old), new_days(new)

    return key


_KEYS_OF_DAYS = [_key_of_days(old, new) for old, new in product(WORDS_FOR_DAYS, repeat=2)]
