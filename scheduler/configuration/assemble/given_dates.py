"""Meetings that the text dates itself: webinars, visits, lists of dates, and the `extra:` meetings.

1. Of several dates (a list of `dates`, or `days` of a meeting with an hour), the first is the meeting at the
   key `once`, the second is at `extra.2`, and so on. So a date that is added at the end changes no key.
2. A date with an hour has a clock, and an end or a duration; whole days have `days:`.
3. An extra meeting without a clock or a duration takes the one of the rule in force on its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TypeGuard

from msgspec.structs import replace

from scheduler.configuration.assemble.context import Context, SeriesInput, wrong_id
from scheduler.configuration.assemble.detail_blocks import assemble_details
from scheduler.configuration.assemble.read_clock import read_fixed_clock
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import (
    ExtraDocument,
    FixedDocument,
    MeetingDocument,
    SeriesDocument,
)
from scheduler.configuration.phrases.date_phrases import LONG
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Clock, Extra, FixedDate, ScheduleEntry
from scheduler.programme.spans import first_day

MOST_SESSIONS = 31
"""The most days of a meeting with an hour."""


def is_timed(document: FixedDocument) -> bool:
    """Returns whether the meeting starts at an hour; otherwise it takes whole days."""
    return isinstance(document.starts, datetime)


def dates_of(document: SeriesDocument) -> tuple[date, ...]:
    """Returns all dates of a meeting that follows no rule, each with its hour if it has one."""
    if _is_list(document):
        return document.dates
    if document.starts is None:
        return ()
    sessions = min(document.days or 1, MOST_SESSIONS) if is_timed(document) else 1
    return tuple(document.starts + timedelta(days=number) for number in range(sessions))


def _is_list(document: SeriesDocument) -> TypeGuard[MeetingDocument]:
    return isinstance(document, MeetingDocument) and bool(document.dates)


def further_ids(document: SeriesDocument) -> list[str]:
    """Returns the ids of the extra meetings at the further dates."""
    return [str(number) for number in range(2, len(dates_of(document)) + 1)]


def assemble_dates(
    context: Context, block: Block[SeriesDocument], clock: Clock | None
) -> tuple[FixedDate | None, tuple[Extra, ...]]:
    """Returns the first date, None if it is not clear, and the meetings at the other dates that are clear."""
    document, dates, is_list = block.document, dates_of(block.document), _is_list(block.document)
    if not is_list and not (document.days is not None and is_timed(document)):
        return _assemble_date(context, block, clock), ()
    if is_timed(document) and (document.days or 0) > MOST_SESSIONS:
        words = f"a meeting with an hour goes on for {MOST_SESSIONS} days at most"
        context.error((*block.path, "days"), words)
    if is_list and document.days is not None and any(isinstance(each, datetime) for each in dates):
        words = (
            "`dates` with an hour and `days` do not go together; list each day with its hour under `dates`"
        )
        context.error((*block.path, "days"), words)
    first, further = None, []
    for index, starts in enumerate(dates):
        place: FieldPath = ("dates", index) if is_list else ("starts",)
        fixed = _assemble_date(context, _dated(block, starts), clock, place)
        if index == 0:
            first = fixed
            continue
        id = str(index + 1)
        if starts in dates[:index]:
            context.error((*block.path, "dates", index), f"{starts:%Y-%m-%d} is in the list already")
        if id in (document.extra or {}):
            words = f"`{id}` is the id of the meeting on {starts}; give this extra meeting another one"
            context.error((*block.path, "extra", id), words, at="key")
        if fixed is not None:
            further.append(Extra(id=id, fixed=fixed, place=place))
    return first, tuple(further)


def _dated(block: Block[SeriesDocument], starts: date) -> Block[SeriesDocument]:
    """Returns the block as if `starts` were its only date."""
    document = block.document
    days = None if isinstance(starts, datetime) else document.days
    ends = document.ends
    if isinstance(starts, datetime) and isinstance(ends, datetime) and isinstance(document.starts, datetime):
        ends += starts - document.starts
    return block.inner(replace(document, starts=starts, days=days, ends=ends))


def _assemble_date(
    context: Context, block: Block[FixedDocument], clock: Clock | None, place: FieldPath = ("starts",)
) -> FixedDate | None:
    """Returns the date, with its end if one is written; None if it is not clear. It stands at `place`."""
    document, errors, ends = block.document, context.found.errors, None
    if isinstance(document.starts, datetime):
        ends = _end(context, block, document.starts)
    elif document.starts is not None:
        _check_whole_days(context, block, document.starts, place)
    has_length = is_timed(document) or document.days is not None
    if document.starts is None or clock is None or not has_length or context.found.errors > errors:
        return None
    return FixedDate(starts=document.starts, ends=ends, days=document.days, clock=clock)


def _end(context: Context, block: Block[FixedDocument], starts: datetime) -> datetime | None:
    document, path = block.document, (*block.path, "ends")
    ends, reason = document.ends, ""
    if document.days is not None:
        words = "an all-day meeting has no hour in `starts`; take one of them out"
        context.error((*block.path, "days"), words)
    if ends is not None and document.duration is not None:
        words = "`ends` and `duration` say the same thing; keep one of them"
        context.error((*block.path, block.last_of("ends", "duration")), words, at="key")
    if isinstance(ends, time):
        ends = datetime.combine(starts.date(), ends)  # wall time on the clock of the meeting
    if ends is None:
        return None
    if not isinstance(ends, datetime):
        context.error(path, f"the hour of the end is missing; write `{ends} 10:30`")
        return None
    if ends <= starts:
        when = "at the moment at which" if ends == starts else "before"
        reason = f"it ends {when} it starts ({starts:%Y-%m-%d %H:%M}); mend one of the two"
    elif ends - starts > LONG:
        days = (ends - starts).days
        reason = f"it takes {days:,} days, from {starts:%Y-%m-%d %H:%M}: is the year right?"
    if reason:
        context.error(path, reason)
    return ends if not reason else None


def _check_whole_days(context: Context, block: Block[FixedDocument], starts: date, place: FieldPath) -> None:
    document = block.document
    ends = document.ends.date() if isinstance(document.ends, datetime) else document.ends
    if isinstance(ends, time):
        words = "`starts` has no hour, so `ends` cannot have one; give both an hour, or write `days:`"
        context.error((*block.path, "ends"), words)
    elif ends is not None:
        days = (ends - starts).days + 1
        example = (
            f"write `days: {days}` instead" if 0 < days <= LONG.days else "write `days:` with their number"
        )
        context.error((*block.path, "ends"), f"an all-day meeting has no `ends:`; {example}")
    elif not block.has_key("days"):
        words = f"the hour is missing; write `{starts} 10:00`, or add `days: 1` for all day"
        context.error((*block.path, *place), words)
    if document.duration is not None and document.days is not None:
        words = "an all-day meeting has `days:` and no duration; take one of them out"
        context.error((*block.path, "duration"), words)


def assemble_extras(
    series: SeriesInput[SeriesDocument], schedule: tuple[ScheduleEntry, ...], once: FixedDate | None
) -> Iterator[Extra]:
    """Yields the extra meetings that are clear; anything unclear is an error."""
    blocks = series.block.data.get("extra")
    for name in blocks if isinstance(blocks, dict) else ():
        reason = wrong_id(name)
        if reason is not None:
            series.context.error((*series.block.path, "extra", name), reason, at="key")
        document = (series.block.document.extra or {}).get(name)
        if document is not None and document.starts is not None:
            block = series.block.inner(document, "extra", name)
            extra = _extra(series, block, _rule_on(document.starts, schedule), once)
            if extra is not None:
                yield extra


def _rule_on(starts: date, schedule: tuple[ScheduleEntry, ...]) -> ScheduleEntry | None:
    day = starts.date() if isinstance(starts, datetime) else starts
    entries = [entry for entry in schedule if first_day(entry.begins) <= day]
    return entries[-1] if entries else next(iter(schedule), None)


def _extra(
    series: SeriesInput[SeriesDocument],
    block: Block[ExtraDocument],
    rule: ScheduleEntry | None,
    once: FixedDate | None,
) -> Extra | None:
    context, document = series.context, block.document
    clock = _clock(series, block, rule.clock if rule else once.clock if once else None)
    date_of_extra = _assemble_date(context, block, clock)
    own_details = assemble_details(context, block)
    duration = document.duration or (rule.duration if rule else None) or series.block.document.duration
    if duration is None and once is not None and once.ends is not None:
        duration = once.ends - once.wall
    if is_timed(document) and duration is None and not (block.has_key("duration") or block.has_key("ends")):
        words = "`duration` is missing; write how long it takes, such as `duration: 60 min`"
        context.error((*block.path, "duration"), words)
    if date_of_extra is None:
        return None
    if is_timed(document) and date_of_extra.ends is None:
        own_details = replace(own_details, duration=duration)
    return Extra(id=block.id, fixed=date_of_extra, details=own_details)


def _clock(
    series: SeriesInput[SeriesDocument], block: Block[ExtraDocument], inherited: Clock | None
) -> Clock | None:
    path = (*block.path, "clock")
    if block.document.clock is not None:
        return read_fixed_clock(series, block.document.clock, path)
    if inherited is not None and inherited.kind == "alternate":
        words = "an extra meeting has no turn, so name the city whose clock shows this hour"
        series.context.error(path, f"`clock` is missing; {words}")
        return None
    return inherited
