"""Meetings that are skipped because of a holiday before they were published: pages say why."""

from __future__ import annotations

from collections.abc import Container, Iterable

from scheduler.record.stored import SkippedMeeting
from scheduler.record.window import Window
from scheduler.timetable.timetable import Wanted


def skips(wanted: Iterable[Wanted], published: Container[str], window: Window) -> tuple[SkippedMeeting, ...]:
    """Returns the public skipped meetings in the `window`, in order of time; `published` holds UIDs."""
    skipped = [
        skipped_meeting(item)
        for item in wanted
        if item.skipped
        and item.occurrence.uid not in published
        and item.occurrence.content.visibility == "public"
        and window.first <= item.occurrence.planned.date() < window.edge
    ]
    return tuple(sorted(skipped, key=lambda skip: (skip.day, skip.series, skip.key)))


def skipped_meeting(wanted: Wanted) -> SkippedMeeting:
    """Returns what pages say of a skipped meeting: no link and no person."""
    occurrence = wanted.occurrence
    return SkippedMeeting(
        series=occurrence.series,
        key=occurrence.key,
        day=occurrence.planned.date(),
        title=occurrence.content.title,
        reason=occurrence.content.reason,
        cities=occurrence.cities(),
        pairs=occurrence.pairs,
    )
