"""What differs between two states of a meeting, in the words that an officer would use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import get_args

from scheduler.plan.steps import Step
from scheduler.publication.feeds.hours import hours
from scheduler.publication.feeds.wording import event_for
from scheduler.publication.languages.language import language
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.revision import Reader, StepKind
from scheduler.timetable.occurrence import Occurrence

FIELDS = {
    "title": "title",
    "kind": "kind",
    "description": "description",
    "place": "place",
    "themes": "themes",
    "registration": "registration link",
    "links": "links",
    "languages": "languages",
    "speakers": "speakers",
    "busy": "busy or free",
}
"""The word for each field of a meeting's content; visibility, join and reason have sentences of their own."""
REWORDED = "wording"
UNSEEN = "nothing that calendars show"


def differences(step: Step, profile: ProgrammeProfile) -> tuple[str, ...]:
    """Returns what changes besides the start and a cancellation; nothing for a new meeting.

    `profile` has the languages: UNSEEN is returned only if no reader sees a change in any of them.
    """
    if step.before is None:
        return ()
    old, new = step.before.occurrence, step.after
    words = (*_appearance(step, old, new), *_times(old, new), *_words(old, new), *_private(old, new))
    if step.kind is StepKind.CHANGE:
        words = (*words, *_notes(old, new))
    if words or old.timing.begin_utc != new.timing.begin_utc or old.cancelled != new.cancelled:
        return words
    return (REWORDED if _reads_otherwise(old, new, profile) else UNSEEN,)


def _appearance(step: Step, old: Occurrence, new: Occurrence) -> Iterator[str]:
    if step.before is not None and step.before.shown != step.shown:
        yield "shown again" if step.shown else "no longer shown"
    if old.content.visibility != new.content.visibility:
        yield f"{'leaves' if new.content.visibility == 'private' else 'enters'} the public calendars"
    if old.status is not new.status and not (old.cancelled or new.cancelled):
        yield f"{old.status.value} → {new.status.value}"


def _times(old: Occurrence, new: Occurrence) -> Iterator[str]:
    lengths = [timing.end_utc - timing.begin_utc for timing in (old.timing, new.timing)]
    if lengths[0] != lengths[1]:
        yield f"{duration(lengths[0])} → {duration(lengths[1])}"
    if old.timing.zone != new.timing.zone:
        yield f"on the clock of {new.timing.zone}"
    before, after = _hours(old), _hours(new)
    common = before.keys() & after.keys()
    if old.timing.begin_utc == new.timing.begin_utc and any(before[city] != after[city] for city in common):
        yield "local times"


def _words(old: Occurrence, new: Occurrence) -> Iterator[str]:
    before, after = old.content, new.content
    yield from (words for name, words in FIELDS.items() if getattr(before, name) != getattr(after, name))
    if old.pairs != new.pairs:
        yield "pair calendars"
    if old.clock_name != new.clock_name:
        yield "name of the clock"
    if {participant.city: participant.name for participant in old.participants} != {
        participant.city: participant.name for participant in new.participants
    }:
        yield "cities"


def _notes(old: Occurrence, new: Occurrence) -> Iterator[str]:
    """Yields what an entry that does not move says anew of its history and of the hours of all cities."""
    if _origin(old) != _origin(new):
        yield "moved from"
    if old.content.reason != new.content.reason and any(
        occurrence.cancelled or occurrence.moved for occurrence in (old, new)
    ):
        yield "reason"
    reordered = old.cities() != new.cities() and _hours(old) == _hours(new)
    if reordered and not new.timing.all_day and hours(old, language("en")) != hours(new, language("en")):
        yield "order of cities"


def _origin(occurrence: Occurrence) -> object:
    """Returns the date that the entry was moved from; None if it shows none."""
    moved = occurrence.moved and not occurrence.cancelled
    return (occurrence.planned, occurrence.planned_days) if moved else None


def _reads_otherwise(old: Occurrence, new: Occurrence, profile: ProgrammeProfile) -> bool:
    """Whether any reader sees a change in any language."""
    readers: tuple[Reader, ...] = get_args(Reader)
    return any(
        event_for(old, code, reader, profile) != event_for(new, code, reader, profile)
        for code, reader in product(profile.languages, readers)
    )


def _private(old: Occurrence, new: Occurrence) -> Iterator[str]:
    if old.content.join != new.content.join:
        public = any(join is not None and join.public for join in (old.content.join, new.content.join))
        yield "way to join" if public else "way to join (private calendars only)"


def _hours(occurrence: Occurrence) -> dict[str, int]:
    return {participant.city: participant.offset for participant in occurrence.participants}


def duration(span: timedelta) -> str:
    """Returns `90 min`, or `3 days`."""
    return f"{span.days} days" if span >= timedelta(days=1) else f"{span // timedelta(minutes=1)} min"
