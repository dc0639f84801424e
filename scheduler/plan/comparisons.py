"""Puts the wanted and the stored occurrences of each series side by side.

An edit changes few series. Those that it leaves alone keep their comparison, with what was found by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from operator import is_

from msgspec import Struct
from msgspec.structs import replace

from scheduler.record.occurrences import Occurrences, SeriesOccurrences
from scheduler.record.stored import Stored
from scheduler.timetable.timetable import Blocked, DatedSeries, Timetable, Wanted


class SeriesComparison(Struct, frozen=True, dict=True):
    """The wanted and the stored occurrences of one series; `dated` is None if it left the text."""

    dated: DatedSeries | None
    stored: SeriesOccurrences

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The occurrences as the text wants them."""
        return self.dated.wanted if self.dated is not None else ()

    @property
    def blocked(self) -> tuple[Blocked, ...]:
        """The occurrences that cannot be dated."""
        return self.dated.blocked if self.dated is not None else ()

    @cached_property
    def agrees_before(self) -> date:
        """A window that ends on or before this day needs no change of the series, whatever the time is."""
        stored = self.stored.by_uid
        if self.blocked or not stored.keys() <= {meeting.occurrence.uid for meeting in self.wanted}:
            return date.min
        return min(
            (_agrees_before(meeting, stored.get(meeting.occurrence.uid)) for meeting in self.wanted),
            default=date.max,
        )


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
    return is_shown and (wanted.occurrence is stored.occurrence or wanted.occurrence == stored.occurrence)


class Comparisons(Struct, frozen=True):
    """The comparison of each series of a timetable, and of each stored series that left the text."""

    timetable: Timetable
    by_series: Mapping[str, SeriesComparison]


def compare_series(
    timetable: Timetable, occurrences: Occurrences, before: Comparisons | None = None
) -> Comparisons:
    """Returns the comparison of each series; uses those `before` that compare the same values."""
    by_series: dict[str, SeriesComparison] = {}
    for identity, dated in timetable.series.items():
        stored = occurrences.of_series(identity)
        by_series[identity] = _known(before, dated, stored) or SeriesComparison(dated, stored)
    for identity, stored in occurrences.by_series.items():
        if identity not in timetable.series:
            by_series[identity] = SeriesComparison(None, stored)
    return Comparisons(timetable, by_series)


def with_stored_values(
    occurrences: Occurrences, before: Comparisons | None, dated: DatedSeries
) -> DatedSeries:
    """Returns an equal series; each meeting that is stored as it is wanted is the stored value.

    A meeting is then held once in memory, and a comparison sees at once that nothing differs. A series that
    `before` compares has the stored values already.
    """
    stored = occurrences.of_series(dated.series.identity)
    if _known(before, dated, stored) is not None:
        return dated
    wanted = tuple(
        _with_value(meeting, stored.by_uid.get(meeting.occurrence.uid)) for meeting in dated.wanted
    )
    return dated if all(map(is_, wanted, dated.wanted)) else replace(dated, wanted=wanted)


def _known(
    before: Comparisons | None, dated: DatedSeries, stored: SeriesOccurrences
) -> SeriesComparison | None:
    """Returns the comparison of these very values, if `before` has it."""
    known = before.by_series.get(dated.series.identity) if before is not None else None
    return known if known is not None and known.dated is dated and known.stored is stored else None


def _with_value(meeting: Wanted, stored: Stored | None) -> Wanted:
    """Returns `meeting` with the value of `stored`, if the origin of the date is the same as well."""
    if stored is None or stored.occurrence is meeting.occurrence:
        return meeting
    occurrence = stored.occurrence
    if (occurrence, occurrence.trace) != (meeting.occurrence, meeting.occurrence.trace):
        return meeting
    return replace(meeting, occurrence=occurrence)
