"""A store in memory: applies programmes with the pure parts alone, so that tests can try thousands of edits.

It does what `plan` and `apply` do with files and a database: dates the programme three years ahead, plans
it by the holidays of today and by those it remembers, and remembers what was published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec.structs import replace

from scheduler.plan.compare import PlanContext
from scheduler.plan.comparisons import compare_series
from scheduler.plan.feeds import programme_feeds
from scheduler.plan.plan import Plan, comparison_end, known_holidays, make_plan, planning_end
from scheduler.programme.programme import Programme
from scheduler.publication.feeds.pieces import write_pieces
from scheduler.publication.feeds.versions import feed_versions
from scheduler.publication.next_revision import next_revision
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site, build_site
from scheduler.state.memory import EMPTY_MEMORY, Memory, memory_after
from scheduler.state.revision import NewRevision, Published, Sources
from scheduler.state.stored import Stored
from scheduler.state.window import window_at
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays
from scheduler.timetable.occurrence import uid
from scheduler.timetable.timetable import Timetable

SOURCES = Sources(files=(), tzdata="", holidays="", release="", by="")


def site_of(published: Published) -> Site:
    """The site at the time of the last revision."""
    return build_site(published, published.time)


@dataclass
class World:
    """One programme's memory, and what is published of it."""

    memory: Memory = field(default_factory=lambda: EMPTY_MEMORY)
    published: Published | None = None
    timetable: Timetable | None = None

    def plan(
        self,
        programme: Programme,
        now: datetime,
        holidays: Holidays = NO_HOLIDAYS,
        *,
        allow_past: bool = False,
    ) -> Plan:
        """What applying `programme` at `now` would do; its problems are those of the text as well."""
        window = window_at(programme, now)
        last, kept = planning_end(window, self.memory, now), comparison_end(window, self.memory)
        context = PlanContext(
            now=now, window=window, cancelled_policy=programme.cancelled, allow_past=allow_past
        )
        self.timetable = date_programme(programme, holidays, last, kept)
        compared = known_compared = compare_series(self.timetable, self.memory)
        known = self.known(holidays)
        if known != holidays:
            known_timetable = date_programme(programme, known, last, kept)
            known_compared = compare_series(known_timetable, self.memory)
        plan = make_plan(
            programme, programme_feeds(programme, self.memory), compared, known_compared, self.memory, context
        )
        return replace(plan, problems=(*compared.problems, *plan.problems))

    def known(self, holidays: Holidays) -> Holidays:
        return known_holidays(self.memory, holidays)

    def apply(
        self,
        programme: Programme,
        now: datetime,
        holidays: Holidays = NO_HOLIDAYS,
        *,
        allow_past: bool = False,
    ) -> Plan:
        """Carries the plan out, unless there is nothing to do; the plan must have no problem."""
        plan = self.plan(programme, now, holidays, allow_past=allow_past)
        assert plan.problems == ()
        if not plan.is_empty:
            self.carry_out(plan, now, holidays)
        return plan

    def carry_out(self, plan: Plan, now: datetime, holidays: Holidays = NO_HOLIDAYS) -> None:
        revision = next_revision(plan, self.memory, self.published, now, SOURCES, holidays)
        before = self.published
        unversioned = replace(revision.after, versions=before.versions if before is not None else {})
        assert revision.after.versions == feed_versions(unversioned, before)
        self.remember(revision)

    def remember(self, revision: NewRevision) -> None:
        self.memory, self.published = memory_after(revision), revision.after

    def planned_by_other_zone_data(self, zone: str, minutes: int) -> None:
        """Rewrites the future as if `zone` had been this far west, in minutes, when it was published."""
        assert self.memory.time is not None
        for stored in self.memory.occurrences.stored():
            if not stored.is_past(self.memory.time):
                self._published_as(_further_west(stored, zone, timedelta(minutes=minutes)))

    def _published_as(self, stored: Stored) -> None:
        assert self.memory.profile is not None
        occurrences = self.memory.occurrences.with_changed([stored])
        self.memory = replace(self.memory, occurrences=occurrences)
        pieces = write_pieces([stored], self.memory.profile)
        published = self.publication()
        self.published = replace(
            published,
            occurrences=occurrences,
            pieces={**published.pieces, **pieces},
        )

    def stored(self, series: str, key: str = "once", programme: str = "cities") -> Stored:
        """What is remembered of the meeting at `key` of a series, named by its identity."""
        return self.memory.occurrences[uid(programme, series, key)]

    def keys(self, series: str) -> list[str]:
        of_series = [item.occurrence for item in self.memory.occurrences.values()]
        of_series = [occurrence for occurrence in of_series if occurrence.series == series]
        return [item.key for item in sorted(of_series, key=lambda item: (item.timing.begin_utc, item.key))]

    def piece(self, series: str, key: str = "once", language: str = "en") -> str:
        """The public VEVENT of a meeting, unfolded."""
        body = self.publication().pieces[self.stored(series, key).occurrence.uid, language, "public"]
        return body.replace(b"\r\n ", b"").decode()

    def publication(self) -> Published:
        assert self.published is not None
        return self.published

    def site(self) -> Site:
        return site_of(self.publication())

    def calendars(self) -> dict[str, Resource]:
        files = site_of(self.publication()).files
        return {path: resource for path, resource in files.items() if path.startswith("/feeds/")}

    def bodies(self) -> dict[str, bytes]:
        return {path: resource.body for path, resource in self.calendars().items()}

    def feed(self, path: str) -> str:
        return self.calendars()[f"/feeds/{path}"].body.replace(b"\r\n ", b"").decode()

    def shows(self, path: str, series: str, key: str = "once") -> bool:
        return f"UID:{self.stored(series, key).occurrence.uid}\r\n" in self.feed(path)


def published(programme: Programme, at: datetime, holidays: Holidays = NO_HOLIDAYS) -> World:
    world = World()
    world.apply(programme, at, holidays)
    return world


def _further_west(stored: Stored, zone: str, by: timedelta) -> Stored:
    occurrence, timing = stored.occurrence, stored.occurrence.timing
    participants = tuple(
        replace(participant, offset=participant.offset - by // timedelta(minutes=1))
        if participant.zone == zone
        else participant
        for participant in occurrence.participants
    )
    if timing.zone == zone:
        timing = replace(timing, begin_utc=timing.begin_utc + by, end_utc=timing.end_utc + by)
    return replace(stored, occurrence=replace(occurrence, timing=timing, participants=participants))
