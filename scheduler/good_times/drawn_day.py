"""The day of a city as a drawing shows it: bars on a line of 24 hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from msgspec import Struct

from scheduler.good_times.burden import HourKind, Stretch
from scheduler.programme.spans import TimeSpan

_MINUTE = timedelta(minutes=1)


class Bar(Struct, frozen=True, kw_only=True):
    """A part of the line, in minutes from its begin; `hours` is what they are for a city."""

    begins: int
    ends: int
    hours: HourKind | None = None

    @property
    def length(self) -> int:
        """Its minutes."""
        return self.ends - self.begins


def day_bars(stretches: Iterable[Stretch], line: TimeSpan) -> Iterator[Bar]:
    """Yields what the hours of `line` are for the city of `stretches`, which may be of more days."""
    for stretch in stretches:
        yield from bars([TimeSpan(stretch.begin, stretch.end)], line, stretch.kind)


def bars(spans: Iterable[TimeSpan], line: TimeSpan, hours: HourKind | None = None) -> Iterator[Bar]:
    """Yields the part of each span that is on the line."""
    for span in spans:
        begin, end = max(span.begin, line.begin), min(span.end, line.end)
        if begin < end:
            yield Bar(begins=(begin - line.begin) // _MINUTE, ends=(end - line.begin) // _MINUTE, hours=hours)
