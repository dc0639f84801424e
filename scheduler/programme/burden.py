"""The weights by which inconvenient minutes of a meeting add up to a burden."""

from __future__ import annotations

from msgspec import Struct


class BurdenWeights(Struct, frozen=True, kw_only=True):
    """The burden of one minute outside the office hours of a city, by when it is.

    `early` is before the offices open, `late` after they close; `night` is from 22:00 to 07:00. `day_off` is
    by day on a holiday, a weekend, or another day off.
    """

    early: int = 1
    late: int = 1
    night: int = 3
    day_off: int = 3

    def __post_init__(self) -> None:
        if min(self.early, self.late, self.night, self.day_off) < 0:
            raise ValueError("a burden is not negative")
