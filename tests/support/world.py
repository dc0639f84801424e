"""A store in memory: applies programmes with the pure parts alone, so that tests can try thousands of edits.

It does what `plan` and `apply` do with files and a database: dates the programme three years ahead, plans
it by the holidays of today and by those it remembers, and remembers what was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from scheduler.plan.compare import PlanContext
from scheduler.plan.comparisons import compare_series
from scheduler.plan.make_plan import LOOK_AHEAD, Plan, comparison_end, known_holidays, make_plan
from scheduler.programme.programme import Programme
from scheduler.publication.feeds.pieces import write_pieces
from scheduler.publication.next_revision import draft_of, next_revision
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site, build_site
from scheduler.state.revision import Revision, Sources
from scheduler.state.state import NOTHING_PUBLISHED, NewRevision, State, window_at
from scheduler.state.stored import Stored
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays
from scheduler.timetable.occurrence import uid
from scheduler.timetable.timetable import Timetable

SOURCES = Sources(files=(), tzdata="", holidays="", release="0.1.0", by="")


def site_of(state: State, history: Sequence[Revision] = ()) -> Site:
    """The site at the time of the last revision."""
    return build_site(state, history, state.time)


@dataclass
class World:
    """What is published of one programme, and its history, the newest revision first."""

    state: State = NOTHING_PUBLISHED
    history: tuple[Revision, ...] = ()
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
        last, far = comparison_end(window, self.state), now.date() + LOOK_AHEAD
        context = PlanContext(
            now=now, window=window, cancelled_policy=programme.cancelled, allow_past=allow_past
        )
        self.timetable = date_programme(programme, holidays, last, far)
        compared = known_compared = compare_series(self.timetable, self.state)
        known = self.known(holidays)
        if known != holidays:
            known_timetable = date_programme(programme, known, last, far)
            known_compared = compare_series(known_timetable, self.state)
        plan = make_plan(programme, compared, known_compared, context)
        return replace(plan, problems=(*compared.problems, *plan.problems))

    def known(self, holidays: Holidays) -> Holidays:
        """The holidays that published meetings were planned by, as a plan takes them."""
        return known_holidays(self.state, holidays)

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
        """Writes the revision that `plan` makes."""
        draft = draft_of(plan, self.state, now, SOURCES.files, holidays)
        self.remember(next_revision(draft, SOURCES))

    def remember(self, written: NewRevision) -> None:
        """Remembers what is published after a revision."""
        self.state, self.history = written.after, (written.revision, *self.history)

    def planned_by_other_zone_data(self, zone: str, minutes: int) -> None:
        """Rewrites the future as if `zone` had been this far west, in minutes, when it was published."""
        for stored in self.state.occurrences.values():
            if not stored.is_past(self.state.time):
                self._published_as(_further_west(stored, zone, timedelta(minutes=minutes)))

    def _published_as(self, stored: Stored) -> None:
        self.state = replace(
            self.state,
            occurrences={**self.state.occurrences, stored.occurrence.uid: stored},
            pieces={**self.state.pieces, **write_pieces([stored], self.state.profile)},
        )

    def stored(self, series: str, key: str = "once", programme: str = "cities") -> Stored:
        """What is remembered of the meeting at `key` of a series, named by its identity."""
        return self.state.occurrences[uid(programme, series, key)]

    def keys(self, series: str) -> list[str]:
        """The keys of a series ever published, in order of time."""
        of_series = [item.occurrence for item in self.state.occurrences.values()]
        of_series = [occurrence for occurrence in of_series if occurrence.series == series]
        return [item.key for item in sorted(of_series, key=lambda item: (item.timing.begin_utc, item.key))]

    def piece(self, series: str, key: str = "once", language: str = "en") -> str:
        """The public VEVENT of a meeting, unfolded."""
        body = self.state.pieces[self.stored(series, key).occurrence.uid, language, "public"]
        return body.replace(b"\r\n ", b"").decode()

    def site(self, at: datetime | None = None) -> Site:
        """The site at this instant, or at the time of the last revision."""
        return build_site(self.state, self.history, at or self.state.time)

    def calendars(self) -> dict[str, Resource]:
        """Every feed by its path."""
        files = self.site().files
        return {path: resource for path, resource in files.items() if path.startswith("/feeds/")}

    def bodies(self) -> dict[str, bytes]:
        """Every body of the calendars by its path."""
        return {path: resource.body for path, resource in self.calendars().items()}

    def feed(self, path: str) -> str:
        """The feed at `path` below `/feeds/`, unfolded."""
        return self.calendars()[f"/feeds/{path}"].body.replace(b"\r\n ", b"").decode()

    def shows(self, path: str, series: str, key: str = "once") -> bool:
        """Whether the feed at `path` holds the meeting."""
        return f"UID:{self.stored(series, key).occurrence.uid}\r\n" in self.feed(path)


def published(programme: Programme, at: datetime, holidays: Holidays = NO_HOLIDAYS) -> World:
    """A world in which `programme` was applied at this instant."""
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
