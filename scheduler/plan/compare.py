"""Compares the wanted meetings with the stored ones, each by its UID: steps, findings and problems.

1. A new meeting is added if it begins before the edge of the window. One that a holiday skips is not, unless
   subscribers have it; nor is one of a published series that was due, never published, and is over.
2. A stored meeting that is over changes as `past` says.
3. A meeting that the text no longer has is cancelled, at the time that it last had. Nothing is ever removed.
4. A rule or a holiday moves no coming meeting into the past: it stays where it was. A weekly one whose new
   day is over is cancelled. A date that the text names for it needs `--allow past`.
5. An hour that does not exist is an error in a new text. If it was accepted before, and new zone data or a
   rule made it impossible, the meeting is held back, and the rest goes on.
6. Another origin of a date alone changes nothing. Another outcome is no step: no reader sees it.
7. A cancelled meeting is shown for as long as the nearest text says: its own, its series', the programme's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.findings.finding import Note
from scheduler.plan.comparisons import Comparisons
from scheduler.plan.left_as_is import (
    HeldBack,
    MissedMeeting,
    NeverPlanned,
    NoDayLeft,
    NotPublished,
    PolicyDayPast,
    RuleDayPast,
    UsedUpKey,
)
from scheduler.plan.past import (
    at_published_time,
    changed_time_part,
    changes_time,
    may_have_wrong_date,
    not_before_now,
    past_problem,
    rewrite_past,
    update_past_wording,
    was_over_when_published,
    withdraw,
)
from scheduler.plan.steps import Step, cause_of, kind_of
from scheduler.programme.advice import Permission, advise, command
from scheduler.programme.details import CancelledPolicy, Details, Reason, SeriesChange, Status
from scheduler.programme.english_days import in_words
from scheduler.programme.keys import is_weekly
from scheduler.programme.problems import Problem
from scheduler.programme.series import Series
from scheduler.state.revision import Cause, StepKind
from scheduler.state.state import State, Window
from scheduler.state.stored import Stored
from scheduler.timetable.matched_changes import named_fields, places_of_change
from scheduler.timetable.occurrence import DateOrigin, Occurrence, by_present_zone_data
from scheduler.timetable.recorded_hours import RuleHours
from scheduler.timetable.timetable import Blocked, DatedSeries, Wanted
from scheduler.timetable.wall_times import DoubtfulHour


class PlanContext(Struct, frozen=True, kw_only=True):
    """The time and rules of a plan.

    With `allow_past`, past meetings that are named may change. Subscribers have the meetings with the UIDs
    `seen`, though the store may have lost them. Those with the UIDs `mistakes` were published by mistake, and
    are hidden if the text does not ask for them; ids among them were given by mistake. `files` are the names
    of those that hold the text.
    """

    now: datetime
    window: Window
    cancelled_policy: CancelledPolicy
    allow_past: bool = False
    seen: frozenset[str] = frozenset()
    mistakes: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


Difference = Step | Note | Problem


def compare(comparisons: Comparisons, context: PlanContext) -> Iterator[Difference]:
    """Yields the differences of all occurrences."""
    series = comparisons.by_series.values()
    edited = frozenset(each.dated.series.identity for each in series if each.dated and each.has_new_dates)
    comparison = _Comparison(comparisons.state, context, comparisons.timetable.series, edited)
    for each in series:
        for meeting in each.wanted:
            stored = each.stored.get(meeting.occurrence.uid)
            yield from comparison.differences(meeting, None, stored)
    for each in series:
        for blocked in each.blocked:
            yield from comparison.differences(None, blocked, each.stored.get(blocked.uid))
    for each in series:
        dated = {meeting.occurrence.uid for meeting in each.wanted}
        dated |= {blocked.uid for blocked in each.blocked}
        for uid, stored in each.stored.items():
            if uid not in dated:
                yield from comparison.differences(comparison.cancelled_in_text(stored), None, stored)


class _Comparison(Struct, frozen=True):
    """The comparison of single occurrences; the series that are `edited` have other rules or hours."""

    state: State
    context: PlanContext
    dated: Mapping[str, DatedSeries]
    edited: frozenset[str]

    def differences(
        self, wanted: Wanted | None, blocked: Blocked | None, stored: Stored | None
    ) -> Iterator[Difference]:
        """Yields the differences of one occurrence."""
        if stored is None:
            if blocked is not None:
                yield self._held_back(blocked, None)
            elif wanted is not None:
                yield from self._compare_new(wanted)
        elif wanted is not None and wanted.occurrence.is_same_for_readers(stored.occurrence):
            yield from self._step(stored, stored.occurrence)
        elif stored.is_past(self.context.now):
            yield from self._compare_past(stored, wanted, blocked)
        elif wanted is not None:
            yield from self._compare_future(stored, wanted)
        elif blocked is not None:
            yield self._held_back(blocked, stored)
            yield from self._step(stored, withdraw(stored.occurrence, blocked.details))
        else:
            yield from self._compare_gone(stored)

    def cancelled_in_text(self, stored: Stored) -> Wanted | None:
        """Returns a meeting without a date in the text as cancelled, if a change cancels it; else None."""
        occurrence = stored.occurrence
        dated = self.dated.get(occurrence.series)
        changes = dated.series.changes if dated is not None else ()
        change = next((each for each in changes if each.key == occurrence.key and each.details.cancel), None)
        if dated is None or change is None:
            return None
        after = self._without_withdrawn(stored)
        path = (dated.series.section, dated.series.id)
        return Wanted(
            occurrence=replace(
                after,
                status=Status.CANCELLED,
                content=replace(after.content, reason=_written_reason(change.details, dated.series, after)),
                date_origin=DateOrigin(change=change.key),
            ),
            path=(*path, "changes", change.key),
            named=named_fields(change),
            places=places_of_change(path, change),
        )

    def _compare_new(self, wanted: Wanted) -> Iterator[Difference]:
        if wanted.skipped and wanted.occurrence.uid not in self.context.seen:
            return
        try:
            occurrence = not_before_now(wanted, self.context.now)
        except DoubtfulHour as error:
            yield NoDayLeft(series=wanted.occurrence.series, key=wanted.occurrence.key, error=str(error))
            return
        start = occurrence.timing.starts.date()
        if start >= self.context.window.edge:
            return
        is_known = occurrence.series in self.state.series
        was_due = start < self.state.window.edge
        if is_known and occurrence.recurs and was_due and occurrence.timing.end_utc <= self.context.now:
            # Nobody looks for a meeting that the window does not show.
            if occurrence.series in self.edited and self.context.window.shows(occurrence.timing.ends):
                yield MissedMeeting(series=wanted.occurrence.series, key=wanted.occurrence.key)
            return
        if occurrence is not wanted.occurrence:
            policy_day = wanted.occurrence.timing.starts.date()
            yield PolicyDayPast(series=occurrence.series, key=occurrence.key, day=policy_day, planned=start)
        cause = Cause.WINDOW if is_known and not was_due else Cause.CONFIGURATION
        yield Step(
            kind=StepKind.ADD,
            cause=cause,
            before=None,
            after=occurrence,
            shown=self._shown(occurrence, None),
        )

    def _compare_future(self, stored: Stored, wanted: Wanted) -> Iterator[Difference]:
        after = wanted.occurrence
        if after.cancelled:
            if wanted.skipped and after.planned.date() != stored.occurrence.planned.date():
                # The day off is on the new day of the rule, and calendars show the old one.
                after = replace(after, content=replace(after.content, reason=SeriesChange.OTHER_DATES))
            yield from self._step(stored, at_published_time(after, stored.occurrence))
        elif after.timing.end_utc > self.context.now:
            yield from self._step(stored, after)
        elif not changes_time(stored.occurrence, wanted) and _left_its_week(stored.occurrence, after):
            yield from self._compare_gone(stored)
        elif not changes_time(stored.occurrence, wanted):
            is_known = after.date_origin.policy_day == stored.occurrence.date_origin.policy_day
            if after.series in self.edited or not is_known:
                yield RuleDayPast(series=after.series, key=after.key, day=after.timing.starts.date())
            yield from self._step(stored, at_published_time(after, stored.occurrence))
        elif self.context.allow_past:
            yield from self._step(stored, after)
        else:
            day = after.timing.starts
            message = f"{in_words(day)} {day:%H:%M} is past: is the date right?"
            advice = advise("{} moves a meeting there only with {}", command("apply"), Permission("past"))
            part = changed_time_part(stored.occurrence, wanted)
            yield Problem(wanted.path_of(part or "day"), message, advice=advice)

    def _compare_past(
        self, stored: Stored, wanted: Wanted | None, blocked: Blocked | None
    ) -> Iterator[Difference]:
        if blocked is not None:
            if blocked.explicit and not _is_accepted(blocked, self.state):
                yield blocked.problem
            yield from self._step(stored, withdraw(stored.occurrence, blocked.details))
        elif wanted is None:
            yield from self._compare_past_gone(stored)
        elif may_have_wrong_date(stored) and changes_time(stored.occurrence, wanted):
            yield from self._step(stored, wanted.occurrence)
        else:
            yield from self._compare_named_past(stored, wanted)

    def _compare_past_gone(self, stored: Stored) -> Iterator[Difference]:
        occurrence = stored.occurrence
        is_left_out = occurrence.recurs and not occurrence.cancelled and occurrence.series in self.dated
        if is_left_out and was_over_when_published(stored):
            if self.context.allow_past:
                yield from self._step_of(stored, self._cancelled_gone(stored), shown=False)
                return
            if occurrence.series in self.edited and self.context.window.shows(occurrence.timing.ends):
                yield NeverPlanned(series=occurrence.series, key=occurrence.key)
        yield from self._step_without_text(stored, self._without_withdrawn(stored))

    def _compare_named_past(self, stored: Stored, wanted: Wanted) -> Iterator[Difference]:
        context = self.context
        problem = past_problem(stored.occurrence, wanted, context.now, allowed=context.allow_past)
        if problem is not None:
            yield problem
            return
        if _is_second(stored.occurrence, wanted, context.now):
            over = stored.occurrence
            day, was_cancelled = over.timing.starts.date(), over.cancelled
            yield UsedUpKey(series=over.series, key=over.key, day=day, was_cancelled=was_cancelled)
        try:
            rewrite = rewrite_past if context.allow_past else update_past_wording
            yield from self._step(stored, rewrite(stored.occurrence, wanted))
        except DoubtfulHour as error:
            yield Problem(wanted.path_of(changed_time_part(stored.occurrence, wanted) or "day"), str(error))

    def _cancelled_gone(self, stored: Stored) -> Occurrence:
        after = self._without_withdrawn(stored)
        if after.cancelled:
            return after
        is_undated = after.recurs and after.series in self.dated
        return replace(
            after,
            status=Status.CANCELLED,
            content=replace(after.content, reason=self._reason(after)),
            date_origin=replace(after.date_origin, removed=not is_undated, undated=is_undated),
        )

    def _reason(self, gone: Occurrence) -> Reason:
        """Returns the reason that the series gives for all its meetings, else what changed in it."""
        dated = self.dated.get(gone.series)
        if dated is None:
            return SeriesChange.REMOVED
        written = _written_reason(dated.series.details, dated.series, gone)
        return written or _series_change(dated.series, gone)

    def _compare_gone(self, stored: Stored) -> Iterator[Difference]:
        after = self._cancelled_gone(stored)
        yield from self._step_without_text(stored, after.at(by_present_zone_data(after.timing)))

    def _step_without_text(self, stored: Stored, after: Occurrence) -> Iterator[Difference]:
        """Yields the step of a meeting that left the text. If it is hidden, nobody asks to show it again."""
        is_hidden = stored.occurrence.cancelled and not stored.shown
        is_mistake = after.cancelled and after.uid in self.context.mistakes
        shown = not is_hidden and not is_mistake and self._shown(after, stored)
        yield from self._step_of(stored, after, shown=shown)

    def _without_withdrawn(self, stored: Stored) -> Occurrence:
        """Returns a meeting that left the text, without people and links that its series does not name."""
        dated = self.dated.get(stored.occurrence.series)
        return withdraw(stored.occurrence, dated.series.details if dated is not None else None)

    def _step(self, stored: Stored, after: Occurrence) -> Iterator[Difference]:
        yield from self._step_of(stored, after, shown=self._shown(after, stored))

    def _step_of(self, stored: Stored, after: Occurrence, *, shown: bool) -> Iterator[Difference]:
        before = stored.occurrence
        if not before.is_same_for_readers(after):
            cause = cause_of(before, after)
            yield Step(kind=kind_of(before, after), cause=cause, before=stored, after=after, shown=shown)
        elif shown != stored.shown:
            # Time hides a cancelled meeting after some days; everything else is an edit.
            timed_out = not shown and self._policy_of(after).mode == "days"
            cause = Cause.WINDOW if timed_out else Cause.CONFIGURATION
            yield Step(kind=StepKind.CHANGE, cause=cause, before=stored, after=after, shown=shown)

    def _shown(self, after: Occurrence, stored: Stored | None) -> bool:
        if not after.cancelled:
            return True
        policy, now = self._policy_of(after), self.context.now
        since = (stored.cancelled_at if stored else None) or now
        return policy.mode == "show" or (policy.mode == "days" and now < since + timedelta(days=policy.days))

    def _policy_of(self, occurrence: Occurrence) -> CancelledPolicy:
        """Returns for how long the cancelled `occurrence` is shown, by the nearest text that says so."""
        dated = self.dated.get(occurrence.series)
        own = dated.cancelled_policy(occurrence.key) if dated is not None else None
        return own or self.context.cancelled_policy

    def _held_back(self, blocked: Blocked, stored: Stored | None) -> Difference:
        if not _is_accepted(blocked, self.state):
            return blocked.problem
        kind = HeldBack if stored is not None else NotPublished
        return kind(series=blocked.series, key=blocked.key, error=blocked.problem.message)


def _written_reason(details: Details, series: Series, gone: Occurrence) -> Reason | None:
    """Returns the reason in the text; None for a public meeting whose series is private now."""
    is_secret = series.details.visibility == "private" and not gone.content.is_private
    return None if is_secret else details.reason


def _series_change(series: Series, gone: Occurrence) -> SeriesChange:
    day = gone.planned.date()
    if not gone.recurs:
        return SeriesChange.REMOVED
    if any(pause.first <= day <= pause.last for pause in series.pauses):
        return SeriesChange.PAUSES
    if series.ends is not None and series.ends < day:
        return SeriesChange.ENDS
    return SeriesChange.OTHER_DATES


def _is_accepted(blocked: Blocked, state: State) -> bool:
    """Returns whether an impossible hour was accepted before (rule 5).

    One whose change was taken back was not.
    """
    recorded = state.series.get(blocked.series)
    if recorded is None:
        return False
    stored = set(recorded.hours)
    of_meeting = {each for each in stored if not isinstance(each, RuleHours) and each.key == blocked.key}
    return of_meeting <= blocked.hours <= stored


def _left_its_week(stored: Occurrence, after: Occurrence) -> bool:
    """Returns whether a weekly rule, which goes on next week, has another day in the week of a meeting."""
    return is_weekly(stored.key) and stored.planned.date() != after.planned.date()


def _is_second(stored: Occurrence, wanted: Wanted, now: datetime) -> bool:
    """Returns whether a rule plans another meeting for a key whose meeting is over."""
    begin = wanted.occurrence.timing.begin_utc
    return begin > now and "day" not in wanted.named and begin != stored.timing.begin_utc
