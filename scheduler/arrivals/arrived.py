"""What the files of others say of meetings, before anybody has decided what it means here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from msgspec import Struct

FLOATING = ""
"""The zone of a time that names none."""
HORIZON = timedelta(days=3 * 366)
"""How far a rule without an end is followed."""
ZONES = frozenset(["UTC", *(name for name in available_timezones() if "/" in name)])
"""The zones that a name says; `CET` is a zone, too, but people mean several by it."""
CANCELLED, HIDDEN = {"cancel": "true"}, {"cancel": "true", "cancelled": "hide"}
"""The words of a time that does not take place, and of one that calendars do not show at all."""
OMITTED = "left-out"
"""The code of a note on a place that is not imported."""


class Occasion(Struct, frozen=True, kw_only=True):
    """One time of a series, on the clock of its zone; `planned` is when its rule has it.

    `words` are those of the fields that it has: title, place, description, status, reason, cancel, and links.
    """

    planned: datetime
    starts: datetime
    length: timedelta
    words: Mapping[str, str]

    @property
    def is_hidden(self) -> bool:
        """Whether it was taken out of its series."""
        return "cancelled" in self.words


class ImportNote(Struct, frozen=True):
    """What a person should know of a place in a file (`row`): a code, and words without a full stop."""

    row: str
    code: str
    words: str


class Unanswered(Struct, frozen=True):
    """What a file leaves open before it can be read (`about`), at its place `row`, in words for a person."""

    row: str
    about: str
    words: str
    proposal: str


class ArrivedSeries(Struct, frozen=True, kw_only=True):
    """A meeting of a file, or a series of them, from its place `row` on, which began with the time `first`.

    `zone` is an IANA zone, or FLOATING; `zone_written` is what stands in the file. Whole days begin at
    midnight. `people` has the domain of the address of each who takes part, and `party` is what a sheet says
    of those who meet.
    """

    row: str
    uid: str
    title: str
    first: datetime
    zone: str
    zone_written: str
    all_day: bool
    occasions: tuple[Occasion, ...]
    repeats: bool = False
    endless: bool = False
    people: tuple[str, ...] = ()
    party: str = ""


class ArrivedFile(Struct, frozen=True, kw_only=True):
    """A whole file: the name of its calendar, its zone, its meetings, and what is left out or doubtful."""

    series: tuple[ArrivedSeries, ...]
    notes: tuple[ImportNote, ...]
    name: str = ""
    zone: str = ""
    private: int = 0
    unanswered: tuple[Unanswered, ...] = ()
