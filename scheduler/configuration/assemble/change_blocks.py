"""The blocks under `changes:`: what is different about single occurrences.

1. A key is `2026-12`, `2026-12.2`, `2026-W50`, `2026-W50.2`, a date, `extra.ID` or `once`. Only a text that
   cannot be a key is refused. The timetable finds out whether a key has a meeting.
2. A change may have `cancel` and any other key. Take `cancel` out, and the other keys count again.
3. A meeting of whole days has a duration only if it moves to an hour, and then must have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from scheduler.configuration.assemble.context import Context, SeriesInput
from scheduler.configuration.assemble.detail_blocks import assemble_details
from scheduler.configuration.assemble.given_dates import further_ids, is_timed
from scheduler.configuration.assemble.read_clock import read_fixed_clock
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import (
    ChangeDocument,
    FixedDocument,
    MeetingDocument,
    SeriesDocument,
)
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.phrases.date_phrases import YEARS, bound
from scheduler.configuration.phrases.rule_phrases import WeeksPhrase
from scheduler.configuration.spelling import ParseError, quoted
from scheduler.programme.keys import ONCE, extra_id, extra_key
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Change, HolidayPolicy

FORMS = "`2026-12`, `2026-12.2`, `2026-W50`, a date inside them such as `2026-12-16`, `extra.ID` or `once`"
_KEY = re.compile(r"([0-9]{4}-(?:W?[0-9]{2}))\.([0-9]+)")
_WEEK = re.compile(r"([0-9]{4})-?[wW]-?([0-9]{1,2})")


def assemble_changes(series: SeriesInput[SeriesDocument]) -> Iterator[Change]:
    """Yields the changes that are clear; anything unclear is an error."""
    blocks, extras = series.block.data.get("changes"), series.block.data.get("extra")
    ids = [*(extras if isinstance(extras, dict) else ()), *further_ids(series.block.document)]
    for key, data in blocks.items() if isinstance(blocks, dict) else ():
        path = (*series.block.path, "changes", key)
        reason = wrong_key(key, ids)
        if reason is not None:
            series.context.error(path, reason, at="key")
        document = (series.block.document.changes or {}).get(key)
        if not data:
            words = "nothing is changed here; write `move_to:`, `cancel:` or what is different"
            series.context.error(path, words, at="key")
        elif document is not None:
            yield _change(series, series.block.inner(document, "changes", key))


def _change(series: SeriesInput[SeriesDocument], block: Block[ChangeDocument]) -> Change:
    _check_policy(series, block)
    _check_duration(series, block)
    _check_without(series, block)
    document, clock = block.document, block.document.clock
    return Change(
        key=block.id,
        move_to=document.move_to,
        on_holiday=document.on_holiday,
        clock=None if clock is None else read_fixed_clock(series, clock, (*block.path, "clock")),
        without=document.without,
        details=assemble_details(series.context, block),
    )


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
    phrases = filter(None, [meeting.every, *(entry.every for entry in meeting.schedule or ())])
    is_weekly = any(isinstance(each.rule, WeeksPhrase) and each.rule.interval == 1 for each in phrases)
    if policy is HolidayPolicy.NEXT_WEEK and is_weekly:
        words = (
            "a meeting of every week cannot move to the next week, where there is one already; "
            "write `skip`, `next working day` or `previous working day`"
        )
        context.error(path, words)


def _check_duration(series: SeriesInput[SeriesDocument], block: Block[ChangeDocument]) -> None:
    meeting, path = _fixed_document(series.block.document, block.id), (*block.path, "duration")
    if meeting is None or meeting.days is None or is_timed(meeting):
        return
    moves_to_hour = isinstance(block.document.move_to, datetime | time)
    if moves_to_hour and not block.has_key("duration"):
        words = "`move_to` gives an hour to an all-day meeting; write how long it takes: `duration: 60 min`"
        series.context.error(path, words)
    elif not moves_to_hour and block.document.duration is not None:
        words = (
            "this is an all-day meeting and has no duration; to give it an hour, write it in `move_to`, "
            "such as `move_to: 2026-12-16 10:00`"
        )
        series.context.error(path, words, at="key")


def _fixed_document(series: SeriesDocument, key: str) -> FixedDocument | None:
    """Returns the meeting that `key` names if it has a date of its own; None if a rule dates it."""
    extra = extra_id(key)
    if extra is not None:
        return (series.extra or {}).get(extra) or (series if extra in further_ids(series) else None)
    return series if series.starts is not None or series.days is not None else None


def _check_without(series: SeriesInput[SeriesDocument], block: Block[ChangeDocument]) -> None:
    absent_cities, path = block.document.without, (*block.path, "without")
    for index, city in enumerate(absent_cities):
        series.check_takes_part(city, (*path, index))
    if series.cities and set(absent_cities) >= set(series.cities):
        series.context.error(path, "no city is left; write `cancel:` with the reason instead")


def wrong_key(key: str, extras: Iterable[str]) -> str | None:
    """Returns why `key` cannot name a meeting, whatever the rule; None if it can.

    `extras` are the ids of the extra meetings of the series.
    """
    if key != key.strip():
        return f"there is a blank at the beginning or the end of `{key}`; write `{key.strip()}`"
    if key in fields_of(ChangeDocument):
        return f"`{key}:` belongs below the key of one meeting, such as `2026-12:`; indent it further"
    if key == ONCE or extra_id(key) is not None:
        return None
    numbered = _KEY.fullmatch(key)
    period, number = (numbered[1], numbered[2]) if numbered else (key, None)
    week = _WEEK.fullmatch(period)
    if week:
        reason = _wrong_week(int(week[1]), int(week[2]))
        right = f"{week[1]}-W{int(week[2]):02d}"
        if reason is None and period != right:
            reason = f"{quoted(key)} is not the key of a meeting; write `{right}`"
    else:
        reason = _wrong_period(period, list(extras))
    return reason or _wrong_number(period, number, 7 if week else 2)


def _wrong_week(year: int, week: int) -> str | None:
    if year not in YEARS:
        return f"the year {year} cannot be meant; years are {YEARS[0]} to {YEARS[-1]}"
    last = date(year, 12, 28).isocalendar().week
    if 1 <= week <= last:
        return None
    return f"the year {year} has no week {week}; its weeks are `{year}-W01` to `{year}-W{last}`"


def _wrong_period(key: str, extras: list[str]) -> str | None:
    try:
        bound(key)
    except ParseError as error:
        if error.code == "no-such-date":
            return str(error)
        example = f"`{error.suggestion}`" if error.suggestion else FORMS
        cure = f"`{extra_key(key)}`" if key in extras else example
        return f"{quoted(key)} is not the key of a meeting; write {cure}"
    return None


def _wrong_number(period: str, number: str | None, most: int) -> str | None:
    if number is None or number in {*"234567"[: most - 1]}:
        return None
    if number == "1":
        return f"the first meeting is written `{period}`"
    return f"there are {most} meetings at most, up to `{period}.{most}`"
