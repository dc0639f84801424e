"""A secretariat that edits its programme at random and lets time pass, for the test of the law of identity.

Each edit without errors is applied at once; then `law`, which the test defines, is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from msgspec.structs import replace

from scheduler.plan.make_plan import Plan
from scheduler.programme.details import CancelledPolicy, Details, Status
from scheduler.programme.programme import Programme
from scheduler.programme.rules import LastDay, MonthDay, Monthly, NthWeekday
from scheduler.programme.series import Change, Clock, HolidayPolicy, ScheduleEntry, Series
from scheduler.programme.spans import Length, Month
from scheduler.programme.texts import Text
from scheduler.state.state import State
from scheduler.state.stored import Stored
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import Holiday, Holidays
from support.programmes import (
    DUBLIN,
    LISBON,
    SEJONG,
    SOFIA,
    THU,
    by_id,
    monthly,
    now,
    pair,
    programme,
    webinar,
    weekly,
)
from support.world import World

BEGIN = now("2026-09-01 08:00")
YEARS = range(2026, 2040)

cities = st.sampled_from([SOFIA.id, SEJONG.id, LISBON.id, DUBLIN.id])
clocks = st.sampled_from(
    [Clock("city", "sofia"), Clock("city", "sejong"), Clock("host"), Clock("utc"), Clock("alternate")]
)
hours = st.builds(time, st.integers(9, 17), st.sampled_from([0, 30]))
rules: st.SearchStrategy[Monthly] = st.one_of(
    st.builds(NthWeekday, st.sampled_from([(1,), (3,), (-1,), (2, 4)]), st.integers(0, 4)),
    st.builds(MonthDay, st.integers(1, 28)),
    st.just(LastDay()),
)
titles = st.sampled_from(["Monthly", "Trams", "Parks and trees"])
which = st.integers(0, 60)
"""The number of the meeting, series or city to edit."""


@dataclass(frozen=True)
class Snapshot:
    """What subscribers had before an edit."""

    state: State
    at: datetime


def initial() -> Programme:
    return programme(
        monthly(begins="2026-06", on_holiday="next working day", place=Text.of({"en": "Hall", "bg": "Зала"})),
        monthly(
            "fortnightly",
            begins="2026-07-02",
            every=weekly(THU, 2, "2026-07-02"),
            clock_of="alternate",
            on_holiday="skip",
        ),
        webinar("talk", "2026-10-06 15:00"),
        cities=(SOFIA, SEJONG, LISBON, DUBLIN),
        pairs=(pair("sofia", "sejong"),),
        languages=("en", "bg"),
        ahead=Length(months=6),
    )


class Secretariat(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.programme = initial()
        self.removed: dict[str, Series] = {}
        self.days_off: frozenset[tuple[str, date]] = frozenset()
        self.world = self.new_world()
        self.world.apply(self.programme, self.now, self.holidays)
        self.plan = self.world.plan(self.programme, self.now, self.holidays)
        self.before = self.snapshot()

    def new_world(self) -> World:
        """The world in which it works."""
        return World()

    # What happens

    @rule(which=which, days=st.integers(1, 120), hour=hours)
    def moves(self, which: int, days: int, hour: time) -> None:
        """`move_to:` a date and hour to come."""
        target = datetime.combine(self.now.date() + timedelta(days=days), hour)
        self.changes(which, move_to=target)

    @rule(which=which)
    def cancels(self, which: int) -> None:
        self.changes(which, details=Details(cancel=True, reason=Text.plain("Snow")))

    @rule(which=which, title=titles)
    def retitles(self, which: int, title: str) -> None:
        self.changes(which, details=Details(title=Text.plain(title)))

    @rule(which=which, hour=hours)
    def gives_another_hour(self, which: int, hour: time) -> None:
        self.changes(which, move_to=hour)

    @rule(which=which)
    @precondition(lambda self: any(series.changes for series in self.recurring()))
    def takes_a_change_back(self, which: int) -> None:
        """Reinstates what was cancelled, moves back what was moved."""
        series = pick([series for series in self.recurring() if series.changes], which)
        gone = pick(series.changes, which)
        self.edits_series(replace(series, changes=tuple(c for c in series.changes if c != gone)))

    @rule(which=which, every=rules, at=hours, clock=clocks, months=st.integers(0, 6))
    def adds_a_rule(self, which: int, every: Monthly, at: time, clock: Clock, months: int) -> None:
        """A new entry of the schedule, from a month to come."""
        series = pick(self.by_month(), which)
        begins = Month.of(self.now.date()).plus(months)
        new = ScheduleEntry(begins=begins, rule=every, at=at, clock=clock, duration=timedelta(hours=1))
        earlier = [entry for entry in series.schedule if first_day(entry) < begins.first]
        self.edits_series(replace(series, schedule=(*earlier, new)))

    @rule(which=which, every=rules)
    def edits_the_rule_in_place(self, which: int, every: Monthly) -> None:
        series = pick(self.by_month(), which)
        self.edits_last_entry(series, rule=every)

    @rule(which=which, at=hours, clock=clocks)
    def edits_clock_and_hour_in_place(self, which: int, at: time, clock: Clock) -> None:
        self.edits_last_entry(pick(self.recurring(), which), at=at, clock=clock)

    @rule(which=which, minutes=st.sampled_from([60, 90]), policy=st.sampled_from([*HolidayPolicy][:4]))
    def edits_length_and_policy(self, which: int, minutes: int, policy: HolidayPolicy) -> None:
        series = replace(pick(self.recurring(), which), on_holiday=policy)
        self.edits_last_entry(series, duration=timedelta(minutes=minutes))

    @rule(
        which=which,
        title=titles,
        place=st.sampled_from(["Hall", "Depot"]),
        status=st.sampled_from([None, Status.TENTATIVE]),
    )
    def edits_words_and_status(self, which: int, title: str, place: str, status: Status | None) -> None:
        series = pick(self.recurring(), which)
        details = replace(series.details, title=Text.plain(title), place=Text.plain(place), status=status)
        self.edits_series(replace(series, details=details))

    @rule(members=st.lists(cities, min_size=2, max_size=3, unique=True))
    def cities_join_and_leave_the_pair(self, members: list[str]) -> None:
        self.edits(groups=by_id([pair(*members, id="sofia-sejong")]))

    @rule(zone=st.sampled_from(["Europe/Sofia", "Europe/Athens", "Europe/Lisbon", "Asia/Nicosia"]))
    def corrects_a_zone(self, zone: str) -> None:
        self.edits(cities={**self.programme.cities, "sofia": replace(SOFIA, zone=zone)})

    @rule(name=st.sampled_from(["Sofia", "Sofia Municipality"]))
    def renames_a_city(self, name: str) -> None:
        self.edits(
            cities={
                **self.programme.cities,
                "sofia": replace(self.programme.cities["sofia"], name=Text.plain(name)),
            }
        )

    @rule(days=st.integers(-20, 200), at=hours, clock=st.sampled_from(["host", "utc", "Europe/Brussels"]))
    def adds_a_webinar(self, days: int, at: time, clock: str) -> None:
        starts = datetime.combine(self.now.date() + timedelta(days=days), at)
        new = webinar(
            f"talk-{len(self.programme.series) + len(self.removed)}", f"{starts:%Y-%m-%d %H:%M}", clock
        )
        if new.id not in self.removed:
            self.edits_series(new)

    @rule(which=which)
    @precondition(lambda self: len(self.programme.series) > 1)
    def removes_a_series(self, which: int) -> None:
        gone = pick([*self.programme.series.values()], which)
        if self.edits(series={id: s for id, s in self.programme.series.items() if s is not gone}):
            self.removed[gone.id] = gone

    @rule(which=which)
    @precondition(lambda self: self.removed)
    def puts_a_series_back(self, which: int) -> None:
        back = pick([*self.removed.values()], which)
        if self.edits_series(back):
            del self.removed[back.id]

    @rule(which=which)
    def renames_a_series(self, which: int) -> None:
        """Under a new id, with the old ones in `formerly`. UNUSED keeps its id, because it may come again."""
        old = pick([*self.programme.series.values()], which)
        if old.id == UNUSED.id:
            return
        new = replace(old, id=f"{old.id}x", formerly=(*old.formerly, old.id))
        self.edits(series=by_id([new if s is old else s for s in self.programme.series.values()]))

    @rule(languages=st.sampled_from([("en",), ("en", "bg"), ("bg", "en"), ("en", "ko")]))
    def changes_languages(self, languages: tuple[str, ...]) -> None:
        self.edits(languages=languages)

    @rule(address=st.sampled_from([None, "https://one.example", "https://two.example"]))
    def changes_the_public_address(self, address: str | None) -> None:
        self.edits(address=address)

    @rule(months=st.integers(1, 14))
    def looks_further_or_less_far_ahead(self, months: int) -> None:
        self.edits(ahead=Length(months=months))

    @rule(
        policy=st.sampled_from(
            [CancelledPolicy("show"), CancelledPolicy("hide"), CancelledPolicy("days", 20)]
        )
    )
    def shows_or_hides_what_is_cancelled(self, policy: CancelledPolicy) -> None:
        self.edits(cancelled=policy)

    @rule(country=st.sampled_from(["BG", "KR", "PT"]), which=which)
    def learns_of_a_holiday(self, country: str, which: int) -> None:
        """On the day of a meeting to come, so that it matters."""
        coming = [item for item in self.stored() if not item.is_past(self.now)]
        if coming:
            self.days_off |= {(country, pick(coming, which).occurrence.timing.starts.date())}
            self.waits()

    @rule(zone=st.sampled_from(["Europe/Sofia", "Asia/Seoul"]), minutes=st.sampled_from([-60, 30, 60]))
    def learns_of_new_zone_data(self, zone: str, minutes: int) -> None:
        self.world.planned_by_other_zone_data(zone, minutes)
        self.waits()

    @rule(hours=st.one_of(st.integers(1, 48), st.integers(24, 24 * 75)))
    def lets_time_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.waits()

    # How it is applied

    law: Callable[[], None]
    """Checks what must hold now, compared with `before`; a subclass defines it."""

    def changes(self, which: int, **what: Any) -> None:
        """Writes one change for a meeting to come, in place of an earlier one."""
        last = self.now.date() + timedelta(days=300)
        wanted = date_programme(self.programme, self.holidays, last).wanted
        recurring = {series.identity: series for series in self.recurring()}
        coming = [
            item.occurrence
            for item in wanted
            if item.occurrence.series in recurring and item.occurrence.timing.end_utc > self.now
        ]
        if coming:
            meeting = pick(coming, which)
            series = recurring[meeting.series]
            others = tuple(change for change in series.changes if change.key != meeting.key)
            self.edits_series(replace(series, changes=(*others, Change(key=meeting.key, **what))))

    def edits_last_entry(self, series: Series, **what: Any) -> None:
        *others, last = series.schedule
        self.edits_series(replace(series, schedule=(*others, replace(last, **what))))

    def edits_series(self, series: Series) -> bool:
        return self.edits(series={**self.programme.series, series.id: series})

    def edits(self, **parts: Any) -> bool:
        """Applies an edited programme; one with errors is refused and changes nothing."""
        edited = replace(self.programme, **parts)
        plan = self.world.plan(edited, self.now, self.holidays)
        event("refused" if plan.problems else "applied")
        if not plan.problems:
            self.programme = edited
            self.applies(plan)
        return not plan.problems

    def waits(self) -> None:
        """Plans the same text again: what was accepted never becomes an error."""
        plan = self.world.plan(self.programme, self.now, self.holidays)
        assert plan.problems == ()
        self.applies(plan)

    def applies(self, plan: Plan) -> None:
        """Carries a plan out and holds the outcome to the law."""
        self.before = self.snapshot()
        if not plan.is_empty:
            self.world.carry_out(plan, self.now, self.holidays)
        self.plan = plan
        self.law()

    # What there is

    @property
    def holidays(self) -> Holidays:
        """The holidays of all countries, every year known, so that a new one is news."""
        by_year = {
            (country, None, year): [Holiday(date(year, 1, 1), "New Year", "New Year")]
            for country in ("BG", "KR", "PT", "IE")
            for year in YEARS
        }
        for country, day in sorted(self.days_off):
            by_year[country, None, day.year].append(Holiday(day, "Day of Rest", "Day of Rest"))
        return Holidays({key: tuple(days) for key, days in by_year.items()})

    def recurring(self) -> list[Series]:
        return [series for series in self.programme.series.values() if series.schedule] or [UNUSED]

    def by_month(self) -> list[Series]:
        return [series for series in self.recurring() if series.identity == "monthly"] or [UNUSED]

    def stored(self) -> list[Stored]:
        return [*self.world.state.occurrences.values()]

    def pieces(self) -> dict[tuple[str, str, str], bytes]:
        return {**self.world.state.pieces}

    def snapshot(self) -> Snapshot:
        return Snapshot(self.world.state, self.now)

    def survivors(self) -> list[tuple[Stored, Stored]]:
        return [
            (old, self.world.state.occurrences[uid]) for uid, old in self.before.state.occurrences.items()
        ]

    def pieces_before_and_after(self) -> list[tuple[bytes, bytes]]:
        after = self.pieces()
        return [(old, after[key]) for key, old in self.before.state.pieces.items() if key in after]


UNUSED = monthly("unused", begins="2026-06")
"""The series that an edit adds when no recurring series is left."""


def pick(things: Any, which: int) -> Any:
    return things[which % len(things)]


def first_day(entry: ScheduleEntry) -> date:
    return entry.begins.first if isinstance(entry.begins, Month) else entry.begins
