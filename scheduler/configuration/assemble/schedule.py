"""Reads when a meeting recurs: by one rule, or by the rules of its schedule one after the other.

1. A meeting with one rule has a schedule of one entry. `at` and `clock` of the meeting hold for entries
   without their own.
2. `every 2 weeks` counts from the week of `starting`, else from that of the entry above, else from `from`.
   `every 2 months` goes on with the months of the entry above, else from the month of `from`.
3. Whole days (`days`) have no hour and no duration, and keep the clock of the host if none is written.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

from msgspec.structs import replace

from scheduler.configuration.assemble.context import SeriesInput
from scheduler.configuration.assemble.read_clock import (
    HOST_CLOCK,
    missing_clock,
    read_clock,
    read_fixed_clock,
)
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import EntryDocument, MeetingDocument
from scheduler.configuration.phrases.calendar_names import WEEKDAYS
from scheduler.configuration.phrases.rule_phrases import WeeksPhrase, months_from
from scheduler.configuration.spelling import listed, quoted, what_instead
from scheduler.programme.problems import FieldPath
from scheduler.programme.rules import EVERY_MONTH, Rule, Weekly
from scheduler.programme.series import Clock, HourOrTurns, ScheduleEntry, WholeDays
from scheduler.programme.spans import Month, first_day, last_day

_Meeting = SeriesInput[MeetingDocument]
_Entry = Block[EntryDocument]
_Cycle = tuple[int, tuple[int, ...]]
"""The interval of months, and these months."""


def assemble_schedule(meeting: _Meeting) -> tuple[ScheduleEntry, ...]:
    """Returns the entries that are clear, in order; anything unclear is an error."""
    complete_entries: list[ScheduleEntry] = []
    anchor: date | None = None
    cycle: _Cycle | None = None
    days = meeting.block.document.days
    entries = _entries(meeting.block)
    for block in entries:
        entry = block.document
        _check_keys(meeting, block)
        rule = _rule(meeting, block, anchor)
        anchor = rule.anchor if isinstance(rule, Weekly) else anchor
        cycle = _cycle(entry, cycle)
        months = cycle[1] if cycle is not None else entry.every.named if entry.every else EVERY_MONTH
        clock = _clock(meeting, block)
        at = WholeDays(days) if days is not None else _hours(meeting, block, clock)
        if rule is not None and clock is not None and at is not None and entry.begins is not None:
            complete_entries.append(
                ScheduleEntry(
                    begins=entry.begins,
                    until=entry.until,
                    rule=rule,
                    months=months,
                    at=at,
                    clock=clock,
                    duration=entry.duration,
                )
            )
    _check_order(meeting, entries)
    return tuple(complete_entries)


def _entries(block: Block[MeetingDocument]) -> list[_Entry]:
    """Returns the entries of the schedule, or the meeting itself as the only entry."""
    meeting = block.document
    if not block.has_key("schedule"):
        entry = EntryDocument(begins=meeting.begins, every=meeting.every, at=meeting.at, clock=meeting.clock)
        return [block.inner(entry)]
    return [
        block.inner(
            replace(entry, at=entry.at or meeting.at, clock=entry.clock or meeting.clock), "schedule", index
        )
        for index, entry in enumerate(meeting.schedule or ())
    ]


def _check_keys(meeting: _Meeting, block: _Entry) -> None:
    """Checks that nothing is missing, and that whole days have neither an hour nor a duration."""
    error, owner = meeting.context.error, meeting.block
    if block.path == owner.path and _lacks(meeting, block, "from"):
        error((*block.path, "from"), "`from` is missing; write its first month, such as `from: 2027-01`")
    if owner.has_key("days"):
        keys = [key for key in ("at", "duration") if block.has_key(key) or owner.has_key(key)]
        if keys:
            words = (
                f"an all-day meeting (`days`) has no `at` or `duration`; take `days` or {listed(keys)} out"
            )
            error((*owner.path, "days"), words, at="key")
        return
    if _lacks(meeting, block, "at"):
        words = "`at` is missing; write the hour, such as `at: 10:00`, or `days: 1` for all day"
        error((*block.path, "at"), words)
    if _lacks(meeting, block, "duration"):
        words = "`duration` is missing; write how long it takes, such as `duration: 60 min`"
        error((*block.path, "duration"), words)
    if _lacks(meeting, block, "clock"):
        entry = block.document
        at = entry.at if isinstance(entry.at, time) else None
        begins = first_day(entry.begins) if entry.begins else None
        error((*block.path, "clock"), missing_clock(meeting, at, begins))


def _lacks(meeting: _Meeting, block: _Entry, key: str) -> bool:
    """Returns whether `key` is written neither in the entry nor for the whole meeting."""
    return not block.has_key(key) and not meeting.block.has_key_or_misspelling(key)


def _rule(meeting: _Meeting, block: _Entry, anchor: date | None) -> Rule | None:
    """Returns the rule; `anchor` is a day in a week in which the entry above takes place."""
    entry = block.document
    weeks = None if entry.every is None else entry.every.rule
    if entry.starting is not None and weeks is not None and not isinstance(weeks, WeeksPhrase):
        words = "`starting` is for `every 2 weeks`; other rules need none"
        meeting.context.error((*block.path, "starting"), words, at="key")
    if not isinstance(weeks, WeeksPhrase):
        return weeks
    anchor_day = entry.starting or anchor
    if anchor_day is None and isinstance(entry.begins, Month) and weeks.interval > 1:
        words = (
            f"every {weeks.interval} weeks needs a full date in `from`, to say which week is the first; "
            f"write for example `{entry.begins}-01`"
        )
        meeting.context.error((*block.path, "from"), words)
        return None
    if entry.starting is not None or anchor is None:
        _check_weekday(meeting, entry, weeks, block.path)
    anchor_day = anchor_day or (first_day(entry.begins) if entry.begins else None)
    return Weekly(weekdays=weeks.weekdays, interval=weeks.interval, anchor=anchor_day) if anchor_day else None


def _cycle(entry: EntryDocument, previous: _Cycle | None) -> _Cycle | None:
    """Returns the months of an entry such as `every 2 months`; None for another one."""
    if entry.every is None or entry.begins is None or entry.every.interval == 1:
        return None
    interval = entry.every.interval
    goes_on = previous is not None and previous[0] == interval
    return previous if goes_on else (interval, months_from(entry.begins.month, interval))


def _check_weekday(meeting: _Meeting, entry: EntryDocument, weeks: WeeksPhrase, path: FieldPath) -> None:
    """Warns if the date that names the first week comes after the weekday of the meeting."""
    key, day = ("starting", entry.starting) if entry.starting else ("from", entry.begins)
    last = max(weeks.weekdays)
    if isinstance(day, date) and weeks.interval > 1 and day.weekday() > last:
        weekday, previous = WEEKDAYS[last], day - timedelta(days=day.weekday() - last)
        words = (
            f"{day} is a {WEEKDAYS[day.weekday()]}, and the {weekday} of its week is past; write the date of "
            f"the first {weekday}, `{previous}` or `{previous + timedelta(weeks=1)}`"
        )
        meeting.context.warning((*path, key), words)


def _clock(meeting: _Meeting, block: _Entry) -> Clock | None:
    name, has_whole_days = block.document.clock, meeting.block.has_key("days")
    if name is None:
        return HOST_CLOCK if has_whole_days else None
    owner = block if block.has_key("clock") else meeting.block
    read = read_fixed_clock if has_whole_days else read_clock
    return read(meeting, name, (*owner.path, "clock"))


def _hours(meeting: _Meeting, block: _Entry, clock: Clock | None) -> HourOrTurns | None:
    hours, path = block.document.at, (*block.path, "at")
    if not isinstance(hours, dict):
        return hours
    if clock is not None and clock.kind != "alternate":
        words = "an hour for each city needs `clock: alternate`; else write one hour"
        meeting.context.error(path, words)
        return None
    for city in hours:
        if meeting.cities and city not in meeting.cities:
            hint = what_instead(city, meeting.cities, plural="cities of this pair")
            meeting.context.error((*path, city), f"{quoted(city)} is not in this pair; {hint}", at="key")
    missing_cities = [city for city in meeting.cities if city not in hours]
    if missing_cities and set(hours) <= set(meeting.cities):  # else it is probably the misspelt one
        words = f"the hour of {listed(missing_cities)} is missing; each city of the pair has its turn"
        meeting.context.error(path, words, at="key")
    return tuple((city, hours[city]) for city in meeting.cities if city in hours) or None


def _check_order(meeting: _Meeting, entries: list[_Entry]) -> None:
    error, block = meeting.context.error, meeting.block
    begins = [(entry.document.begins, entry.path) for entry in entries if entry.document.begins is not None]
    for (earlier, _), (bound, path) in pairwise(begins):
        if first_day(bound) <= first_day(earlier):
            also = "also " if first_day(bound) == first_day(earlier) else ""
            words = f"the entry above {also}begins in {earlier}; write the earliest entry first"
            error((*path, "from"), words)
    ends = [(entry.document.begins, entry.document.until, entry.path) for entry in entries]
    ends.append((begins[-1][0] if begins else None, block.document.until, block.path))
    for first, last, path in ends:
        if first is not None and last is not None and last_day(last) < first_day(first):
            error((*path, "until"), f"`until` is before `from` ({first}); mend one of the two")
