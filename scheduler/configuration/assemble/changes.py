"""The blocks under `changes:`: what is different about single occurrences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from scheduler.configuration.assemble.change_keys import wrong_key
from scheduler.configuration.assemble.clocks import read_fixed_clock
from scheduler.configuration.assemble.context import Context, SeriesInput
from scheduler.configuration.assemble.details import assemble_details
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import (
    ChangeDocument,
    FixedDocument,
    MeetingDocument,
    SeriesDocument,
)
from scheduler.configuration.phrases.rules import WeeksPhrase
from scheduler.configuration.spelling import listed, quoted
from scheduler.programme.keys import extra_id
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Change, Clock, HolidayPolicy


def assemble_changes(series: SeriesInput[SeriesDocument]) -> Iterator[Change]:
    """Yields the changes that are clear; anything unclear is an error."""
    blocks, extras = series.block.data.get("changes"), series.block.data.get("extra")
    for key, data in blocks.items() if isinstance(blocks, dict) else ():
        path = (*series.block.path, "changes", key)
        reason = wrong_key(key, extras if isinstance(extras, dict) else ())
        if reason is not None:
            series.context.error(path, reason, at="key")
        document = (series.block.document.changes or {}).get(key)
        if not data:
            words = "nothing is changed here; write `move_to:`, `cancel:` or what is different"
            series.context.error(path, words, at="key")
        elif document is not None:
            yield _change(series, series.block.inner(document, "changes", key))


def _change(series: SeriesInput[SeriesDocument], block: Block[ChangeDocument]) -> Change:
    _check_cancel(series.context, block)
    _check_policy(series, block)
    _check_duration(series, block)
    _check_without(series, block)
    document = block.document
    return Change(
        key=block.id,
        move_to=document.move_to,
        cancel=bool(document.cancel),
        on_holiday=document.on_holiday,
        clock=_clock(series, block),
        without=tuple(document.without),
        details=assemble_details(series.context, block),
    )


def _check_cancel(context: Context, block: Block[ChangeDocument]) -> None:
    document = block.document
    if document.cancel is None:
        return
    if document.move_to is not None:
        key = block.last_of("cancel", "move_to")
        words = "a meeting is either cancelled or moved; keep `cancel` or `move_to`"
        context.error((*block.path, key), words, at="key")
    if not isinstance(document.cancel, bool) and document.reason is not None:
        key = block.last_of("cancel", "reason")
        context.error((*block.path, key), "`cancel:` gives the reason already; write it once", at="key")


def _check_policy(series: SeriesInput[SeriesDocument], block: Block[ChangeDocument]) -> None:
    policy, path = block.document.on_holiday, (*block.path, "on_holiday")
    meeting = series.block.document
    if policy is not None and isinstance(meeting, MeetingDocument):
        check_policy(series.context, policy, meeting, path)
    elif policy is not None:
        words = "a webinar stays on its day; a holiday there is only a warning"
        series.context.error(path, words, at="key")


def check_policy(context: Context, policy: HolidayPolicy, meeting: MeetingDocument, path: FieldPath) -> None:
    """Adds an error if a weekly meeting would move onto the next one."""
    rules = [meeting.every, *(entry.every for entry in meeting.schedule or ())]
    if policy is HolidayPolicy.NEXT_WEEK and any(
        isinstance(rule, WeeksPhrase) and rule.interval == 1 for rule in rules
    ):
        context.error(
            path,
            "a meeting of every week cannot move to the next week, where there is one already; "
            "write `skip`, `next working day` or `previous working day`",
        )


def _check_duration(series: SeriesInput[SeriesDocument], block: Block[ChangeDocument]) -> None:
    """Checks that a meeting of whole days has a duration only if it moves to an hour, and then has one."""
    meeting = _fixed_document(series.block.document, block.id)
    if meeting is None or meeting.days is None:
        return
    moves_to_hour = isinstance(block.document.move_to, datetime | time)
    if moves_to_hour and not block.has_key("duration"):
        series.context.error(
            (*block.path, "duration"),
            "`move_to` gives an hour to a meeting of whole days; write how long it takes: `duration: 60 min`",
        )
    elif not moves_to_hour and block.document.duration is not None:
        series.context.error(
            (*block.path, "duration"),
            "this meeting takes whole days and has no duration; to give it an hour, write it in `move_to`, "
            "such as `move_to: 2026-12-16 10:00`",
            at="key",
        )


def _fixed_document(series: SeriesDocument, key: str) -> FixedDocument | None:
    """Returns the meeting that `key` names if it has a date of its own; None if a rule dates it."""
    extra = extra_id(key)
    if extra is not None:
        return (series.extra or {}).get(extra)
    return series if series.starts is not None else None


def _check_without(series: SeriesInput[SeriesDocument], block: Block[ChangeDocument]) -> None:
    if not series.cities:
        return
    absent_cities, path = block.document.without, (*block.path, "without")
    for index, city in enumerate(absent_cities):
        if city not in series.cities:
            cities = listed(series.cities)
            words = f"{quoted(city)} does not take part in this meeting; its cities are {cities}"
            series.context.error((*path, index), words)
    if set(absent_cities) >= set(series.cities):
        series.context.error(path, "no city is left; write `cancel:` with the reason instead")


def _clock(series: SeriesInput[SeriesDocument], block: Block[ChangeDocument]) -> Clock | None:
    name = block.document.clock
    return None if name is None else read_fixed_clock(series, name, (*block.path, "clock"))
