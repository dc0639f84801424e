"""Finds dates in a plan that may be wrong, so that a person is asked; and series with a new rhythm.

Minutes of a meeting that has not begun may have the date of another one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter

from msgspec.structs import replace

from scheduler.findings.finding import Note, Question
from scheduler.plan.comparisons import Comparisons, SeriesComparison
from scheduler.plan.steps import Step, by_series, cancelled_days
from scheduler.programme.keys import extra_id, is_weekly
from scheduler.programme.papers import Paper, paper_of
from scheduler.programme.problems import FieldPath
from scheduler.programme.spans import Month, first_day
from scheduler.state.profile import PresentIds
from scheduler.state.profile_changes import ProfileChange, named
from scheduler.state.revision import StepKind
from scheduler.state.state import Window
from scheduler.timetable.occurrence import Timing

_DAY = timedelta(days=1)
LONG_AGO = timedelta(days=366)
"""A new series that began earlier may have a wrong year."""
MOST_DATE_DOUBTS = 3
"""The most findings of one kind about the dates of new series; one stands for more of them."""
LONGEST_HOLIDAY = timedelta(days=60)
HALF_A_YEAR = 6
"""Months by which a series must end earlier before its year looks wrong."""

_PAPERS: Mapping[Paper, str] = {"minutes": "minutes", "slides": "slides", "recording": "a recording"}
"""The papers that a meeting has only after it began."""


class NewRhythm(Note, frozen=True, kw_only=True):
    """A series turned from weekly to monthly or back, so its keys change."""

    english = (
        "a {old} meeting cannot become a {new} one and stay the same: "
        "{cancelled} are cancelled, {added} are new"
    )
    old: str
    new: str
    cancelled: int
    added: int


class AlreadyOver(Question, frozen=True, kw_only=True):
    """A new meeting, or all of a new series, is over."""

    english = "it is new and already past ({day}): is the date right?"


class BegunLongAgo(Question, frozen=True, kw_only=True):
    """A new series that goes on began more than a year ago."""

    english = "it is new and began on {day}, {over:meeting} {over:is|are} past: is the year right?"
    over: int


class OverAgain(Question, frozen=True, kw_only=True):
    """A meeting that is over moves to another day that is over."""

    english = "its new date is past, too ({day}): is the date right?"


class MovedIntoPast(Question, frozen=True, kw_only=True):
    """A change moves a new meeting from a day to come into the past."""

    english = "it moves from {planned} to {day}, which is past: is the date right?"
    planned: date


class FarAhead(Question, frozen=True, kw_only=True):
    """A new series begins beyond the months that calendars show."""

    english = "it is new and first on {day}, but calendars show meetings up to {shown}: is the year right?"
    shown: date


class EndsEarly(Question, frozen=True, kw_only=True):
    """A series ends half a year before its last published meeting."""

    english = "it now ends on {day}, and calendars show meetings up to {last}: is the year right?"
    last: date


class BeforeItBegins(Question, frozen=True, kw_only=True):
    """A meeting gets minutes, slides, a recording, or people who were present, and has not begun."""

    english = "it has {what} before it begins ({day}): is this the right meeting?"
    what: str


class PresentThoughNotHeld(Question, frozen=True, kw_only=True):
    """People are written down as present at a meeting that did not take place."""

    english = "people were present, and it did not take place ({day}): is this the right meeting?"


class HolidayEnds(Question, frozen=True, kw_only=True):
    """Two single days off may be the first and the last day of a holiday."""

    english = (
        "{of} is closed on {day} and on {last} alone: is it open between them? "
        "If not, write `{day:%Y-%m-%d}..{last:%Y-%m-%d}`"
    )
    of: str
    last: date


def changed_rhythms(steps: Iterable[Step]) -> Iterator[NewRhythm]:
    """Yields a finding for each series that turned from weekly to monthly or back: its keys change.

    They are in the order of `steps`.
    """
    for series, changed in by_series(step for step in steps if step.after.recurs).items():
        cancelled = [step for step in changed if step.kind is StepKind.CANCEL]
        added = [step for step in changed if step.kind is StepKind.ADD]
        if not cancelled or not added:
            continue
        was_weekly = is_weekly(cancelled[0].after.key)
        if was_weekly != is_weekly(added[0].after.key):
            old, new = ("weekly", "monthly") if was_weekly else ("monthly", "weekly")
            yield NewRhythm(series=series, old=old, new=new, cancelled=len(cancelled), added=len(added))


def date_doubts(
    steps: Sequence[Step], comparisons: Comparisons, published: Collection[str], window: Window, now: datetime
) -> Iterator[Question]:
    """Yields a finding for each date that may be wrong; `published` are the identities of all such series."""
    for found in (
        *_already_over(steps, published, now),
        *_begun_long_ago(steps, published, now),
        *_over_again(steps, now),
        *_moved_into_past(steps, now),
        *_far_ahead(comparisons, window),
        *_ends_early(steps, comparisons, now),
        *_papers_too_early(steps, comparisons, now),
        *_present_too_early(steps, comparisons, now),
    ):
        yield replace(found, path=(*_path(comparisons.by_series[found.series], found.key), *found.path))


def holiday_ends(changes: Iterable[ProfileChange], ids: PresentIds) -> Iterator[HolidayEnds]:
    """Yields a finding for each city whose new days off look like the ends of a holiday, or the programme."""
    for change in (each for each in changes if each.field == "closed"):
        new = [days for days in change.new if days not in change.old]
        if len(new) == 2 and all(days.first == days.last for days in new):
            first, last = sorted(days.first for days in new)
            if _DAY < last - first <= LONGEST_HOLIDAY:
                yield HolidayEnds(of=named(change.subject, ids), day=first, last=last)


def _path(compared: SeriesComparison, key: str) -> FieldPath:
    """Returns the place of a series in the text, or of its extra meeting at `key`."""
    if compared.dated is None:
        return ()
    series, id = compared.dated.series, extra_id(key)
    if id is None:
        return (series.section, series.id)
    place = next((each.place for each in series.extras if each.id == id), ())
    return (series.section, series.id, *(place or ("extra", id)))


def _begun_long_ago(steps: Iterable[Step], published: Collection[str], now: datetime) -> Iterator[Question]:
    """Yields a finding for each new series that goes on, and whose first meeting was more than a year ago.

    The first apply enters all the past and asks nothing.
    """
    new = (
        step
        for step in steps
        if published
        and step.kind is StepKind.ADD
        and step.after.series not in published
        and step.after.recurs
    )
    for series, meetings in by_series(new).items():
        ends = [meeting.after.timing.end_utc for meeting in meetings]
        first = min(meeting.after.timing.starts for meeting in meetings).date()
        if first < now.date() - LONG_AGO and max(ends) > now - _DAY:
            over = sum(end <= now for end in ends)
            yield BegunLongAgo(series=series, day=first, over=over)


def _already_over(steps: Iterable[Step], published: Collection[str], now: datetime) -> Iterator[Question]:
    """Yields a finding for each new series or extra meeting that ended more than a day ago.

    The first apply, when none is published, enters the whole past: then only dates that the text gives have
    a finding.
    """
    latest: dict[tuple[str, str], Timing] = {}
    for step in steps:
        after = step.after
        is_extra = extra_id(after.key) is not None
        is_new = step.kind is StepKind.ADD and (is_extra or after.series not in published)
        if is_new and (published or not after.recurs):
            place = (after.series, after.key if is_extra else "")
            latest[place] = max(latest.get(place, after.timing), after.timing, key=attrgetter("end_utc"))
    over = [
        AlreadyOver(series=series, key=key, day=timing.starts.date())
        for (series, key), timing in latest.items()
        if timing.end_utc <= now - _DAY
    ]
    yield from _few(over)


def _few(findings: Sequence[Question]) -> Sequence[Question]:
    """Returns the findings, or the first of more than three, with the number of the others."""
    more = len(findings) - 1
    return [replace(findings[0], more=more)] if more >= MOST_DATE_DOUBTS else findings


def _over_again(steps: Iterable[Step], now: datetime) -> Iterator[Question]:
    """Yields a finding for each meeting that moves from a day that is over to another one that is over."""
    for step in steps:
        if step.kind is StepKind.MOVE and step.before is not None and not step.after.recurs:
            before, after = step.before.occurrence.timing, step.after.timing
            is_over = max(before.end_utc, after.end_utc) <= now - _DAY
            if is_over and before.starts.date() != after.starts.date():
                yield OverAgain(series=step.after.series, key=step.after.key, day=after.starts.date())


def _moved_into_past(steps: Iterable[Step], now: datetime) -> Iterator[Question]:
    """Yields a finding for each new meeting that a change moves into the past from a day to come."""
    for step in steps:
        after, day = step.after, step.after.timing.starts.date()
        is_over = step.kind is StepKind.ADD and after.timing.is_over(now)
        if is_over and after.recurs and after.planned.date() > now.date():
            yield MovedIntoPast(
                path=("changes", after.date_origin.change, "move_to"),
                series=after.series,
                key=after.key,
                planned=after.planned.date(),
                day=day,
            )


def _far_ahead(comparisons: Comparisons, window: Window) -> Iterator[Question]:
    """Yields a finding for each new series of which calendars show no meeting yet."""
    ahead = []
    for identity, compared in comparisons.by_series.items():
        first = _first_day(compared) if compared.recorded is None else None
        if first is not None and first >= window.edge:
            ahead.append((first, identity))
    last = window.edge - _DAY
    yield from _few([FarAhead(series=series, day=day, shown=last) for day, series in sorted(ahead)])


def _first_day(compared: SeriesComparison) -> date | None:
    """Returns the first day of a series; far ahead, where no meeting is dated, that of its rule."""
    days = [meeting.occurrence.timing.starts.date() for meeting in compared.wanted if not meeting.skipped]
    if days or compared.dated is None or not compared.dated.series.schedule:
        return min(days, default=None)
    return first_day(compared.dated.series.schedule[0].begins)


def _ends_early(steps: Iterable[Step], comparisons: Comparisons, now: datetime) -> Iterator[Question]:
    """Yields a finding for each series whose `until` moves, and cancels coming meetings of half a year."""
    for identity, days in cancelled_days(steps, now).items():
        last, compared = max(days), comparisons.by_series[identity]
        if compared.dated is None or compared.recorded is None or compared.recorded.bounds.ends is None:
            continue
        ends = compared.dated.series.ends
        if ends is not None and Month.of(last).since(Month.of(ends)) >= HALF_A_YEAR:
            yield EndsEarly(series=identity, day=ends, last=last)


def _papers_too_early(steps: Iterable[Step], comparisons: Comparisons, now: datetime) -> Iterator[Question]:
    """Yields a finding for each new paper of a published meeting that has not begun.

    What a series gives to all its meetings is no paper of one of them.
    """
    for step in steps:
        after, dated = step.after, comparisons.by_series[step.after.series].dated
        if step.before is None or after.timing.begin_utc <= now:
            continue
        of_all = dated.series.details.links if dated is not None and after.recurs else None
        known = {paper_of(link.label) for link in (*step.before.occurrence.content.links, *(of_all or ()))}
        papers = {paper_of(link.label) for link in after.content.links} - known
        for what in (words for paper, words in _PAPERS.items() if paper in papers):
            day = after.timing.starts.date()
            yield BeforeItBegins(series=after.series, key=after.key, day=day, what=what)


def _present_too_early(steps: Iterable[Step], comparisons: Comparisons, now: datetime) -> Iterator[Question]:
    """Yields a finding for each meeting that gets people present, and has not begun or did not take place."""
    changed = {step.after.uid: step.after for step in steps}
    for uid, outcome in comparisons.outcomes:
        meeting = changed.get(uid) or comparisons.state.occurrences[uid].occurrence
        series, key, day = meeting.series, meeting.key, meeting.timing.starts.date()
        if outcome.present and meeting.timing.begin_utc > now:
            yield BeforeItBegins(series=series, key=key, day=day, what="people present")
        elif outcome.present and (meeting.cancelled or not outcome.held):
            yield PresentThoughNotHeld(series=series, key=key, day=day)
