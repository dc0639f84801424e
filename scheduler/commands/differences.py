"""What is different about a meeting that changes, in the words that an officer would use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from scheduler.plan.steps import Step
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
    "pairs": "pair calendars",
    "clock_name": "name of the clock",
}
UNSEEN = "nothing that calendars show"


def differences(step: Step) -> tuple[str, ...]:
    """What changes besides the start and a cancellation; empty for a new meeting."""
    if step.before is None:
        return ()
    old, new = step.before.occurrence, step.after
    found = (*_appearance(step, old, new), *_times(old, new), *_words(old, new), *_private(old, new))
    started = old.timing.begin == new.timing.begin and old.cancelled == new.cancelled
    return found or ((UNSEEN,) if started else ())


def _appearance(step: Step, old: Occurrence, new: Occurrence) -> Iterator[str]:
    if step.before is not None and step.before.shown != step.shown:
        yield "shown again" if step.shown else "no longer shown"
    if old.visibility != new.visibility:
        yield f"{'leaves' if new.visibility == 'private' else 'enters'} the public calendars"
    if old.status is not new.status and not (old.cancelled or new.cancelled):
        yield f"{old.status.value} → {new.status.value}"


def _times(old: Occurrence, new: Occurrence) -> Iterator[str]:
    lengths = [timing.end - timing.begin for timing in (old.timing, new.timing)]
    if lengths[0] != lengths[1]:
        yield f"{length(lengths[0])} → {length(lengths[1])}"
    if old.timing.zone != new.timing.zone:
        yield f"on the clock of {new.timing.zone}"
    if old.timing.begin == new.timing.begin and _hours(old) != _hours(new):
        yield "local times"


def _words(old: Occurrence, new: Occurrence) -> Iterator[str]:
    yield from (words for name, words in FIELDS.items() if getattr(old, name) != getattr(new, name))
    if {seat.city: seat.name for seat in old.seats} != {seat.city: seat.name for seat in new.seats}:
        yield "cities"


def _private(old: Occurrence, new: Occurrence) -> Iterator[str]:
    if old.join != new.join:
        public = any(join is not None and join.public for join in (old.join, new.join))
        yield "way to join" if public else "way to join (private calendars only)"


def _hours(occurrence: Occurrence) -> dict[str, int]:
    return {seat.city: seat.offset for seat in occurrence.seats}


def length(span: timedelta) -> str:
    """`90 min`, or `3 days`."""
    return f"{span.days} days" if span >= timedelta(days=1) else f"{span // timedelta(minutes=1)} min"
