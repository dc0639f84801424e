"""The window: the months that feeds show. It consists of whole months, so it moves once a month."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from msgspec import Struct

from scheduler.programme.spans import Month

if TYPE_CHECKING:  # commands that only read what is published start faster without the programme
    from scheduler.programme.programme import Programme


class Window(Struct, frozen=True, kw_only=True):
    """The days from `first` up to, but not including, `edge`: the window of a programme in `month`."""

    month: Month
    first: date
    edge: date

    def __post_init__(self) -> None:
        if not self.first <= self.month.first < self.edge:
            raise ValueError(f"the window {self.first} to {self.edge} does not hold {self.month}")

    def shows(self, ends: datetime) -> bool:
        """Returns whether feeds still show a published meeting that ends at the wall time `ends`."""
        return ends.date() > self.first or ends > datetime.combine(self.first, time())


def window_at(programme: Programme, now: datetime) -> Window:
    """Returns the window of `programme` at `now` (aware)."""
    return window_in(programme, Month.of(now.date()))


def window_in(programme: Programme, month: Month) -> Window:
    """Returns the window of `programme` in `month`; it has whole months at both ends."""
    return Window(
        month=month,
        first=Month.of(programme.past.before(month.first)).first,
        edge=Month.of(programme.ahead.after(month.first)).plus(1).first,
    )
