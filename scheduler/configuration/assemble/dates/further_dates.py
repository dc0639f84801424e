"""The further meetings of a text with several dates: a list of `dates`, or `days` of a meeting with an hour.

The first is the meeting at the key `once`, the others are extra meetings: the second at `extra.2`, and so on.
So a date that is added at the end changes no key.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from scheduler.configuration.assemble.context import Context
from scheduler.configuration.assemble.dates.fixed import assemble_date, is_timed
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import MeetingDocument, SeriesDocument
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Clock, Extra, FixedDate

MOST_SESSIONS = 31
"""The most days of a meeting with an hour."""


def dates_of(document: SeriesDocument) -> tuple[date, ...]:
    """Returns all dates of a meeting that follows no rule, each with its hour if it has one."""
    if isinstance(document, MeetingDocument) and _is_list(document):
        return document.dates
    if document.starts is None:
        return ()
    sessions = min(document.days or 1, MOST_SESSIONS) if is_timed(document) else 1
    return tuple(document.starts + timedelta(days=number) for number in range(sessions))


def further_ids(document: SeriesDocument) -> list[str]:
    """Returns the ids of the extra meetings at the further dates."""
    return [str(number) for number in range(2, len(dates_of(document)) + 1)]


def assemble_dates(
    context: Context, block: Block[SeriesDocument], clock: Clock | None
) -> tuple[FixedDate | None, tuple[Extra, ...]]:
    """Returns the first date, None if it is not clear, and the meetings at the other dates that are clear."""
    document, dates, is_list = block.document, dates_of(block.document), _is_list(block.document)
    if not is_list and not (document.days is not None and is_timed(document)):
        return assemble_date(context, block, clock), ()
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
        fixed = assemble_date(context, _dated(block, starts), clock, place)
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


def _is_list(document: SeriesDocument) -> bool:
    return isinstance(document, MeetingDocument) and bool(document.dates)


def _dated(block: Block[SeriesDocument], starts: date) -> Block[SeriesDocument]:
    """Returns the block as if `starts` were its only date."""
    document = block.document
    days = None if isinstance(starts, datetime) else document.days
    ends = document.ends
    if isinstance(starts, datetime) and isinstance(ends, datetime) and isinstance(document.starts, datetime):
        ends += starts - document.starts
    return block.inner(replace(document, starts=starts, days=days, ends=ends))
