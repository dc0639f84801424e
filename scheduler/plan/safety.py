"""The safety limit: a plan that takes away or moves too much at once, or too far, needs a permission.

A deleted file, or a zone in the wrong line, can change half of a programme. Refused is a plan that

1. cancels, moves or hides coming meetings of more than two series, and of more than 30 % of all;
2. loses a file or a section, and with it two or more series that have coming meetings;
3. takes all coming meetings of a city away;
4. drops a language that published calendars have;
5. moves coming meetings of a series by half a year or more;
6. begins a series half a year or more after a meeting that it cancels.

New time-zone data move nothing in this sense.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date, datetime, timedelta

from scheduler.findings.finding import Refusal
from scheduler.plan.comparisons import Comparisons
from scheduler.plan.steps import Step, by_series, cancelled_days
from scheduler.programme.english_days import in_words
from scheduler.programme.english_lists import joined
from scheduler.programme.programme import Programme
from scheduler.programme.spans import first_day
from scheduler.state.profile import PresentIds, ProgrammeProfile
from scheduler.state.revision import Cause, StepKind
from scheduler.state.state import State
from scheduler.timetable.occurrence import Occurrence

MOST_SHARE = 0.30
MOST_SERIES = 2
FAR = timedelta(days=181)
"""The days of the shortest half-year, from 1 January to 1 July."""


class ManySeries(Refusal, frozen=True, kw_only=True):
    """The series `changed` lose, move or hide coming meetings, planned for the days `first` to `last`."""

    english = "it would {verbs} of {changed:#} of {total} series ({changed:series}), now planned for {days}"
    changed: tuple[str, ...]
    total: int
    cancelled: int
    moved: int
    hidden: int
    first: date
    last: date

    @property
    def verbs(self) -> str:
        """What it would do: `cancel 2 and move 1 coming meetings`."""
        counts = (("cancel", self.cancelled), ("move", self.moved), ("hide", self.hidden))
        meetings = "meeting" if self.cancelled + self.moved + self.hidden == 1 else "meetings"
        return f"{joined([f'{verb} {count}' for verb, count in counts if count])} coming {meetings}"

    @property
    def days(self) -> str:
        """The first and the last day, or the only one."""
        first, last = in_words(self.first), in_words(self.last)
        return first if first == last else f"{first} to {last}"


class LostPart(Refusal, frozen=True, kw_only=True):
    """Files or sections (`parts`) are gone, and with them the series `lost`."""

    english = (
        "{parts:files} {parts:is|are} gone or empty, and with {parts:it|them} {lost:#} series that have "
        "coming meetings ({lost:series})"
    )
    parts: tuple[str, ...]
    lost: tuple[str, ...]


class EmptiedCities(Refusal, frozen=True, kw_only=True):
    """The cities `emptied` would lose all their meetings."""

    english = "it would take every coming meeting away from {emptied:cities}"
    emptied: tuple[str, ...]


class DroppedLanguages(Refusal, frozen=True, kw_only=True):
    """Published calendars lose their addresses in these languages."""

    english = (
        "{calendars:calendar} in {languages:languages} would lose {calendars:its address|their addresses} "
        "(`languages:`)"
    )
    languages: tuple[str, ...]
    calendars: int


class FarMove(Refusal, frozen=True, kw_only=True):
    """Meetings of a series move by half a year or more, the first from `old` to `new`."""

    english = (
        "{number:meeting} of {series} would move far, {number:|the first }from {old} to {new} "
        "(is the year right?)"
    )
    number: int
    old: date
    new: date


class LateStart(Refusal, frozen=True, kw_only=True):
    """A series begins half a year after the day `next`, on which it has a meeting."""

    english = (
        "{series} would begin on {day}, and {cancelled:meeting} from {next} would be cancelled "
        "(is the year of `from` right?)"
    )
    cancelled: int
    next: date


def many_series(steps: Iterable[Step], state: State, now: datetime, ids: PresentIds) -> Iterator[ManySeries]:
    """Yields a finding if the steps that cancel, move or hide coming meetings are of too many series.

    `state` is the one before.
    """
    changing = [step for step in steps if _cancels_or_moves(step, now)]
    changed = {step.after.series for step in changing}
    if len(changed) <= MOST_SERIES:
        return
    total = len({meeting.series for meeting in _coming(state, now)})
    if len(changed) <= MOST_SHARE * total:
        return
    cancelled = sum(step.after.cancelled for step in changing)
    hidden = sum(not step.after.cancelled and not _is_visible(step.after) for step in changing)
    days = [step.before.occurrence.timing.starts.date() for step in changing if step.before is not None]
    yield ManySeries(
        changed=tuple(sorted(map(ids.of_series, changed))),
        total=total,
        cancelled=cancelled,
        moved=len(changing) - cancelled - hidden,
        hidden=hidden,
        first=min(days),
        last=max(days),
    )


def lost_parts(
    programme: Programme, state: State, files: Set[str], now: datetime, ids: PresentIds
) -> Iterator[LostPart]:
    """Yields a finding if files or sections are gone, with series that stand nowhere else.

    `files` are the names of those that hold the text of `programme`; `state` is the one before.
    """
    present = {series.identity for series in programme.series.values()}
    present |= {webinar.id for webinar in programme.open_webinars}
    gone = {each.series: f"{each.origin}s" for each in _coming(state, now) if each.series not in present}
    sections = {series.section for series in programme.series.values()}
    lost_files = tuple(name for name, _ in state.files if name not in files)
    lost_sections = () if lost_files else tuple(sorted({*gone.values()} - sections))
    lost = [series for series, section in gone.items() if lost_files or section in lost_sections]
    if len(lost) >= MOST_SERIES:
        parts = lost_files or tuple(f"`{name}:`" for name in lost_sections)
        yield LostPart(parts=parts, lost=tuple(sorted(map(ids.of_series, lost))))


def emptied_cities(steps: Sequence[Step], state: State, now: datetime, ids: PresentIds) -> set[str]:
    """Returns the ids of the cities that had coming meetings and would have none.

    `state` is the one before.
    """
    before = {meeting.uid: meeting for meeting in _coming(state, now)}
    after = before | {step.after.uid: step.after for step in steps}
    emptied = _cities_with_meetings(before.values(), now) - _cities_with_meetings(after.values(), now)
    return set(map(ids.of_city, emptied))


def _coming(state: State, now: datetime) -> Iterator[Occurrence]:
    for stored in state.occurrences.values():
        if not stored.occurrence.cancelled and not stored.is_past(now):
            yield stored.occurrence


def _cancels_or_moves(step: Step, now: datetime) -> bool:
    before = step.before
    if before is None or before.is_past(now):
        return False
    moved = step.kind in (StepKind.CANCEL, StepKind.MOVE) and step.cause is not Cause.ZONES
    return moved or (_is_visible(before.occurrence) and not _is_visible(step.after))


def _is_visible(occurrence: Occurrence) -> bool:
    """Returns whether a meeting takes place and the public sees it."""
    return not occurrence.cancelled and not occurrence.content.is_private


def _cities_with_meetings(occurrences: Iterable[Occurrence], now: datetime) -> set[str]:
    return {
        city
        for occurrence in occurrences
        if _is_visible(occurrence) and occurrence.timing.end_utc > now
        for city in occurrence.cities()
    }


def dropped_languages(state: State, profile: ProgrammeProfile) -> Iterator[DroppedLanguages]:
    """Yields a finding if published calendars have a language that `profile` does not have."""
    dropped = tuple(code for code in state.profile.languages if code not in profile.languages)
    if state.revision and dropped:
        yield DroppedLanguages(languages=dropped, calendars=len(state.open_feeds) * len(dropped))


def far_moves(steps: Iterable[Step], now: datetime) -> Iterator[FarMove]:
    """Yields a finding for each series of which calendars would show coming meetings half a year away."""
    for series, moved in by_series(step for step in steps if _is_far_move(step, now)).items():
        starts = ((each.before, each.after.timing.starts) for each in moved)
        old, new = min((before.occurrence.timing.starts, after) for before, after in starts if before)
        yield FarMove(series=series, number=len(moved), old=old.date(), new=new.date())


def late_starts(steps: Iterable[Step], comparisons: Comparisons, now: datetime) -> Iterator[LateStart]:
    """Yields a finding for each series whose `from` is half a year after a meeting that it cancels."""
    for identity, days in cancelled_days(steps, now).items():
        dated = comparisons.by_series[identity].dated
        if dated is not None and dated.series.schedule:
            begins = first_day(dated.series.schedule[0].begins)
            if begins - min(days) >= FAR:
                yield LateStart(series=identity, cancelled=len(days), next=min(days), day=begins)


def _is_far_move(step: Step, now: datetime) -> bool:
    before, after = step.before, step.after
    if before is None or step.kind not in (StepKind.MOVE, StepKind.REINSTATE):
        return False
    if before.is_past(now) or after.cancelled:
        return False
    return abs(after.timing.starts.date() - before.occurrence.timing.starts.date()) >= FAR
