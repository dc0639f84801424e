"""A finding: something that a person should look at, with a code that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, get_args

from msgspec import Struct

from scheduler.programme.problems import FieldPath

Refusal = Literal[
    "many-series", "emptied-cities", "dropped-languages", "crowded-feeds",
    "lookalike-series", "copied-series", "lookalike-extra", "lookalike-feed",
    "night-move", "night-series", "far-move", "late-start",
]  # fmt: skip
"""The safety limit stops a plan with one of these, until a person allows it."""
Question = Literal[
    "already-over", "begun-long-ago", "over-again", "moved-into-past", "far-ahead", "ends-early"
]
"""A date that a plan brings may be wrong: a person should decide."""
Note = Literal[
    "held-back", "not-published", "no-day-left", "missed-meeting", "never-planned",
    "policy-day-past", "rule-day-past", "used-up-key", "new-rhythm",
]  # fmt: skip
"""A plan leaves something as it is, or not as the text says."""
Code = Refusal | Question | Note


class Finding(Struct, frozen=True, kw_only=True):
    """One finding; `values` are what its words need.

    It is about a meeting (`series` and `key`), a series, or `cities`; all are present ids, as people write
    them. `path` is its place in the text. `more` is the number of others of which the same is true.
    """

    code: Code
    path: FieldPath = ()
    series: str = ""
    key: str = ""
    day: date | None = None
    cities: tuple[str, ...] = ()
    values: Mapping[str, Any] = {}
    more: int = 0

    @property
    def refuses(self) -> bool:
        """Whether the safety limit stops a plan because of it."""
        return self.code in get_args(Refusal)

    @property
    def asks(self) -> bool:
        """Whether a person should decide if a date is right."""
        return self.code in get_args(Question)
