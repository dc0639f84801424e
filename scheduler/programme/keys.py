"""Identities: the first id of a city, pair, theme or series, and the key of an occurrence.

Keys are `2026-12`, `2026-12.2`, `2026-W50` and `2026-W50.2` for dates by a rule, `extra.ID`, and `once`.
"""

from __future__ import annotations

import re


class Identified:
    """Something that stays the same when its id changes; `formerly` lists its earlier ids, oldest first."""

    __slots__ = ()

    id: str
    formerly: tuple[str, ...]

    @property
    def identity(self) -> str:
        """The first id that it ever had, which the store and every UID use."""
        return self.formerly[0] if self.formerly else self.id


ONCE = "once"
"""The key of a series of one."""

_EXTRA = "extra."
_FIRST_OF_PERIOD = re.compile(r"(?<=^[0-9]{4}-[0-9]{2})\.1$|(?<=^[0-9]{4}-W[0-9]{2})\.1$")


def extra_key(id: str) -> str:
    """Returns the key of the extra meeting with this id."""
    return f"{_EXTRA}{id}"


def extra_id(key: str) -> str | None:
    """Returns the id of the extra meeting that `key` names; None for any other key."""
    return key.removeprefix(_EXTRA) if key.startswith(_EXTRA) else None


def is_dated_by_rule(key: str) -> bool:
    """Returns whether a rule gives the date, by month or by week."""
    return key[0].isdigit()


def is_weekly(key: str) -> bool:
    """Returns whether a weekly rule gives the date."""
    return is_dated_by_rule(key) and "W" in key


def as_stored(key: str) -> str:
    """Returns `2026-12` for `2026-12.1`, the first of a month or week, and any other key unchanged."""
    return _FIRST_OF_PERIOD.sub("", key)
