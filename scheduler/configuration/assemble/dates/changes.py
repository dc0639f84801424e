"""The blocks under `changes:`: what is different about single occurrences.

A key is `2026-12`, `2026-12.2`, `2026-W50`, `2026-W50.2`, a date, `extra.ID` or `once`. Only a text that
cannot be a key is refused. The timetable finds out whether a key has a meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from scheduler.configuration.assemble.clocks import read_fixed_clock
from scheduler.configuration.assemble.context import Context, SeriesInput
from scheduler.configuration.assemble.dates.further_dates import further_ids
from scheduler.configuration.assemble.details import assemble_details
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import (
    ChangeDocument,
    FixedDocument,
    MeetingDocument,
    SeriesDocument,
)
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.phrases.dates import YEARS, bound
from scheduler.configuration.phrases.rules import WeeksPhrase
from scheduler.configuration.spelling import Misunderstood, listed, quoted
from scheduler.programme.keys import ONCE, extra_id, extra_key
from scheduler.programme.problems import FieldPath
from scheduler.programme.series import Change, Clock, HolidayPolicy

FORMS = "`2026-12`, `2026-12.2`, `2026-W50`, a date inside them such as `2026-12-16`, `extra.ID` or `once`"


def assemble_changes(series: SeriesInput[SeriesDocument]) -> Iterator[Change]:
    """Yields the changes that are clear; anything unclear is an error."""
    blocks, extras = series.block.data.get("changes"), series.block.data.get("extra")
    for key, data in blocks.items() if isinstance(blocks, dict) else ():
        path = (*series.block.path, "changes", key)
        further = further_ids(series.block.document)
        reason = wrong_key(key, [*(extras if isinstance(extras, dict) else ()), *further])
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
        phrase is not None and isinstance(phrase.rule, WeeksPhrase) and phrase.rule.interval == 1
        for phrase in rules
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
        return (series.extra or {}).get(extra) or (series if extra in further_ids(series) else None)
    return series if series.starts is not None or series.days is not None else None


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


def wrong_key(key: str, extras: Iterable[str]) -> str | None:
    """Returns why `key` cannot name a meeting, whatever the rule; None if it can.

    `extras` are the ids of the extra meetings of the series.
    """
    if key == ONCE:
        return None
    if key != key.strip():
        return f"there is a blank at the beginning or the end of `{key}`; write `{key.strip()}`"
    if key in fields_of(ChangeDocument):
        return f"`{key}:` belongs below the key of one meeting, such as `2026-12:`; indent it further"
    if extra_id(key) is not None:
        return None
    week = re.fullmatch(r"(([0-9]{4})-W([0-9]{2}))(?:\.([0-9]+))?", key)
    if week:
        return _wrong_week(int(week[2]), int(week[3])) or _wrong_number_of_week(week[1], week[4])
    numbered = re.fullmatch(r"([0-9]{4}-[0-9]{2})\.([0-9]+)", key)
    try:
        bound(numbered[1] if numbered else key)
    except Misunderstood as error:
        return _unknown_key(key, error, list(extras))
    return _wrong_number(numbered[1], numbered[2]) if numbered else None


def _wrong_week(year: int, week: int) -> str | None:
    if year not in YEARS:
        return f"the year {year} cannot be meant; years are {YEARS[0]} to {YEARS[-1]}"
    last = date(year, 12, 28).isocalendar().week
    if 1 <= week <= last:
        return None
    return f"the year {year} has no week {week}; its weeks are `{year}-W01` to `{year}-W{last}`"


def _wrong_number(month: str, number: str) -> str | None:
    if number == "2":
        return None
    if number == "1":
        return f"the first meeting of a month is written `{month}`"
    return f"a month has two meetings at most: `{month}` and `{month}.2`"


def _wrong_number_of_week(week: str, number: str | None) -> str | None:
    if number == "1":
        return f"the first meeting of a week is written `{week}`"
    return None if number in (None, *"234567") else f"a week has seven meetings at most, up to `{week}.7`"


def _unknown_key(key: str, error: Misunderstood, extras: list[str]) -> str:
    week = re.fullmatch(r"([0-9]{4})-?[wW]-?([0-9]{1,2})", key)
    if week:
        hint = _wrong_week(int(week[1]), int(week[2])) or f"write `{week[1]}-W{int(week[2]):02d}`"
        return f"{quoted(key)} is not the key of a meeting; {hint}"
    if key in extras:
        return f"{quoted(key)} is an extra meeting; write `{extra_key(key)}`"
    if error.code == "no-such-date":
        return str(error)
    cure = f"`{error.suggestion}`" if error.suggestion else FORMS
    return f"{quoted(key)} is not the key of a meeting; write {cure}"
