"""What changes in a meeting, by name: of an entry of the history, and of a step of a plan with the values.

1. `differences` turns an entry into named differences; the plan, the history, `why` and the desk print them.
2. A plan knows the meeting before and after. So it adds old and new values, and names what no entry holds.
3. A reason belongs to the move or the cancellation that it explains: a new reason for an old one is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product
from typing import get_args

from msgspec.structs import replace

from scheduler.plan.steps import Step
from scheduler.programme.details import CONTENT_FIELDS, Status
from scheduler.programme.english_days import in_short
from scheduler.programme.english_lists import joined, number_of
from scheduler.programme.texts import Text
from scheduler.publication.feeds.city_hours import hours
from scheduler.publication.feeds.wording import event_for
from scheduler.publication.languages.language import language
from scheduler.reports.changed_values import NamedDifference, changed_values
from scheduler.reports.local_times import WordsForDays, clock_time, from_to
from scheduler.state.profile import PresentIds, ProgrammeProfile
from scheduler.state.revision import PRIVATE_JOIN, Cause, Reader, RevisionEntry, Snapshot, StepKind
from scheduler.state.stored import Stored
from scheduler.timetable.clocks import clock_name, in_english
from scheduler.timetable.occurrence import Occurrence

NAMES = {name: name.replace("_", " ") for name in CONTENT_FIELDS} | {
    "registration": "registration link",
    "busy": "busy or free",
    "join": "way to join",
    PRIVATE_JOIN: "way to join (private calendars only)",
    "clock": "clock",
    "end": "end",
    "offsets": "local times",
    "cities": "other cities",
}
"""The word for each field that may change: those of a meeting's content, and others."""
STATUS_WORDS = {status: status.value for status in Status} | {Status.TENTATIVE: "to be confirmed"}
_CAUSES = {
    Cause.HOLIDAYS: " because of new holiday data",
    Cause.ZONES: " because of new time-zone data",
    Cause.WINDOW: " as a new month begins",
}
_FATES = {StepKind.CANCEL: "cancelled", StepKind.REINSTATE: "takes place after all"}
RENAMED = NamedDifference(field="names", name="the name of a city alone")
REWORDED = NamedDifference(field="words", name="wording")
UNSEEN = NamedDifference(field="", name="nothing that calendars show")


def differences(entry: RevisionEntry) -> tuple[NamedDifference, ...]:
    """Returns what changes besides the start and a cancellation; nothing for a new meeting."""
    if entry.before is None:
        return ()
    names = [*_times(entry, entry.before), *_fields(entry)]
    names += ["cities"] if entry.joined or entry.left else []
    return (
        *_appearance(entry, entry.before),
        *(NamedDifference(field=each, name=NAMES[each]) for each in names),
    )


def _appearance(entry: RevisionEntry, before: Snapshot) -> Iterator[NamedDifference]:
    """Yields the differences whose name says all."""
    after = entry.after
    if entry.changes_shown:
        words = "shown again" if after.shown else "no longer shown"
        yield NamedDifference(field="shown", name=words, is_whole=True)
    if before.private != after.private:
        words = f"{'leaves' if after.private else 'enters'} the public calendars"
        yield NamedDifference(field="visibility", name=words, is_whole=True)
    is_unsure = before.is_cancelled and after.status is Status.TENTATIVE
    if is_unsure or (before.status is not after.status and entry.kind not in _FATES):
        yield NamedDifference(field="status", name=f"now {STATUS_WORDS[after.status]}", is_whole=True)
    if before.length is not None and after.length is not None and before.length != after.length:
        words = f"{duration(before.length)} → {duration(after.length)}"
        yield NamedDifference(field="length", name=words, is_whole=True)


def _times(entry: RevisionEntry, before: Snapshot) -> Iterator[str]:
    if before.length is None and entry.kind is StepKind.MOVE and not entry.moves_start:
        yield "end"
    if before.start.zone != entry.after.start.zone:
        yield "clock"
    if _has_other_local_times(entry, before):
        yield "offsets"


def _has_other_local_times(entry: RevisionEntry, before: Snapshot) -> bool:
    """Returns whether a country changed its clocks: the meeting stays, the local time of a city does not."""
    if entry.moves_start or entry.after.start.all_day:
        return False
    if before.begin is None:
        return entry.cause is Cause.ZONES
    cities = {part.city for part in before.cities} & {part.city for part in entry.after.cities}
    return any(before.local_begin(city) != entry.after.local_begin(city) for city in cities)


def _fields(entry: RevisionEntry) -> Iterator[str]:
    is_told = entry.kind is StepKind.CHANGE
    for name in entry.fields:
        if name != "visibility" and (name != "reason" or is_told):
            yield name


def entry_words(entry: RevisionEntry, ids: PresentIds, days: WordsForDays = in_short) -> str:
    """Returns `moved from Wed 16 Dec 2026 10:00 to … Europe/Sofia`; `days` names a day, or those of many."""
    is_hidden = entry.changes_shown and not entry.after.shown
    cause = " by `cancelled:` or `twincal undo`" if is_hidden else _CAUSES.get(entry.cause, "")
    return f"{_words(entry, ids, days)}{cause}"


def words_of_many(entry: RevisionEntry, ids: PresentIds, days: WordsForDays) -> str:
    """Returns the change of many meetings that are alike: `moved from Wednesdays 10:00 to …`.

    If they move to other days of the same weekday, the words are about this one, the first.
    """
    old, new = (entry.before or entry.after).start.wall, entry.after.start.wall
    if entry.moves_start and old != new and (days(old), old.time()) == (days(new), new.time()):
        return f"moved to other days; the first {entry_words(entry, ids)}"
    return entry_words(entry, ids, days)


def _words(entry: RevisionEntry, ids: PresentIds, days: WordsForDays) -> str:
    if entry.kind is StepKind.ADD:
        return f"added: {clock_time(entry.after.start, days)}"
    told = [_FATES[entry.kind]] if entry.kind in _FATES else []
    is_moved = entry.before is not None and entry.moves_start and not entry.after.is_cancelled
    if entry.before is not None and is_moved:
        told.append(f"moved {from_to(entry.before.start, entry.after.start, days)}")
    told += _told(entry, ids)
    words = ", ".join(told) or "other details changed"
    return words if is_moved else f"{words}: {clock_time(entry.after.start, days)}"


def _told(entry: RevisionEntry, ids: PresentIds) -> Iterator[str]:
    """Yields `now confirmed`, `title and place changed`, `lisbon joined`, `dublin left`."""
    told_already = ("cities", "clock") if entry.moves_start else ("cities",)
    found = [each for each in differences(entry) if each.field not in told_already]
    yield from (each.name for each in found if each.is_whole)
    if names := [each.name for each in found if not each.is_whole]:
        yield f"{joined(names)} changed"
    for cities, verb in ((entry.joined, "joined"), (entry.left, "left")):
        if cities:
            yield f"{joined([ids.name_of(f'cities/{city}') for city in cities])} {verb}"


def planned_differences(
    step: Step, entry: RevisionEntry, profile: ProgrammeProfile
) -> tuple[NamedDifference, ...]:
    """Returns the differences of a step with old and new values, and those that its `entry` does not hold.

    It is UNSEEN alone only if no reader sees a change in any language of `profile`.
    """
    if step.before is None:
        return ()
    old, new = step.before.occurrence, step.after
    is_later = old.timing.begin_utc != new.timing.begin_utc  # then the times say it all
    names = [each for each in differences(entry) if not (is_later and each.field == "offsets")]
    found = (*(_with_values(each, old, new, profile) for each in names), *_unrecorded(step, old))
    if found or is_later or old.cancelled != new.cancelled:
        return found
    if not _is_visible_change(step.before, new, profile):
        return (UNSEEN,)
    return (RENAMED if _names(old) != _names(new) else REWORDED,)


def is_counted(found: Sequence[NamedDifference]) -> bool:
    """Returns whether a plan only counts the meetings that differ in this.

    No reader sees the difference, or it is the new name of a city, which has a line of its own.
    """
    return tuple(found) in ((UNSEEN,), (RENAMED,))


def _with_values(
    each: NamedDifference, old: Occurrence, new: Occurrence, profile: ProgrammeProfile
) -> NamedDifference:
    if each.field == "clock":
        return replace(each, name=_other_clock(old, new))
    field = "join" if each.field == PRIVATE_JOIN else each.field
    if field not in CONTENT_FIELDS:
        return each
    values = changed_values(field, old.content, new.content, profile.languages)
    joins = [join for join in (old.content.join, new.content.join) if join is not None]
    is_private = field == "join" and not any(join.public for join in joins)
    return replace(each, field=field, values=values, name=NAMES[PRIVATE_JOIN] if is_private else each.name)


def _unrecorded(step: Step, old: Occurrence) -> Iterator[NamedDifference]:
    """Yields what no entry holds: in which calendars of pairs and groups it is, and the order of cities."""
    new = step.after
    for field, words in (("pairs", "pair calendars"), ("groups", "group calendars")):
        if getattr(old, field) != getattr(new, field):
            yield NamedDifference(field=field, name=words)
    if old.clock_name != new.clock_name:
        yield NamedDifference(field="clock_name", name="name of the clock")
    is_ordered = old.cities() != new.cities() and old.offsets() == new.offsets() and not new.timing.all_day
    says_so = step.kind is StepKind.CHANGE and is_ordered
    if says_so and hours(old, language("en")) != hours(new, language("en")):
        yield NamedDifference(field="order", name="order of cities")


def _other_clock(old: Occurrence, new: Occurrence) -> str:
    """Returns the words for another clock, or for another time zone of the same city."""
    name, zone = in_english(clock_name(new)), new.timing.zone
    before = {participant.city: participant.zone for participant in old.participants}
    same_city = [each for each in new.participants[:1] if before.get(each.city) == old.timing.zone]
    if same_city and same_city[0].zone == zone:
        return f"the time zone of {name} is now {zone}"
    return f"the clock that counts is now that of {name}"


def _is_visible_change(before: Stored, after: Occurrence, profile: ProgrammeProfile) -> bool:
    """Returns whether any reader sees a change in any language."""
    old, new = before.told, replace(before, occurrence=after).told
    return any(
        event_for(old, code, reader, profile) != event_for(new, code, reader, profile)
        for code, reader in product(profile.languages, get_args(Reader))
    )


def _names(occurrence: Occurrence) -> dict[str, Text]:
    return {participant.city: participant.name for participant in occurrence.participants}


def duration(span: timedelta) -> str:
    """Returns `90 min`, `1 day`, `3 days`, or `6 days 8 h` and `1 day 21 h 30 min` for other long times."""
    days, rest = divmod(span, timedelta(days=1))
    whole = number_of(days, "day")
    if not rest:
        return whole
    if not days:
        return f"{span // timedelta(minutes=1)} min"
    hours, minutes = divmod(rest // timedelta(minutes=1), 60)
    parts = (whole, f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join(filter(None, parts))
