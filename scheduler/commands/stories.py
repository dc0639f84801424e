"""The other answers in words: why a meeting is when it is, what changed when, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scheduler.commands.impact import local_start, when
from scheduler.commands.showing import Agenda
from scheduler.commands.tracing import Chronicle, Story
from scheduler.plan.identities import PresentIds
from scheduler.plan.revision import Entry, Record
from scheduler.plan.steps import Kind
from scheduler.publication.hours import utc
from scheduler.timetable.occurrence import Occurrence


def why_text(story: Story) -> str:
    """Rule date → holiday → change → revisions, a line each."""
    return "\n".join(_why(story)) + "\n"


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
        yield f"  policy     on_holiday: {trace.policy}" + (
            f" → {trace.policy_day:%a %-d %b %Y}" if trace.policy_day else ""
        )
    if trace.change:
        reason = f": {occurrence.reason.say('en')}" if occurrence.reason else ""
        yield f"  change     {trace.change} in the configuration{reason}"
    seat = occurrence.seats[0] if occurrence.seats else None
    yield f"  now        {when(occurrence, seat)}, {occurrence.status.value}"
    stamp = story.stored.stamp
    changed = f"{stamp.modified:%Y-%m-%d %H:%M} UTC"
    yield f"  published  UID {occurrence.uid}, SEQUENCE {stamp.sequence}, last changed {changed}"
    for record, entry in story.entries:
        yield f"  revision {record.number:<3} {record.time:%Y-%m-%d %H:%M} UTC  {_entry(entry)}"


def _wall(occurrence: Occurrence, wall: datetime) -> str:
    shape = "%a %-d %b %Y" if occurrence.timing.all_day else "%a %-d %b %Y %H:%M"
    return f"{wall.strftime(shape)} {occurrence.timing.zone}"


def _entry(entry: Entry) -> str:
    moved = entry.old_start is not None and entry.old_start != entry.new_start
    times = f"{entry.old_start:%Y-%m-%d %H:%M} → " if moved else ""
    return f"{entry.kind.value} ({entry.cause.value}) {times}{entry.new_start:%Y-%m-%d %H:%M} {entry.zone}"


def history_text(chronicle: Chronicle) -> str:
    """Each revision with its cause, sources and changes, newest first."""
    return "\n\n".join("\n".join(_record(record, chronicle.ids)) for record in chronicle.records) + "\n"


def _record(record: Record, ids: PresentIds) -> Iterator[str]:
    causes = ", ".join(cause.value for cause in record.causes)
    yield f"Revision {record.number}  {record.time:%Y-%m-%d %H:%M:%S} UTC  {causes}  plan {record.digest}"
    sources = record.sources
    yield f"  made from tzdata {sources.tzdata}, holidays {sources.holidays}, twincal {sources.release}"
    for name, sha256 in sources.files:
        yield f"  {sha256[:12]}  {name}"
    for entry in (entry for entry in record.entries if entry.kind is not Kind.ADD):
        yield f"  {ids.of_meeting(entry.series, entry.key)}: {_entry(entry)}"
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
