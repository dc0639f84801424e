"""Puts the wanted and the stored occurrences of each series side by side.

An edit changes few series. Those that it leaves alone keep their comparison, with what was found by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from operator import is_

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.problems import Problem
from scheduler.programme.series import Series
from scheduler.programme.spans import first_day
from scheduler.record.identities import RecordedSeries, RuleDays, SeriesBounds
from scheduler.record.mapping_changes import dropped_keys, replaced_keys
from scheduler.record.memory import Memory
from scheduler.record.occurrences import SeriesOccurrences
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.timetable.date_programme import date_series
from scheduler.timetable.timetable import Blocked, DatedSeries, Timetable, TimetableBasis, Wanted


class SeriesComparison(Struct, frozen=True, kw_only=True):
    """The wanted and the stored occurrences of one series; `dated` is None if it left the text.

    `recorded` are the stored facts about it, `new_facts` those to store instead; None if these are the same.
    `skips` are the public meetings that are skipped and not published. A window that ends on or before the
    day `agrees_before` needs no change of the meetings, whatever the time is. `settled_before` is the same
    day for a series without new facts, skips, former ids and problems; for any other it is the earliest date.
    """

    dated: DatedSeries | None
    stored: SeriesOccurrences
    recorded: RecordedSeries | None
    new_facts: RecordedSeries | None
    skips: tuple[SkippedMeeting, ...]
    agrees_before: date
    settled_before: date

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
        return old.time_inputs != new.time_inputs or old.bounds != new.bounds

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors of the text. It may cancel a published meeting for which it has no date any more."""
        if self.dated is None or not self.dated.problems:
            return ()
        published = {each.occurrence.key for each in self.stored.by_uid.values()}
        return tuple(
            problem
            for problem in self.dated.problems
            if problem.code != "cancels-unplanned" or problem.path[-1] not in published
        )

    @property
    def blocked(self) -> tuple[Blocked, ...]:
        """The occurrences that cannot be dated."""
        return self.dated.blocked if self.dated is not None else ()


def series_comparison(
    dated: DatedSeries | None, stored: SeriesOccurrences, recorded: RecordedSeries | None
) -> SeriesComparison:
    """Compares the occurrences of one series, and the facts about it, with what is stored and `recorded`."""
    facts = _facts(dated) if dated is not None else None
    new_facts = facts if facts != recorded else None
    skips = tuple(_skips(dated, stored)) if dated is not None else ()
    agrees_before = _series_agrees_before(dated, stored)
    has_more = new_facts or skips or (dated is not None and (dated.problems or dated.series.formerly))
    return SeriesComparison(
        dated=dated,
        stored=stored,
        recorded=recorded,
        new_facts=new_facts,
        skips=skips,
        agrees_before=agrees_before,
        settled_before=date.min if has_more else agrees_before,
    )


def _facts(dated: DatedSeries) -> RecordedSeries:
    return RecordedSeries(dated.series.id, dated.time_inputs, _bounds(dated.series))


def _bounds(series: Series) -> SeriesBounds:
    rules = (RuleDays(first_day(entry.begins), series.last_day_of(entry)) for entry in series.schedule)
    return SeriesBounds(tuple(rules), series.pauses)


def _skips(dated: DatedSeries, stored: SeriesOccurrences) -> Iterator[SkippedMeeting]:
    for meeting in dated.wanted:
        occurrence = meeting.occurrence
        if meeting.skipped and occurrence.uid not in stored.by_uid and not occurrence.content.is_private:
            yield SkippedMeeting.of(occurrence)


def _series_agrees_before(dated: DatedSeries | None, stored: SeriesOccurrences) -> date:
    wanted = dated.wanted if dated is not None else ()
    is_blocked = dated is not None and dated.blocked
    if is_blocked or not stored.by_uid.keys() <= {meeting.occurrence.uid for meeting in wanted}:
        return date.min
    days = (_agrees_before(meeting, stored.by_uid.get(meeting.occurrence.uid)) for meeting in wanted)
    return min(days, default=date.max)


def _agrees_before(wanted: Wanted, stored: Stored | None) -> date:
    """Returns the first day on which the end of a window could ask for a change of one occurrence."""
    if stored is not None:
        return date.max if _is_stored_as(wanted, stored) else date.min
    if wanted.skipped:
        return date.max
    return wanted.occurrence.timing.starts.date() if wanted.unmoved_start is None else date.min


def _is_stored_as(wanted: Wanted, stored: Stored) -> bool:
    """Returns whether a meeting takes place and was published as it is wanted."""
    is_shown = stored.shown and not wanted.occurrence.cancelled
    return is_shown and (
        wanted.occurrence is stored.occurrence or wanted.occurrence.equal_but_for_trace(stored.occurrence)
    )


class Comparisons(Struct, frozen=True, dict=True):
    """The comparison of each series of a timetable, and of each stored series that left the text.

    They are those of the series `in_text`, by present id, with what is published in `memory`, for a window
    that ends on the day `edge`.
    """

    in_text: Mapping[str, Series]
    memory: Memory
    edge: date
    timetable: Timetable
    by_series: Mapping[str, SeriesComparison]

    @cached_property
    def unsettled(self) -> Sequence[SeriesComparison]:
        """The series that a plan has to look at, in the order of the text; after an edit, few of many."""
        return [each for each in self.by_series.values() if each.settled_before < self.edge]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors of the text in the series."""
        return tuple(chain.from_iterable(each.problems for each in self.unsettled))

    @property
    def changed(self) -> Iterator[SeriesComparison]:
        """The series of the text about which other facts are recorded, or none."""
        return (each for each in self.unsettled if each.dated is not None and each.new_facts is not None)

    @property
    def changed_series(self) -> tuple[tuple[str, RecordedSeries], ...]:
        """The identity and the facts of each series of the text that is not recorded like that."""
        return tuple(
            (each.dated.series.identity, each.new_facts)
            for each in self.unsettled
            if each.dated is not None and each.new_facts is not None
        )


def compare_series(
    in_text: Mapping[str, Series],
    basis: TimetableBasis,
    memory: Memory,
    edge: date,
    before: Comparisons | None = None,
) -> Comparisons:
    """Returns the timetable of the series `in_text`, dated on `basis`, compared with what is stored.

    `edge` is the day on which the window ends.

    Uses the comparisons `before` of the same values. A series is compared before the next one is dated, and
    holds stored values where it is equal to them. So a meeting is held once in memory.
    """
    if before is None or before.timetable.basis != basis:
        return _compare_all(in_text, basis, memory, edge, None)
    changed = replaced_keys(in_text, before.in_text)
    if (
        [*in_text] != [*before.in_text]
        or any(in_text[id].identity != before.in_text[id].identity for id in changed)
        or _lacks_series_of(memory, before.memory)
    ):
        return _compare_all(in_text, basis, memory, edge, before)
    return _compare_changed([in_text[id] for id in changed], in_text, memory, edge, before)


def _lacks_series_of(memory: Memory, before: Memory) -> bool:
    """Returns whether a series is gone since `before`; that happens when an older store is put back."""
    is_lost = dropped_keys(memory.occurrences.by_series, before.occurrences.by_series)
    return bool(is_lost or dropped_keys(memory.series, before.series))


def _compare_all(
    in_text: Mapping[str, Series],
    basis: TimetableBasis,
    memory: Memory,
    edge: date,
    before: Comparisons | None,
) -> Comparisons:
    """Compares every series; uses the comparisons `before`, on the same basis, of the same values."""
    occurrences, recorded = memory.occurrences, memory.series
    known_dated = before.timetable.series if before is not None else {}
    by_series: dict[str, SeriesComparison] = {}
    timetable: dict[str, DatedSeries] = {}
    for dated in date_series(in_text.values(), basis, known_dated):
        identity = dated.series.identity
        stored, facts = occurrences.of_series(identity), recorded.get(identity)
        known = before.by_series.get(identity) if before is not None else None
        if (
            known is None
            or known.dated is not dated
            or known.stored is not stored
            or known.recorded is not facts
        ):
            dated = _with_stored_values(dated, stored)
            known = series_comparison(dated, stored, facts)
        by_series[identity], timetable[identity] = known, dated
    for identity, stored in occurrences.by_series.items():
        if identity not in timetable:
            by_series[identity] = series_comparison(None, stored, recorded.get(identity))
    return Comparisons(in_text, memory, edge, Timetable(basis=basis, series=timetable), by_series)


def _compare_changed(
    changed: Iterable[Series],
    in_text: Mapping[str, Series],
    memory: Memory,
    edge: date,
    before: Comparisons,
) -> Comparisons:
    """Compares the series that are `changed` in the text or in the store; those `before` are in order."""
    basis, timetable, by_series = before.timetable.basis, {**before.timetable.series}, {**before.by_series}
    occurrences, recorded = memory.occurrences, memory.series
    identities = dict.fromkeys(replaced_keys(occurrences.by_series, before.memory.occurrences.by_series))
    replaced_facts = replaced_keys(recorded, before.memory.series)
    identities |= dict.fromkeys(identity for identity in replaced_facts if identity in by_series)
    for dated in date_series(changed, basis, before.timetable.series):
        timetable[dated.series.identity] = dated
        identities[dated.series.identity] = None
    for identity in identities:
        stored, in_timetable = occurrences.of_series(identity), timetable.get(identity)
        if in_timetable is not None:
            in_timetable = timetable[identity] = _with_stored_values(in_timetable, stored)
        by_series[identity] = series_comparison(in_timetable, stored, recorded.get(identity))
    return Comparisons(in_text, memory, edge, Timetable(basis=basis, series=timetable), by_series)


def _with_stored_values(dated: DatedSeries, stored: SeriesOccurrences) -> DatedSeries:
    """Returns an equal series; each meeting that is stored as it is wanted is the stored value."""
    if not stored.by_uid:
        return dated
    wanted = tuple(
        _with_value(meeting, stored.by_uid.get(meeting.occurrence.uid)) for meeting in dated.wanted
    )
    return dated if all(map(is_, wanted, dated.wanted)) else replace(dated, wanted=wanted)


def _with_value(meeting: Wanted, stored: Stored | None) -> Wanted:
    """Returns `meeting` with the stored value if both are equal."""
    if stored is None or stored.occurrence is meeting.occurrence or stored.occurrence != meeting.occurrence:
        return meeting
    return replace(meeting, occurrence=stored.occurrence)
