"""Meetings that happen once: the date of a webinar, a visit or an extra meeting, and the `extra:` blocks.

An extra meeting without a clock or a duration takes the one of the rule in force on its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from scheduler.configuration.assemble.clocks import read_fixed_clock
from scheduler.configuration.assemble.context import Context, SeriesInput
from scheduler.configuration.assemble.details import assemble_details
from scheduler.configuration.assemble.identifiers import wrong_id
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import ExtraDocument, FixedDocument, SeriesDocument
from scheduler.configuration.phrases.dates import LONG
from scheduler.configuration.spelling import quoted
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Clock, Extra, FixedDate, ScheduleEntry
from scheduler.programme.spans import first_day


def is_timed(document: FixedDocument) -> bool:
    """Returns whether the meeting starts at an hour; otherwise it takes whole days."""
    return isinstance(document.starts, datetime)


def assemble_date(
    context: Context, block: Block[FixedDocument], clock: Clock | None, place: FieldPath = ("starts",)
) -> FixedDate | None:
    """Returns the date, with its end if one is written; None if it is not clear. It stands at `place`."""
    document = block.document
    if document.starts is None:
        return None
    errors = context.found.errors
    ends = None
    if is_timed(document):
        ends = _end_of_timed(context, block)
    else:
        _check_whole_days(context, block, place)
    has_length = is_timed(document) or document.days is not None
    if clock is None or not has_length or context.found.errors > errors:
        return None
    return FixedDate(starts=document.starts, ends=ends, days=document.days, clock=clock)


def _end_of_timed(context: Context, block: Block[FixedDocument]) -> datetime | None:
    document = block.document
    if document.days is not None:
        context.error(
            (*block.path, "days"), "a meeting of whole days has no hour in `starts`; take one of them out"
        )
    if document.ends is not None and document.duration is not None:
        key = block.last_of("ends", "duration")
        words = "`ends` and `duration` say the same thing; keep one of them"
        context.error((*block.path, key), words, at="key")
    return _end(context, block)


def _end(context: Context, block: Block[FixedDocument]) -> datetime | None:
    starts, ends, path = block.document.starts, block.document.ends, (*block.path, "ends")
    assert isinstance(starts, datetime)
    if isinstance(ends, time):
        ends = datetime.combine(starts.date(), ends)  # wall time on the clock of the meeting
    if isinstance(ends, date) and not isinstance(ends, datetime):
        context.error(path, f"the hour of the end is missing; write `{ends} 10:30`")
        return None
    if ends is not None and ends <= starts:
        when = "at the moment at which" if ends == starts else "before"
        context.error(path, f"it ends {when} it starts ({starts:%Y-%m-%d %H:%M}); mend one of the two")
        return None
    if ends is not None and ends - starts > LONG:
        days = (ends - starts).days
        context.error(path, f"it takes {days:,} days, from {starts:%Y-%m-%d %H:%M}: is the year right?")
        return None
    return ends


def _check_whole_days(context: Context, block: Block[FixedDocument], place: FieldPath) -> None:
    document = block.document
    if document.ends is not None:
        context.error((*block.path, "ends"), _days_instead_of_end(document))
    elif not block.has_key("days"):
        context.error(
            (*block.path, *place),
            f"the hour is missing; write `{document.starts} 10:00`, or add `days: 1` for the whole day",
            code="missing-key",
        )
    if document.duration is not None and document.days is not None:
        context.error(
            (*block.path, "duration"),
            "a meeting of whole days has `days:` and no duration; take one of them out",
        )


def _days_instead_of_end(document: FixedDocument) -> str:
    starts, ends = document.starts, document.ends
    last_day = ends.date() if isinstance(ends, datetime) else ends
    if isinstance(last_day, date) and isinstance(starts, date) and last_day >= starts:
        days = (last_day - starts).days + 1
        if days > LONG.days:
            return f"whole days have no `ends:` but `days:`; these would be {days}: is the year right?"
        return f"a meeting of whole days has no `ends:`; write `days: {days}` instead"
    if isinstance(last_day, date):
        return f"it ends before it starts ({starts}); write `days:` with the number of days"
    return f"`starts` has no hour, so {quoted('ends')} cannot have one; give both an hour, or write `days:`"


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
    date_of_extra = assemble_date(context, block, clock)
    own_details = assemble_details(context, block)
    duration = document.duration or (rule.duration if rule else None) or _duration(series, once)
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
        words = (
            "`clock` is missing; an extra meeting has no turn, so name the city whose clock shows this hour"
        )
        series.context.error(path, words)
        return None
    return inherited


def _duration(series: SeriesInput[SeriesDocument], once: FixedDate | None) -> timedelta | None:
    """Returns how long a meeting of the series takes; None if only its rules say so."""
    duration = series.block.document.duration
    if duration is None and once is not None and once.ends is not None and isinstance(once.starts, datetime):
        return once.ends - once.starts
    return duration
