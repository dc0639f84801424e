"""The other answers in words: why a meeting is when it is, what changed when, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from scheduler.commands.differences import length
from scheduler.commands.impact import local_start, when
from scheduler.commands.showing import Agenda
from scheduler.commands.tracing import Chronicle, Story, Untold
from scheduler.plan.identities import PresentIds
from scheduler.plan.revision import Entry, Record
from scheduler.plan.steps import Cause, Kind
from scheduler.programme.series import Policy
from scheduler.publication.hours import utc
from scheduler.timetable.dating import FARTHEST
from scheduler.timetable.occurrence import Occurrence


def why_text(story: Story | Untold) -> str:
    """Rule date → holiday → change → revisions, a line each."""
    lines = _why_not(story) if isinstance(story, Untold) else _why(story)
    return "\n".join(lines) + "\n"


def _why_not(untold: Untold) -> Iterator[str]:
    skip = untold.skip
    yield f"{skip.title.say('en')}: {untold.ids.of_meeting(skip.series, skip.key)}"
    yield f"  planned    {skip.day:%a %-d %b %Y}"
    if skip.reason is not None:
        yield f"  day off    {skip.reason.say('en')}"
    yield f"  policy     on_holiday: {Policy.SKIP.value}"
    yield "  now        it does not take place, and was never published"


def _why(story: Story) -> Iterator[str]:
    occurrence = story.stored.occurrence
    trace = occurrence.trace
    meeting = story.ids.of_meeting(occurrence.series, occurrence.key)
    yield f"{occurrence.title.say('en')}: {meeting}"
    yield f"  planned    {_wall(occurrence, occurrence.planned)}"
    for obstacle in trace.obstacles:
        city = story.ids.of_city(obstacle.city)
        yield f"  day off    {city}: {obstacle.why.say('en')} on {obstacle.day:%a %-d %b %Y}"
    if trace.obstacles:
        yield f"  policy     on_holiday: {trace.policy}{_outcome(occurrence)}"
    if trace.change:
        reason = f": {occurrence.reason.say('en')}" if occurrence.reason else ""
        yield f"  change     {trace.change} in the configuration{reason}"
    seat = occurrence.seats[0] if occurrence.seats else None
    timing = occurrence.timing
    lasts = "" if timing.all_day else f", {length(timing.end - timing.begin)}"
    yield f"  now        {when(occurrence, seat)}{lasts}, {occurrence.status.value}"
    stamp = story.stored.stamp
    changed = f"{stamp.modified:%Y-%m-%d %H:%M} UTC"
    yield f"  published  UID {occurrence.uid}, SEQUENCE {stamp.sequence}, last changed {changed}"
    told = _entries(story.entries)
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


def _entries(touched: Iterable[tuple[Record, Entry]]) -> dict[tuple[int, str], str]:
    """What each revision did to each meeting, in words, by its number and the UID."""
    told: dict[tuple[int, str], str] = {}
    zones: dict[str, str] = {}
    for record, entry in sorted(touched, key=lambda pair: pair[0].number):
        told[record.number, entry.uid] = _entry(entry, zones.get(entry.uid, entry.zone))
        zones[entry.uid] = entry.zone
    return told


def _entry(entry: Entry, old_zone: str) -> str:
    """`move (holidays) 2026-12-16 10:00 → 2026-12-17 10:00 Europe/Sofia`, both zones where they differ."""
    times = f"{entry.new_start:%Y-%m-%d %H:%M} {entry.zone}"
    if entry.old_start is not None and (entry.old_start, old_zone) != (entry.new_start, entry.zone):
        was = "" if old_zone == entry.zone else f" {old_zone}"
        times = f"{entry.old_start:%Y-%m-%d %H:%M}{was} → {times}"
    elif entry.kind is Kind.MOVE and entry.cause is Cause.CONFIGURATION:
        times += ", another end"  # of the ends no revision tells
    return f"{entry.kind.value} ({entry.cause.value}) {times}"


def history_text(chronicle: Chronicle) -> str:
    """Each revision with its cause, sources and changes, newest first."""
    told = _entries((record, entry) for record in chronicle.records for entry in record.entries)
    return "\n\n".join("\n".join(_record(record, told, chronicle.ids)) for record in chronicle.records) + "\n"


def _record(record: Record, told: Mapping[tuple[int, str], str], ids: PresentIds) -> Iterator[str]:
    causes = ", ".join(cause.value for cause in record.causes)
    yield f"Revision {record.number}  {record.time:%Y-%m-%d %H:%M:%S} UTC  {causes}  plan {record.digest}"
    sources = record.sources
    yield f"  made from tzdata {sources.tzdata}, holidays {sources.holidays}, twincal {sources.release}"
    for name, sha256 in sources.files:
        yield f"  {sha256[:12]}  {name}"
    for entry in (entry for entry in record.entries if entry.kind is not Kind.ADD):
        yield f"  {ids.of_meeting(entry.series, entry.key)}: {told[record.number, entry.uid]}"
    added = [entry for entry in record.entries if entry.kind is Kind.ADD]
    for series in dict.fromkeys(entry.series for entry in added):
        keys = [entry.key for entry in added if entry.series == series]
        span = keys[0] if len(keys) == 1 else f"{keys[0]} to {keys[-1]} ({len(keys)} meetings)"
        yield f"  {ids.of_series(series)}: add {span}"


def agenda_text(agenda: Agenda) -> str:
    """The next meetings, each city's local time below its title."""
    if not agenda.items:
        return "No meeting to come.\n"
    return "\n\n".join("\n".join(_item(item.occurrence, agenda.ids)) for item in agenda.items) + "\n"


def _item(occurrence: Occurrence, ids: PresentIds) -> Iterator[str]:
    mark = "" if occurrence.status.value == "confirmed" else f" [{occurrence.status.value}]"
    yield f"{occurrence.title.say('en')}{mark}  {ids.of_meeting(occurrence.series, occurrence.key)}"
    if occurrence.timing.all_day:
        yield f"  {when(occurrence, None)}"
        return
    for seat in occurrence.seats:
        local = local_start(occurrence, seat)
        yield f"  {local:%a %-d %b %Y %H:%M}  {seat.name.say('en')} ({utc(seat.offset)})"
