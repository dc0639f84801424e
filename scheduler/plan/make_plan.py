"""The plan: all changes that `apply` would make, as a value that people can read and approve."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from scheduler.findings.finding import FeedChange, Finding, Note, Refusal
from scheduler.plan.compare import Difference, PlanContext, compare
from scheduler.plan.comparisons import Comparisons, skips
from scheduler.plan.computer_clock import is_put_back
from scheduler.plan.doubtful_dates import changed_rhythms, date_doubts, holiday_ends
from scheduler.plan.dropped_ids import dropped_ids
from scheduler.plan.feed_changes import (
    asks_for_other_window,
    caused_by_text,
    feed_changes,
    feeds_after,
    live_feeds,
    new_window,
    profile_of,
)
from scheduler.plan.night import into_the_night, new_at_night
from scheduler.plan.renames import renamed_extras, renamed_feeds, repeated_series
from scheduler.plan.safety import (
    EmptiedCities,
    dropped_languages,
    emptied_cities,
    far_moves,
    late_starts,
    lost_parts,
    many_series,
)
from scheduler.plan.steps import Step
from scheduler.programme.details import Outcome
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.state.feeds import Feed
from scheduler.state.profile import PresentIds, ProgrammeProfile, RecordedSeries
from scheduler.state.profile_changes import ProfileChange, profile_changes
from scheduler.state.revision import Cause, RevisionEntry
from scheduler.state.state import State, Window
from scheduler.state.stored import SkippedMeeting, Stored
from scheduler.timetable.holidays import Holidays
from scheduler.timetable.workdays import FARTHEST

LOOK_AHEAD = timedelta(days=3 * 366)
"""The time for which hours that do not exist are looked for."""
SPILL = timedelta(days=62)
"""The longest time by which a new rule may date the same key later: a month, and a week into the next."""

_encode = msgspec.msgpack.Encoder().encode

ChangedPart = Literal[
    "clock",
    "programme",
    "address",
    "feeds",
    "names",
    "series",
    "rules",
    "window",
    "new window",
    "skips",
    "outcomes",
    "files",
]
"""A part of the state, besides meetings, that a plan changes. The history holds these words: `names` are
new ids of series, `rules` are other rules or dates of a series with the same meetings, `outcomes` are what
was written of meetings afterwards, `files` are those of an edit by command which changes nothing else."""


class Plan(Struct, frozen=True, kw_only=True):
    """The changes that would follow revision `base`.

    `profile` are the facts about the programme that feeds and pages show. `feeds` are those of the programme,
    and the removed ones after them. `series` are the new and changed ones by identity, `former_series` what
    is recorded of the latter. `steps` are in order of time. `outcomes` are the new ones of published
    meetings, by UID. `feed_changes` describe which feeds begin, end or get another name, `profile_changes`
    which facts about the programme change. `problems` are errors: with any of them nothing may be applied.
    `findings` are for the person who runs it; `refusals` are those that stop it: it is too large, or it looks
    like a mistake. `other_changes` names changes besides those of meetings.
    """

    base: int
    profile: ProgrammeProfile
    window: Window
    feeds: tuple[Feed, ...]
    series: tuple[tuple[str, RecordedSeries], ...]
    steps: tuple[Step, ...]
    former_series: tuple[tuple[str, RecordedSeries], ...] = ()
    skips: tuple[SkippedMeeting, ...] = ()
    outcomes: tuple[tuple[str, Outcome], ...] = ()
    feed_changes: tuple[FeedChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    profile_changes: tuple[ProfileChange, ...] = ()
    other_changes: tuple[ChangedPart, ...] = ()

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The findings for which the safety limit stops it, until a person allows it."""
        return tuple(finding for finding in self.findings if isinstance(finding, Refusal))

    @property
    def notes(self) -> tuple[Finding, ...]:
        """The other findings: they stop nothing."""
        return tuple(finding for finding in self.findings if not isinstance(finding, Refusal))

    @property
    def entries(self) -> tuple[RevisionEntry, ...]:
        """Its steps as the history will hold them."""
        return tuple(step.entry(self.profile.languages) for step in self.steps)

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing at all."""
        return not self.steps and not self.other_changes

    @property
    def only_moves_on(self) -> bool:
        """Whether a person has nothing to decide: at most the window moves on."""
        return all(step.cause is Cause.WINDOW for step in self.steps) and not (
            set(self.other_changes) - {"window", "rules", "skips"}
        )

    @property
    def digest(self) -> str:
        """The digest by which a person approves this very plan; the same text and store give the same."""
        changes = (
            *(self.base, self.profile, self.feeds, self.window),
            *(self.series, self.skips, self.outcomes, self.steps),
        )
        return hashlib.sha256(_encode(changes)).hexdigest()[:16]


def comparison_end(window: Window, state: State) -> date:
    """Returns the last day for which a plan needs the wanted meetings.

    It is after everything published, because a published meeting without a wanted one would look deleted.
    """
    planned = (stored.occurrence.planned.date() for stored in state.occurrences.values())
    return max((window.edge, *planned)) + SPILL


def known_holidays(state: State, fresh: Holidays) -> Holidays:
    """Returns the holidays that published meetings were planned with, and `fresh` ones for later dates.

    A holiday policy looks at days around the planned one, so the known holidays count a little longer.
    """
    occurrences = (stored.occurrence for stored in state.occurrences.values())
    by_rule = (occurrence.planned.date() for occurrence in occurrences if occurrence.recurs)
    return state.holidays.until(max((state.window.edge, *by_rule)) + FARTHEST, fresh)


def make_plan(programme: Programme, fresh: Comparisons, recorded: Comparisons, context: PlanContext) -> Plan:
    """Returns the plan that brings the store to the timetable of `fresh`.

    The timetable of `recorded` is of the same text with the holidays that the store has. A step that
    only `fresh` needs has the cause `holidays`. Both compare with the same state.
    """
    state, profile = fresh.state, profile_of(programme)
    differences = list(compare(fresh, context))
    steps = _steps(differences)
    if recorded is not fresh:
        steps = _with_holiday_causes(steps, _steps(compare(recorded, context)))
    steps.sort(key=lambda step: (step.after.timing.begin_utc, step.after.uid))
    feeds = feeds_after([*live_feeds(profile)], state.feeds, _stored_after(state, steps), context.now)
    series = fresh.changed_series
    ids = PresentIds(series=state.series_with(series), feeds=feeds)
    plan = Plan(
        base=state.revision,
        profile=profile,
        window=context.window,
        feeds=feeds,
        series=series,
        steps=tuple(steps),
        former_series=tuple((each, state.series[each]) for each, _ in series if each in state.series),
        skips=skips(fresh, context.window, context.now.date(), steps),
        outcomes=fresh.outcomes,
        feed_changes=tuple(feed_changes(state.feeds, feeds)),
        profile_changes=tuple(profile_changes(state.profile, profile)) if state.revision else (),
        problems=(*dropped_ids(programme, state, context.mistakes), *_problems(differences)),
    )
    found = (
        *changed_rhythms(steps),
        *date_doubts(steps, fresh, state.series, context.window, context.now),
        *holiday_ends(plan.profile_changes, ids),
        *(difference for difference in differences if isinstance(difference, Note)),
        *_refusals(plan, programme, ids, fresh, context),
    )
    plan = replace(
        plan,
        findings=tuple(replace(each, series=each.series and ids.of_series(each.series)) for each in found),
        other_changes=tuple(_other_changes(plan, state, context.now)),
    )
    return _with_new_window(plan, state) if asks_for_other_window(programme, state) else plan


def _with_new_window(plan: Plan, state: State) -> Plan:
    """Returns `plan` with the text as the cause of a new window, because a person should approve it."""
    return replace(
        plan,
        steps=tuple(caused_by_text(plan.steps)),
        feed_changes=(*plan.feed_changes, new_window(state, plan.window, plan.steps)),
        other_changes=tuple("new window" if name == "window" else name for name in plan.other_changes),
    )


def plan_problems(programme: Programme, comparisons: Comparisons, context: PlanContext) -> Iterator[Problem]:
    """Yields the errors that a plan for `programme` would have."""
    yield from dropped_ids(programme, comparisons.state)
    yield from _problems(compare(comparisons, context))


def _refusals(
    plan: Plan, programme: Programme, ids: PresentIds, fresh: Comparisons, context: PlanContext
) -> Iterator[Finding]:
    """Yields the reasons why a person must allow `plan`. Most plans have none."""
    state, now = fresh.state, context.now
    renamed = [*renamed_feeds(state, plan.feeds, plan.steps, now)]
    yield from many_series(plan.steps, state, now, ids)
    yield from lost_parts(programme, state, context.files, now, ids)
    # A city that got another id loses its meetings to that id, and the finding below says so.
    renamed_cities = {each.old.id for each in renamed if each.old.kind == "cities"}
    if emptied := emptied_cities(plan.steps, state, now, ids) - renamed_cities:
        yield EmptiedCities(emptied=tuple(sorted(emptied)))
    yield from repeated_series(plan.steps, state, fresh, now)
    yield from renamed_extras(plan.steps, now)
    yield from renamed
    yield from into_the_night(plan.steps, fresh, now)
    yield from new_at_night(plan.steps, fresh, now)
    yield from far_moves(plan.steps, now)
    yield from late_starts(plan.steps, fresh, now)
    yield from dropped_languages(state, plan.profile)


def _other_changes(plan: Plan, state: State, now: datetime) -> Iterator[ChangedPart]:
    """Yields names for the changes besides meetings.

    The end of a removed feed counts as the window moving on. Other hours or skipped meetings are named
    only if no step makes a revision anyway. A clock that was put back is always named: the next run must
    find a last revision with the right time.
    """
    if is_put_back(state, now):
        yield "clock"
    feeds_differ = plan.feeds != state.feeds
    feeds_change = feeds_differ and _without_gone(plan.feeds) != _without_gone(state.feeds)
    feeds_end = feeds_differ and not feeds_change and set(plan.feeds) != set(state.feeds)
    if plan.profile != state.profile:
        yield "programme"
    if state.revision and plan.profile.address != state.profile.address:
        yield "address"
    if feeds_change:
        yield "feeds"
    yield from _changes_of_series(plan, state)
    if feeds_end or plan.window != state.window:
        yield "window"
    elif not plan.steps and plan.skips != state.skips:
        yield "skips"
    if plan.outcomes:
        yield "outcomes"


def _changes_of_series(plan: Plan, state: State) -> Iterator[ChangedPart]:
    recorded = [
        (state.series[identity], after) for identity, after in plan.series if identity in state.series
    ]
    if any(before.id != after.id for before, after in recorded):
        yield "names"
    if len(recorded) < len(plan.series):
        yield "series"
    elif not plan.steps and any(before.hours != after.hours for before, after in recorded):
        yield "rules"


def _without_gone(feeds: Iterable[Feed]) -> set[Feed]:
    """Returns `feeds` with the gone ones as removed: a removed feed becomes gone without any edit."""
    return {replace(feed, state="removed") if feed.state == "gone" else feed for feed in feeds}


def _steps(differences: Iterable[Difference]) -> list[Step]:
    return [difference for difference in differences if isinstance(difference, Step)]


def _problems(differences: Iterable[Difference]) -> list[Problem]:
    return [difference for difference in differences if isinstance(difference, Problem)]


def _with_holiday_causes(steps: Iterable[Step], with_recorded: Iterable[Step]) -> list[Step]:
    recorded = {step.after.uid: step.after for step in with_recorded}
    return [
        step if recorded.get(step.after.uid) == step.after else replace(step, cause=Cause.HOLIDAYS)
        for step in steps
    ]


def _stored_after(state: State, steps: Iterable[Step]) -> Iterator[Stored]:
    """Yields the stored meetings after `steps`, with old stamps, which feeds do not need."""
    changed = {step.after.uid: step.after for step in steps}
    for stored in state.occurrences.values():
        after = changed.get(stored.occurrence.uid)
        yield replace(stored, occurrence=after) if after is not None else stored
