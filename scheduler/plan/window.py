"""The months that feeds show, cut at month starts so that they move once a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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


def window_at(programme: Programme, now: datetime) -> Window:
    """The window of `programme` at `now` (aware), whole months at both ends."""
    month = Month.of(now.date())
    return Window(
        month=month,
        first=Month.of(programme.past.before(month.first)).first,
        edge=Month.of(programme.ahead.after(month.first)).plus(1).first,
    )
