"""Puts the wanted and the stored occurrences of each series side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from msgspec import Struct

from scheduler.plan.steps import Step
from scheduler.programme.details import Outcome
from scheduler.programme.problems import Problem
from scheduler.programme.series import Series
from scheduler.programme.spans import first_day
from scheduler.state.profile import RecordedSeries, RuleDays, SeriesBounds
from scheduler.state.state import State, Window
from scheduler.state.stored import SkippedMeeting, Stored
from scheduler.timetable.timetable import Blocked, DatedSeries, Timetable, Wanted


class SeriesComparison(Struct, frozen=True, kw_only=True):
    """The wanted and the `stored` occurrences (by UID) of one series; `dated` is None if it left the text.

    `recorded` are the stored facts about it.
    """

    dated: DatedSeries | None
    stored: Mapping[str, Stored]
    recorded: RecordedSeries | None

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The occurrences as the text wants them."""
        return self.dated.wanted if self.dated is not None else ()

    @property
    def has_new_dates(self) -> bool:
        """Whether an edit gave a known series other rules, hours or bounds."""
        old, new = self.recorded, self.new_facts
        if old is None or new is None:
            return False
        return old.hours != new.hours or old.bounds != new.bounds

    @property
    def new_facts(self) -> RecordedSeries | None:
        """The facts about it to store instead of those recorded; None if these are the same."""
        facts = _facts(self.dated) if self.dated is not None else None
        return facts if facts != self.recorded else None

    @property
    def skips(self) -> Iterator[SkippedMeeting]:
        """The meetings that are skipped and not published."""
        for meeting in self.wanted:
            if meeting.skipped and meeting.occurrence.uid not in self.stored:
                yield SkippedMeeting.of(meeting.occurrence)

    @property
    def outcomes(self) -> Iterator[tuple[str, Outcome]]:
        """The UID and the new outcome of each published meeting whose outcome the text has in another way."""
        for meeting in self.wanted:
            wanted, stored = meeting.occurrence, self.stored.get(meeting.occurrence.uid)
            if stored is not None and wanted.outcome != stored.occurrence.outcome:
                yield wanted.uid, wanted.outcome

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors of the text. It may cancel a published meeting for which it has no date any more."""
        if self.dated is None or not self.dated.problems:
            return ()
        published = {each.occurrence.key for each in self.stored.values()}
        return tuple(
            problem
            for problem in self.dated.problems
            if problem.code != "cancels-unplanned" or problem.path[-1] not in published
        )

    @property
    def blocked(self) -> tuple[Blocked, ...]:
        """The occurrences that cannot be dated."""
        return self.dated.blocked if self.dated is not None else ()


def _facts(dated: DatedSeries) -> RecordedSeries:
    return RecordedSeries(dated.series.id, dated.hours, _bounds(dated.series))


def _bounds(series: Series) -> SeriesBounds:
    rules = (RuleDays(first_day(entry.begins), series.last_day_of(entry)) for entry in series.schedule)
    return SeriesBounds(tuple(rules), series.pauses)


class Comparisons(Struct, frozen=True, kw_only=True):
    """The comparison of each series of a `timetable`, and of each stored series that left the text.

    They are compared with what is published in `state`, in the order of the text.
    """

    timetable: Timetable
    state: State
    by_series: Mapping[str, SeriesComparison]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors of the text in the series."""
        return tuple(chain.from_iterable(each.problems for each in self.by_series.values()))

    @property
    def outcomes(self) -> tuple[tuple[str, Outcome], ...]:
        """The UID and the new outcome of each published meeting whose outcome the text has in another way."""
        return tuple(chain.from_iterable(each.outcomes for each in self.by_series.values()))

    @property
    def changed_series(self) -> tuple[tuple[str, RecordedSeries], ...]:
        """The identity and the facts of each series of the text that is not recorded like that."""
        facts = ((identity, each.new_facts) for identity, each in self.by_series.items())
        return tuple((identity, new) for identity, new in facts if new is not None)


def compare_series(timetable: Timetable, state: State) -> Comparisons:
    """Returns the series of `timetable`, compared with what is stored."""
    dated, stored = timetable.series, state.by_series
    by_series = {
        identity: SeriesComparison(
            dated=dated.get(identity),
            stored=stored.get(identity, {}),
            recorded=state.series.get(identity),
        )
        for identity in dict.fromkeys((*dated, *stored))
    }
    return Comparisons(timetable=timetable, state=state, by_series=by_series)


def skips(
    comparisons: Comparisons, window: Window, today: date, steps: Iterable[Step]
) -> tuple[SkippedMeeting, ...]:
    """Returns the meetings that are skipped and not published, in order of time, up to the `window`'s edge.

    Those before `today` stay as they are recorded: a new rule adds none, as it adds no past meeting. Those
    that `steps` publish are left out.
    """
    state, published = comparisons.state, {(step.after.series, step.after.key) for step in steps}
    past = {(skip.series, skip.key): skip for skip in state.skips if skip.day < today}
    skipped = chain.from_iterable(each.skips for each in comparisons.by_series.values())
    shown = {
        (skip.series, skip.key): skip
        for skip in skipped
        if window.first <= skip.day < window.edge
        and not (skip.series in state.series and skip.day < min(today, state.window.edge))
    }
    meetings = (skip for key, skip in {**shown, **past}.items() if key not in published)
    return tuple(sorted(meetings, key=lambda skip: (skip.day, skip.series, skip.key)))
