"""How much each measurement does: a small size for every day, a full one for a release."""

from __future__ import annotations

from dataclasses import dataclass

LARGE = 10_000
"""Cities for which one round is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The amounts of one run.

    - `one_offs`: meetings of P1; `yaml2ical`: the series that yaml2ical gets instead.
    - `series`: series of P1b; `expanded`: the occurrences that yaml2ics gets written out.
    - `storing`: cities of P4, with 24 occurrences each.
    - `growth`: the numbers of cities at which the programme grows: the first is that of P9, the second that of P3 and P6 to P8.
      A third is LARGE.
    - `publishing`: rounds of `publish` at the second of these, where it is long.
    - `serving`: seconds of each round of P2.
    """

    one_offs: int = 5_000
    yaml2ical: int
    series: int
    expanded: int
    storing: int
    growth: tuple[int, ...]
    publishing: int
    serving: float
    rounds: int = 3


SMALL = Size(
    yaml2ical=1_000,
    series=200,
    expanded=2_000,
    storing=300,
    growth=(100, 300),
    publishing=1,
    serving=1,
)
FULL = Size(
    yaml2ical=5_000,
    series=1_000,
    expanded=6_000,
    storing=5_000,
    growth=(100, 1_000, LARGE),
    publishing=2,
    serving=2,
)
