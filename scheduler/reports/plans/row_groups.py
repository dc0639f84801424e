"""Groups the rows of a city that are alike, such as the moves of a series to another hour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import product

from scheduler.programme.alike import shared_lines, together
from scheduler.reports.local_times import WORDS_FOR_DAYS, WordsForDays
from scheduler.reports.plans.plan_rows import PlanRow


def grouped(rows: Sequence[PlanRow], most: int) -> Sequence[Sequence[PlanRow]]:
    """Returns `rows` in groups, each in the place of its first one.

    Meetings of a group have one weekday and hour, or else one day of the month and hour. Those of a series
    whose clocks alternate may have several hours. A row is alone in its group if at most `most` are alike.
    """
    groups: list[Sequence[PlanRow]] = []
    for _, alike in together(rows, lambda row: (_kind(row), _hours(row))):
        by_days = ([*shared_lines(alike, key, most)] for key in _KEYS_OF_DAYS)
        groups += [group for group in min(by_days, key=len) if len(group) > 1]
    told = {id(row) for group in groups for row in group}
    alone = [row for row in rows if id(row) not in told]
    for _, alike in together(alone, _kind):
        clocks = {row.step.after.timing.zone for row in alike}
        groups += [alike] if len(alike) > most and len(clocks) > 1 else [(row,) for row in alike]
    places = {id(row): place for place, row in enumerate(rows)}
    return sorted(groups, key=lambda group: places[id(group[0])])


def shared_days(starts: Sequence[datetime]) -> str:
    """Returns the words for the days of all `starts`: `Wednesdays`; nothing if they share none."""
    return next((words.pop() for days in WORDS_FOR_DAYS if len(words := {*map(days, starts)}) == 1), "")


def _kind(row: PlanRow) -> object:
    """Returns everything that rows in one line have in common, besides their days and hours."""
    if row.is_soon:
        return id(row)
    names = [difference.name for difference in row.remarks]
    return row.verb, row.step.after.series, row.step.cause, *names, row.is_past


def _hours(row: PlanRow) -> object:
    """Returns the hours of a row; if it is no move, by its own clock: others change with summer time."""
    if row.moved is None:
        timing = row.step.after.timing
        return timing.zone, timing.starts.time(), timing.length
    old, new = row.moved
    return old.time(), new.time(), old.date() == new.date()


def _key_of_days(old_days: WordsForDays, new_days: WordsForDays) -> Callable[[PlanRow], object]:
    """Returns the key for the days from which and to which a meeting moves; else for its own."""

    def key(row: PlanRow) -> object:
        if row.moved is None:
            return new_days(row.step.after.timing.starts)
        old, new = row.moved
        return old_days(old), new_days(new)

    return key


_KEYS_OF_DAYS = [_key_of_days(old, new) for old, new in product(WORDS_FOR_DAYS, repeat=2)]
