"""What is remembered of what was published: occurrences with their stamps, feeds, window, masthead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from calendars.stamp import Stamp as Stamp
from scheduler.plan.window import Window
from scheduler.programme.groups import Pair, Theme
from scheduler.programme.places import City
from scheduler.programme.programme import Notes
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text
from scheduler.timetable.holidays import NONE, Holidays
from scheduler.timetable.occurrence import Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An occurrence as published; `shown` is False where the programme hides a cancelled one."""

    occurrence: Occurrence
    stamp: Stamp
    shown: bool = True
    cancelled_at: datetime | None = None

    def is_past(self, now: datetime) -> bool:
        """Whether it has taken place: its stored end is at or before `now`."""
        return self.occurrence.timing.end <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """A meeting that holidays (`reason`) took away before it was published, planned for `day` on its clock.

    `series`, `cities` and `pairs` name identities.
    """

    series: str
    key: str
    day: date
    title: Text
    reason: Text | None
    cities: tuple[str, ...]
    pairs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who takes part, when they are off, and what else pages say of a programme; its meetings aside."""

    host_url: str | None = None
    cities: tuple[City, ...] = ()
    pairs: tuple[Pair, ...] = ()
    themes: tuple[Theme, ...] = ()
    closed: tuple[Days, ...] = ()
    notes: Notes = Notes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """What every feed says of its programme, and (`profile`) every page."""

    id: str
    name: Text
    address: str | None
    languages: tuple[str, ...]
    host: Text
    zone: str
    profile: Profile = Profile()


FeedKind = Literal["programme", "cities", "pairs", "themes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One published address and what stands behind it.

    `identity` is the first id it ever had, `id` the present one, `aliases` the others that still work.
    `state`: a removed feed goes on while a meeting of it is still to come, then it is gone.
    """

    kind: FeedKind
    identity: str
    id: str
    aliases: tuple[str, ...] = ()
    title: Text
    zone: str
    language: str
    state: Literal["live", "removed", "gone"] = "live"

    @property
    def name(self) -> str:
        """Its address below `/feeds/`: `cities/sofia`, or `programme`."""
        return self.kind if self.kind == "programme" else f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that a plan is compared with; `revision` 0 is an empty store.

    `names` maps the identity of every series to the id it had last, `grounds` to the lines of the text that
    its hours rested on.
    """

    revision: int = 0
    time: datetime | None = None
    masthead: Masthead | None = None
    window: Window | None = None
    feeds: tuple[Feed, ...] = ()
    occurrences: Mapping[str, Stored]
    holidays: Holidays
    names: Mapping[str, str]
    grounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skips: tuple[Skip, ...] = ()


EMPTY = Memory(occurrences={}, holidays=NONE, names={})
"""What a store remembers before the first revision."""
