"""How keys are spelt: `2026-12`, `2026-12.2` and `2026-W50` where a rule dates, `extra.ID`, and `once`."""

from __future__ import annotations

import re

ONCE = "once"
"""The key of a series of one."""

_EXTRA = "extra."
_FIRST_OF_TWO = re.compile(r"(?<=^[0-9]{4}-[0-9]{2})\.1$")


def extra_key(id: str) -> str:
    """The key of the extra meeting with this id."""
    return f"{_EXTRA}{id}"


def extra_id(key: str) -> str | None:
    """The id of the extra meeting that `key` names; None for every other form."""
    return key.removeprefix(_EXTRA) if key.startswith(_EXTRA) else None


def is_dated_by_rule(key: str) -> bool:
    """Whether it is a place in a rhythm, by month or by week."""
    return key[0].isdigit()


def is_weekly(key: str) -> bool:
    """Whether it is a place in a rhythm by weeks."""
    return is_dated_by_rule(key) and "W" in key


def as_stored(key: str) -> str:
    """The first of two a month without its number: `2026-12` for `2026-12.1`; any other as it is."""
    return _FIRST_OF_TWO.sub("", key)
