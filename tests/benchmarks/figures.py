"""Figures of a run: its costs, the rows of the result, and the aims that they are held against. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one run: seconds of CPU, and the peak of its memory in bytes."""

    cpu: float
    peak: int = 0


@dataclass(frozen=True, slots=True)
class Aim:
    """A promise in words, and the limit for the median that keeps it."""

    promise: str
    bound: Literal["≥", "≤"]
    limit: float

    def is_kept(self, value: float) -> bool:
        """Returns whether `value` is within the limit."""
        return value >= self.limit if self.bound == "≥" else value <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure of some work, with a value for each round; without values it says why there are none."""

    work: str
    measure: str
    values: Sequence[float] = ()
    unit: str = "×"
    aim: Aim | None = None

    @property
    def median(self) -> float:
        """The middle of the values."""
        return statistics.median(self.values)


def absent(work: str, program: str) -> Row:
    """Returns the row of a comparison with a program that is not there."""
    return Row(work=work, measure=f"not measured: {program} is absent")


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> list[float]:
    """Returns the ratio of each round; both have the rounds in the same order."""
    return [top / bottom for top, bottom in zip(numerators, denominators, strict=True)]


def cpu(costs: Sequence[Cost]) -> list[float]:
    """Returns the seconds of each round."""
    return [cost.cpu for cost in costs]


def peak(costs: Sequence[Cost]) -> list[float]:
    """Returns the MB of each round."""
    return [cost.peak / MB for cost in costs]


def costs_of(work: str, costs: Sequence[Cost]) -> Iterator[Row]:
    """Yields the rows of some work that is compared with nothing."""
    yield Row(work=work, measure="CPU", values=cpu(costs), unit="s")
    yield Row(work=work, measure="peak memory", values=peak(costs), unit="MB")


Result = Mapping[str, Sequence[Row]]
"""The rows by the name of their case."""
