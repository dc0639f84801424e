"""What the files of others say of meetings, before anybody has decided what it means here."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

FLOATING = ""
"""The zone of a time that names none."""
HORIZON = timedelta(days=3 * 366)
"""How far a rule without an end is followed."""


class Occasion(Struct, frozen=True, kw_only=True):
    """One time of a series, on the clock of its zone; `starts` is None if it does not take place.

    `planned` is when its rule has it. `title` and `place` are empty unless they are others than those of the
    series. One that `is_hidden` was taken out, so that calendars do not show it at all.
    """

    planned: datetime
    starts: datetime | None
    length: timedelta
    title: str = ""
    place: str = ""
    reason: str = ""
    is_hidden: bool = False


class ImportNote(Struct, frozen=True):
    """What a person should know of a place in a file (`row`): a code, and words without a full stop."""

    row: str
    code: str
    words: str


class ArrivedSeries(Struct, frozen=True, kw_only=True):
    """A meeting of a file, or a series of them, from its place `row` on.

    `zone` is an IANA zone, or FLOATING; `zone_written` is what stands in the file. Whole days begin at
    midnight. `people` are the domains of the addresses of those who take part, and `texts` all other words.
    """

    row: str
    uid: str
    title: str
    place: str
    description: str
    zone: str
    zone_written: str
    all_day: bool
    repeats: bool
    endless: bool
    occasions: tuple[Occasion, ...]
    status: str = ""
    people: tuple[str, ...] = ()
    url: str = ""


class ArrivedFile(Struct, frozen=True, kw_only=True):
    """A whole file: the name of its calendar, its zone, its meetings, and what is left out or doubtful."""

    name: str
    zone: str
    series: tuple[ArrivedSeries, ...]
    remarks: tuple[ImportNote, ...]
    private: int = 0
