"""The months that feeds show, cut at month starts so that they move once a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from scheduler.programme.programme import Programme
from scheduler.programme.spans import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`month` is the month it was cut in; it shows days from `first` up to, not including, `edge`."""

    month: Month
    first: date
    edge: date

    def __post_init__(self) -> None:
        if not self.first <= self.month.first < self.edge:
            raise ValueError(f"the window {self.first} to {self.edge} does not hold {self.month}")

    def keeps(self, ends: datetime) -> bool:
        """Whether feeds go on showing what was published and ends at this wall time."""
        return ends > datetime.combine(self.first, time())


def window_at(programme: Programme, now: datetime) -> Window:
    """The window of `programme` at `now` (aware)."""
    return window_in(programme, Month.of(now.date()))


def window_in(programme: Programme, month: Month) -> Window:
    """The window that `programme` asks for in `month`, whole months at both ends."""
    return Window(
        month=month,
        first=Month.of(programme.past.before(month.first)).first,
        edge=Month.of(programme.ahead.after(month.first)).plus(1).first,
    )
