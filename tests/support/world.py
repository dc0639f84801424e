"""A store in memory: applies programmes by the pure parts alone, so that thousands of edits can be tried."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from scheduler.plan.compare import Circumstances
from scheduler.plan.plan import Plan, make_plan
from scheduler.plan.revision import Published, Sources
from scheduler.plan.stored import Memory
from scheduler.plan.window import window_at
from scheduler.programme.programme import Programme
from scheduler.publication.edition import make_edition
from scheduler.publication.site import Site, build_site
from scheduler.timetable.holidays import NONE, Holidays
from scheduler.timetable.timetable import timetable

SOURCES = Sources(files=(), tzdata="", holidays="", release="")


@dataclass
class World:
    """One programme's memory, and what is published of it."""

    memory: Memory = field(default_factory=lambda: Memory(occurrences={}, holidays=NONE, names={}))
    published: Published | None = None

    def plan(
        self, programme: Programme, now: datetime, holidays: Holidays = NONE, *, allow_past: bool = False
    ) -> Plan:
        """What applying `programme` at `now` would do."""
        window = window_at(programme, now)
        dated = timetable(programme, holidays, window.edge)
        circumstances = Circumstances(
            now=now, window=window, cancelled=programme.cancelled, allow_past=allow_past
        )
        return make_plan(programme, dated, dated, self.memory, circumstances)

    def apply(
        self, programme: Programme, now: datetime, holidays: Holidays = NONE, *, allow_past: bool = False
    ) -> Plan:
        """Carries the plan out, unless there is nothing to do; the plan must have no problem."""
        plan = self.plan(programme, now, holidays, allow_past=allow_past)
        assert plan.problems == ()
        if plan.is_empty:
            return plan
        edition = make_edition(plan, self.memory, self.published, now, SOURCES, holidays)
        revision = edition.revision
        self.published = edition.after
        self.memory = replace(
            self.memory,
            revision=revision.record.number,
            time=revision.record.time,
            masthead=revision.masthead,
            window=revision.window,
            feeds=revision.feeds,
            occurrences={item.occurrence.uid: item for item in edition.after.occurrences},
            holidays=revision.holidays,
            names=revision.names,
        )
        return plan

    def site(self) -> Site:
        """The site as it stands."""
        assert self.published is not None
        return build_site(self.published)

    def feed(self, path: str) -> bytes:
        """The body at `path` below `/feeds/`."""
        return self.site().resources[f"/feeds/{path}"].body
