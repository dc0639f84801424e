"""The arithmetic of the suite: costs of a run, ratios with their spread, targets, growth. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Resource = Literal["cpu", "wall", "peak"]
TIMES: tuple[tuple[Resource, str], ...] = (("cpu", "CPU"), ("wall", "wall time"))
"""With their names in results."""
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one run: seconds of CPU and of wall time, and its peak memory in bytes."""

    cpu: float
    wall: float
    peak: int = 0

    def of(self, resource: Resource) -> float:
        """Returns one of the three."""
        match resource:
            case "cpu":
                return self.cpu
            case "wall":
                return self.wall
            case "peak":
                return self.peak

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.cpu + other.cpu, self.wall + other.wall, max(self.peak, other.peak))


@dataclass(frozen=True, slots=True)
class Spread:
    """The figure of several rounds: median, lowest and highest."""

    median: float
    lowest: float
    highest: float
    rounds: int = 1


def spread(values: Iterable[float]) -> Spread:
    """Returns the median, minimum and maximum of one value or more."""
    ordered = sorted(values)
    return Spread(statistics.median(ordered), ordered[0], ordered[-1], len(ordered))


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> Spread:
    """Returns the spread of the ratios of each round; both sequences have the rounds in the same order."""
    return spread(top / bottom for top, bottom in zip(numerators, denominators, strict=True))


def each(costs: Iterable[Cost], resource: Resource, scale: float = 1) -> tuple[float, ...]:
    """Returns one resource of each round, times `scale`."""
    return tuple(cost.of(resource) * scale for cost in costs)


@dataclass(frozen=True, slots=True)
class Target:
    """A limit for the median: at least it, or at most it."""

    bound: Literal["≥", "≤"]
    limit: float

    def score(self, value: float) -> float:
        """Returns how well `value` does: 1 is just on the limit, more is better."""
        return value / self.limit if self.bound == "≥" else self.limit / value

    def is_met(self, value: float) -> bool:
        """Returns whether `value` keeps the limit."""
        return value >= self.limit if self.bound == "≥" else value <= self.limit

    def __str__(self) -> str:
        return f"{self.bound} {self.limit:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the result; `values` is None if a program was absent, and `note` says which."""

    id: str
    work: str
    measure: str
    values: Spread | None
    unit: str = "×"
    target: Target | None = None
    note: str = ""


def absent(id: str, work: str, program: str) -> Row:
    """Returns the row of a comparison that was not made."""
    return Row(id=id, work=work, measure="not measured", values=None, note=f"{program} is absent")


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Returns k of the curve `value = c · size^k` that fits best (least squares of the logarithms).

    1 means that twice the work takes twice as long. Needs two different sizes.
    """
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in values]
    return statistics.linear_regression(xs, ys).slope
