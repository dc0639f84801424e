"""Why a meeting is when it is, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scheduler.commands.why import Explanation, SkippedExplanation
from scheduler.programme.series import Policy
from scheduler.reports.differences import duration
from scheduler.reports.history_text import entries_in_words
from scheduler.reports.local_times import when
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.workdays import FARTHEST


def why_text(story: Explanation | SkippedExplanation) -> str:
    """Rule date → holiday → change → revisions, a line each."""
    lines = _why_not(story) if isinstance(story, SkippedExplanation) else _why(story)
    return "\n".join(lines) + "\n"


def _why_not(untold: SkippedExplanation) -> Iterator[str]:
    skip = untold.skip
    yield f"{skip.title.say('en')}: {untold.ids.of_meeting(skip.series, skip.key)}"
    yield f"  planned    {skip.day:%a %-d %b %Y}"
    if skip.reason is not None:
        yield f"  day off    {skip.reason.say('en')}"
    yield f"  policy     on_holiday: {Policy.SKIP.value}"
    yield "  now        it does not take place, and was never published"


def _why(story: Explanation) -> Iterator[str]:
    occurrence = story.stored.occurrence
    trace = occurrence.trace
    meeting = story.ids.of_meeting(occurrence.series, occurrence.key)
    yield f"{occurrence.content.title.say('en')}: {meeting}"
    yield f"  planned    {_wall(occurrence, occurrence.planned)}"
    for obstacle in trace.obstacles:
        city = story.ids.of_city(obstacle.city)
        yield f"  day off    {city}: {obstacle.why.say('en')} on {obstacle.day:%a %-d %b %Y}"
    if trace.obstacles:
        yield f"  policy     on_holiday: {trace.policy}{_outcome(occurrence)}"
    if trace.change:
        reason = f": {occurrence.content.reason.say('en')}" if occurrence.content.reason else ""
        yield f"  change     {trace.change} in the configuration{reason}"
    participant = occurrence.participants[0] if occurrence.participants else None
    timing = occurrence.timing
    lasts = "" if timing.all_day else f", {duration(timing.end - timing.begin)}"
    yield f"  now        {when(occurrence, participant)}{lasts}, {occurrence.status.value}"
    stamp = story.stored.stamp
    changed = f"{stamp.modified:%Y-%m-%d %H:%M} UTC"
    yield f"  published  UID {occurrence.uid}, SEQUENCE {stamp.sequence}, last changed {changed}"
    told = entries_in_words(story.entries)
    for record, entry in story.entries:
        what = told[record.number, entry.uid]
        yield f"  revision {record.number:<3} {record.time:%Y-%m-%d %H:%M} UTC  {what}"


def _outcome(occurrence: Occurrence) -> str:
    """What came of the holiday policy."""
    trace = occurrence.trace
    if trace.policy == Policy.SKIP.value:
        return ""
    if trace.policy_day is None:
        return f": kept, for no common working day was found within {FARTHEST.days} days"
    target = f" → {trace.policy_day:%a %-d %b %Y}"
    if trace.policy == Policy.KEEP.value or trace.policy_day == occurrence.timing.starts.date():
        return target
    return (
        f"{target}, but it keeps its last time" if occurrence.cancelled else f"{target}, which was past: kept"
    )


def _wall(occurrence: Occurrence, wall: datetime) -> str:
    shape = "%a %-d %b %Y" if occurrence.timing.all_day else "%a %-d %b %Y %H:%M"
    return f"{wall.strftime(shape)} {occurrence.timing.zone}"
