"""Checks the keys under `changes:`: `2026-12`, `2026-12.2`, `2026-W50`, a date, `extra.ID` or `once`.

Refuses only what cannot be a key. The timetable finds out whether a key has a meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from scheduler.configuration.blocks.documents import ChangeDocument
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.phrases.dates import YEARS, bound
from scheduler.configuration.spelling import Misunderstood, closest, listed, quoted
from scheduler.programme.keys import ONCE, extra_id, extra_key

FORMS = "`2026-12`, `2026-12.2`, `2026-W50`, a date inside them such as `2026-12-16`, `extra.ID` or `once`"
_NO_EXTRAS = "extra meetings are declared under `extra:`"


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
    extra = extra_id(key)
    if extra is not None:
        return _wrong_extra(extra, list(extras))
    week = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", key)
    if week:
        return _wrong_week(int(week[1]), int(week[2]))
    numbered = re.fullmatch(r"([0-9]{4}-[0-9]{2})\.([0-9]+)", key)
    try:
        bound(numbered[1] if numbered else key)
    except Misunderstood as error:
        return _unknown_key(key, error, list(extras))
    return _wrong_number(numbered[1], numbered[2]) if numbered else None


def _wrong_extra(name: str, extras: list[str]) -> str | None:
    if name in extras:
        return None
    suggestion = closest(name, extras)
    declared = f"its extra meetings are {listed(extras)}" if extras else _NO_EXTRAS
    hint = f"did you mean `{extra_key(suggestion)}`?" if suggestion else declared
    return f"this series has no extra meeting {quoted(name)}; {hint}"


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


def _unknown_key(key: str, error: Misunderstood, extras: list[str]) -> str:
    week = re.fullmatch(r"([0-9]{4})-?[wW]-?([0-9]{1,2})", key)
    if week:
        hint = _wrong_week(int(week[1]), int(week[2])) or f"write `{week[1]}-W{int(week[2]):02d}`"
        return f"{quoted(key)} is no key of a meeting; {hint}"
    if key in extras:
        return f"{quoted(key)} is an extra meeting; write `{extra_key(key)}`"
    if error.code == "no-such-date":
        return str(error)
    cure = f"`{error.suggestion}`" if error.suggestion else FORMS
    return f"{quoted(key)} is no key of a meeting; write {cure}"
