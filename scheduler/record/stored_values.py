"""Shares equal values between the timetable and the store.

A meeting is then held once in memory, and a comparison of the two sees at once that nothing differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_

from msgspec.structs import replace

from scheduler.record.stored import Stored
from scheduler.timetable.timetable import DatedSeries, Wanted


def with_stored_values(occurrences: Mapping[str, Stored], dated: DatedSeries) -> DatedSeries:
    """Returns an equal series; each meeting that is stored as it is wanted is the stored value.

    `occurrences` are the stored ones by UID.
    """
    wanted = tuple(
        meeting if stored is None or stored.occurrence is meeting.occurrence else _with_value(meeting, stored)
        for meeting in dated.wanted
        for stored in [occurrences.get(meeting.occurrence.uid)]
    )
    return dated if all(map(is_, wanted, dated.wanted)) else replace(dated, wanted=wanted)


def _with_value(meeting: Wanted, stored: Stored) -> Wanted:
    """Returns `meeting` with the value of `stored`, if the origin of the date is the same as well."""
    occurrence = stored.occurrence
    if (occurrence, occurrence.trace) != (meeting.occurrence, meeting.occurrence.trace):
        return meeting
    return replace(meeting, occurrence=occurrence)
