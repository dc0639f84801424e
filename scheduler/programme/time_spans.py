"""Spans of time between two instants, and sets of them as sorted tuples without overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct


class TimeSpan(Struct, frozen=True, order=True):
    """The time from `begin` to `end`, aware instants; `end` is not part of it."""

    begin: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.begin:
            raise ValueError(f"a span ends after it begins: {self.begin} to {self.end}")


def merged(spans: Iterable[TimeSpan]) -> tuple[TimeSpan, ...]:
    """Returns the time that any of `spans` covers."""
    found: list[TimeSpan] = []
    for span in sorted(spans):
        if found and span.begin <= found[-1].end:
            found[-1] = TimeSpan(found[-1].begin, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def common(first: Sequence[TimeSpan], second: Sequence[TimeSpan]) -> tuple[TimeSpan, ...]:
    """Returns the time that both cover; each is sorted and without overlaps."""
    found: list[TimeSpan] = []
    at, other = 0, 0
    while at < len(first) and other < len(second):
        begin = max(first[at].begin, second[other].begin)
        end = min(first[at].end, second[other].end)
        if begin < end:
            found.append(TimeSpan(begin, end))
        if first[at].end <= second[other].end:
            at += 1
        else:
            other += 1
    return tuple(found)


def without(spans: Sequence[TimeSpan], taken: Sequence[TimeSpan]) -> tuple[TimeSpan, ...]:
    """Returns the time that `spans` cover and `taken` do not; both are sorted and without overlaps."""
    found: list[TimeSpan] = []
    for span in spans:
        begin = span.begin
        for other in taken:
            if other.end <= begin or other.begin >= span.end:
                continue
            if begin < other.begin:
                found.append(TimeSpan(begin, other.begin))
            begin = other.end
        if begin < span.end:
            found.append(TimeSpan(begin, span.end))
    return tuple(found)
