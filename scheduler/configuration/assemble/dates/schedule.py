"""Reads when a meeting recurs: by one rule, or by the rules of its schedule one after the other."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from scheduler.configuration.assemble.clocks import HOST_CLOCK, missing_clock, read_clock, read_fixed_clock
from scheduler.configuration.assemble.context import SeriesInput
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import EntryDocument, MeetingDocument
from scheduler.configuration.phrases.months import months_from
from scheduler.configuration.phrases.rules import WeeksPhrase
from scheduler.configuration.phrases.weekdays import NAMES
from scheduler.configuration.spelling import advice, listed, quoted
from scheduler.programme.problems import FieldPath
from scheduler.programme.rules import EVERY_MONTH, Rule, Weekly
from scheduler.programme.series import Clock, HourOrTurns, ScheduleEntry, WholeDays
from scheduler.programme.spans import Month, first_day, last_day

_Meeting = SeriesInput[MeetingDocument]
_Entry = Block[EntryDocument]
_Cycle = tuple[int, tuple[int, ...]]


def assemble_schedule(meeting: _Meeting) -> tuple[ScheduleEntry, ...]:
    """Returns the entries that are clear, in order; anything unclear is an error."""
    complete_entries: list[ScheduleEntry] = []
    anchor: date | None = None
    cycle: _Cycle | None = None
    entries = _entries(meeting.block)
    _check_whole_days(meeting)
    for block in entries:
        entry = block.document
        _check_missing(meeting, block)
        rule = _rule(meeting, block, anchor)
        anchor = rule.anchor if isinstance(rule, Weekly) else anchor
        cycle = _cycle(entry, cycle)
        months = cycle[1] if cycle is not None else entry.every.named if entry.every else EVERY_MONTH
        clock = _clock(meeting, block)
        at = _at(meeting, block, clock)
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
    defaults: dict[str, Any] = {"at": meeting.at, "clock": meeting.clock}
    if meeting.schedule is not None:
        return [
            block.inner(_with_defaults(entry, defaults), "schedule", index)
            for index, entry in enumerate(meeting.schedule)
        ]
    if block.has_key("schedule"):
        return []
    entry = EntryDocument(begins=meeting.begins, every=meeting.every, **defaults)
    return [block.inner(entry)]


def _with_defaults(entry: EntryDocument, defaults: dict[str, Any]) -> EntryDocument:
    return replace(entry, **{key: value for key, value in defaults.items() if getattr(entry, key) is None})


def _check_missing(meeting: _Meeting, block: _Entry) -> None:
    error = meeting.context.error
    if block.path == meeting.block.path and _lacks(meeting, block, "from"):
        error((*block.path, "from"), "`from` is missing; write its first month, such as `from: 2027-01`")
    if meeting.block.has_key("days"):
        return
    if _lacks(meeting, block, "at"):
        words = "`at` is missing; write the hour, such as `at: 10:00`, or `days: 1` for the whole day"
        error((*block.path, "at"), words)
    if _lacks(meeting, block, "duration"):
        words = "`duration` is missing; write how long it takes, such as `duration: 60 min`"
        error((*block.path, "duration"), words)
    if _lacks(meeting, block, "clock"):
        entry = block.document
        at = entry.at if isinstance(entry.at, time) else None
        begins = first_day(entry.begins) if entry.begins else None
        error((*block.path, "clock"), missing_clock(meeting, at, begins))


def _check_whole_days(meeting: _Meeting) -> None:
    """Checks that a series of whole days has neither an hour nor a duration."""
    if not meeting.block.has_key("days"):
        return
    keys = [key for key in ("at", "duration") if meeting.block.has_key(key)]
    if keys:
        words = f"whole days (`days`) have no `at` and no `duration`; take `days` or {listed(keys)} out"
        meeting.context.error((*meeting.block.path, "days"), words, at="key")
    for block in _entries(meeting.block) if meeting.block.has_key("schedule") else ():
        for key in ("at", "duration"):
            if block.has_key(key):
                words = f"whole days (`days`) have no `{key}`; take one of the two out"
                meeting.context.error((*block.path, key), words, at="key")


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
        meeting.context.error(
            (*block.path, "from"),
            f"every {weeks.interval} weeks needs a full date in `from`, to say which week is the first; "
            f"write for example `{entry.begins}-01`",
            code="missing-key",
        )
        return None
    if entry.starting is not None or anchor is None:
        _check_weekday(meeting, entry, weeks, block.path)
    anchor_day = anchor_day or (first_day(entry.begins) if entry.begins else None)
    return Weekly(weekdays=weeks.weekdays, interval=weeks.interval, anchor=anchor_day) if anchor_day else None


def _cycle(entry: EntryDocument, before: _Cycle | None) -> _Cycle | None:
    """Returns the interval and the months of an entry such as `every 2 months`; None for another one.

    The cycle of the entry above, which is `before`, goes on if its interval is the same. Otherwise the month
    of `from` is the first.
    """
    if entry.every is None or entry.begins is None or entry.every.interval == 1:
        return None
    interval = entry.every.interval
    if before is not None and before[0] == interval:
        return before
    return interval, months_from(entry.begins.month, interval)


def _check_weekday(meeting: _Meeting, entry: EntryDocument, weeks: WeeksPhrase, path: FieldPath) -> None:
    """Warns if the date that names the first week comes after the weekday of the meeting."""
    key, day = ("starting", entry.starting) if entry.starting else ("from", entry.begins)
    last = max(weeks.weekdays)
    if isinstance(day, date) and weeks.interval > 1 and day.weekday() > last:
        weekday, previous = NAMES[last], day - timedelta(days=day.weekday() - last)
        meeting.context.warning(
            (*path, key),
            f"{day} is a {NAMES[day.weekday()]}, and the {weekday} of its week is over; write the date of "
            f"the first {weekday}, `{previous}` or `{previous + timedelta(weeks=1)}`",
            code=None if entry.starting else "missing-key",
        )


def _clock(meeting: _Meeting, block: _Entry) -> Clock | None:
    name = block.document.clock
    has_whole_days = meeting.block.has_key("days")
    if name is None:
        return HOST_CLOCK if has_whole_days else None
    owner = block if block.has_key("clock") else meeting.block
    if has_whole_days:
        return read_fixed_clock(meeting, name, (*owner.path, "clock"))
    return read_clock(meeting, name, (*owner.path, "clock"))


def _at(meeting: _Meeting, block: _Entry, clock: Clock | None) -> HourOrTurns | WholeDays | None:
    days = meeting.block.document.days
    return WholeDays(days) if days is not None else _hours(meeting, block, clock)


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
            hint = advice(city, meeting.cities, kind="cities of this pair")
            meeting.context.error((*path, city), f"{quoted(city)} is not in this pair; {hint}", at="key")
    missing_cities = [city for city in meeting.cities if city not in hours]
    if missing_cities and set(hours) <= set(meeting.cities):  # else it is probably the misspelt one
        words = f"the hour of {listed(missing_cities)} is missing; each city of the pair has its turn"
        meeting.context.error(path, words, at="key")
    return tuple((city, hours[city]) for city in meeting.cities if city in hours) or None


def _check_order(meeting: _Meeting, entries: list[_Entry]) -> None:
    error = meeting.context.error
    begins = [(block.document.begins, block.path) for block in entries if block.document.begins is not None]
    for (earlier, _), (bound, path) in pairwise(begins):
        if first_day(bound) <= first_day(earlier):
            also = "also " if first_day(bound) == first_day(earlier) else ""
            words = f"the entry above {also}begins in {earlier}; write the earliest entry first"
            error((*path, "from"), words)
    for block in entries if meeting.block.document.schedule is not None else ():
        entry_begins, ends = block.document.begins, block.document.until
        if entry_begins is not None and ends is not None and last_day(ends) < first_day(entry_begins):
            words = f"`until` is before `from` ({entry_begins}); mend one of the two"
            error((*block.path, "until"), words)
    until = meeting.block.document.until
    if until is not None and begins and last_day(until) < first_day(begins[-1][0]):
        words = f"`until` is before `from` ({begins[-1][0]}); mend one of the two"
        error((*meeting.block.path, "until"), words)
