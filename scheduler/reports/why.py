"""The explanation of a meeting's date, as text."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.commands.why import Explanation
from scheduler.programme.details import OfficeClosure
from scheduler.programme.english_days import in_short
from scheduler.programme.series import HolidayPolicy
from scheduler.programme.spans import Days
from scheduler.publication.languages.day_off_reasons import day_off_in_english, reason_in_english
from scheduler.reports.differences import STATUS_WORDS, duration, entry_words
from scheduler.reports.formats import as_text
from scheduler.reports.local_times import at_host, clock_time, when
from scheduler.reports.rule_words import rule_words
from scheduler.state.profile import PresentIds
from scheduler.state.stored import SkippedMeeting, Stored
from scheduler.timetable.occurrence import Occurrence, Start
from scheduler.timetable.workdays import FARTHEST


def why_text(explanation: Explanation) -> str:
    """Returns the rule, the planned date, days off, policy, change and revisions, one line each."""
    return as_text((*_lines(explanation), *_identity(explanation.meeting)))


def why_in_short(explanation: Explanation) -> str:
    """Returns the same without what only programs read."""
    return as_text(_lines(explanation))


def _lines(explanation: Explanation) -> Iterator[str]:
    meeting = explanation.meeting
    if isinstance(meeting, SkippedMeeting):
        return _skipped(meeting, explanation)
    return _published(meeting, explanation)


def _identity(meeting: Stored | SkippedMeeting) -> Iterator[str]:
    if isinstance(meeting, Stored):
        stamp = meeting.stamp
        modified = f"{stamp.modified:%Y-%m-%d %H:%M} UTC"
        yield f"  published  UID {meeting.occurrence.uid}, SEQUENCE {stamp.sequence}, last changed {modified}"


def _skipped(skip: SkippedMeeting, explanation: Explanation) -> Iterator[str]:
    yield f"{skip.title.say('en')}: {explanation.ids.of_meeting(skip.series, skip.key)}"
    yield from (f"  rule       {rule_words(rule)}" for rule in explanation.rules)
    yield f"  planned    {in_short(skip.day)}"
    if skip.reason is not None:
        yield f"  day off    {reason_in_english(skip.reason)}"
    yield f"  holidays   on_holiday: {HolidayPolicy.SKIP.value}"
    yield "  now        it does not take place, and was never published"


def _published(stored: Stored, explanation: Explanation) -> Iterator[str]:
    occurrence = stored.occurrence
    date_origin = occurrence.date_origin
    meeting = explanation.ids.of_meeting(occurrence.series, occurrence.key)
    yield f"{occurrence.content.title.say('en')}: {meeting}"
    yield from (f"  rule       {rule_words(rule)}" for rule in explanation.rules)
    planned = Start(occurrence.planned, occurrence.timing.zone, occurrence.planned_days)
    yield f"  planned    {clock_time(planned)}"
    for words in dict.fromkeys(_days_off(occurrence, explanation.ids)):
        yield f"  day off    {words}"
    if date_origin.obstacles and not (date_origin.change and date_origin.policy == HolidayPolicy.KEEP.value):
        yield f"  holidays   on_holiday: {date_origin.policy}{_policy_result(occurrence)}"
    if date_origin.change:
        reason = occurrence.content.reason
        words = f": {reason_in_english(reason)}" if reason else ""
        yield f"  change     {date_origin.change} in your files{words}"
    timing = occurrence.timing
    of_clock = (each for each in occurrence.participants[:1] if each.zone == timing.zone)
    length = "" if timing.all_day else f", {duration(timing.length)}"
    yield f"  now        {when(occurrence, next(of_clock, None))}{length}, {STATUS_WORDS[occurrence.status]}"
    yield from _cancellation(occurrence, explanation.pause)
    if not stored.shown:
        yield "  hidden     calendars and pages do not show it, by `cancelled:` or `twincal undo`"
    for revision in reversed(explanation.history):
        words = entry_words(revision.entries[0], explanation.ids)
        yield f"  revision {revision.number:<3} {at_host(revision.time, explanation.zone)}  {words}"


def _cancellation(occurrence: Occurrence, pause: Days | None) -> Iterator[str]:
    """Yields why it is cancelled, if neither a change nor a day off says so."""
    date_origin = occurrence.date_origin
    if date_origin.removed:
        yield "  cancelled  it was taken out of the text after it had been published"
    elif date_origin.undated and pause is not None:
        yield f"  cancelled  its series pauses from {in_short(pause.first)} to {in_short(pause.last)}"
    elif date_origin.undated:
        yield "  cancelled  its series does not have this day any more: see its rule, dates and days off"
    elif occurrence.cancelled and not date_origin.change and not date_origin.obstacles:
        yield "  cancelled  the text says `status: cancelled`"


def _days_off(occurrence: Occurrence, ids: PresentIds) -> Iterator[str]:
    """Yields each day off with its city; a break of the whole programme without one."""
    names = {participant.city: participant.name.say("en") for participant in occurrence.participants}
    for obstacle in occurrence.date_origin.obstacles:
        city = names.get(obstacle.city) or ids.of_city(obstacle.city)
        place = "" if obstacle.why is OfficeClosure.PROGRAMME_CLOSED else f"{city}: "
        yield f"{place}{day_off_in_english(obstacle.why)} on {in_short(obstacle.day)}"


def _policy_result(occurrence: Occurrence) -> str:
    """Returns the result of the holiday policy in words."""
    date_origin = occurrence.date_origin
    if date_origin.policy == HolidayPolicy.SKIP.value:
        return ""
    if date_origin.policy_day is None:
        return f": kept, for no common working day was found within {FARTHEST.days} days"
    target = f" → {in_short(date_origin.policy_day)}"
    if (
        date_origin.policy == HolidayPolicy.KEEP.value
        or date_origin.policy_day == occurrence.timing.starts.date()
    ):
        return target
    return (
        f"{target}, but it keeps its last time" if occurrence.cancelled else f"{target}, which was past: kept"
    )
