"""The change of a meeting by one revision, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from scheduler.programme.english_days import in_short
from scheduler.reports.alike import joined
from scheduler.reports.differences import FIELDS
from scheduler.reports.local_times import WordsForDays
from scheduler.state.profile import PresentIds
from scheduler.state.revision import (
    HIDDEN,
    JOINED,
    LEFT,
    PRIVATE_JOIN,
    SHOWN,
    Cause,
    Revision,
    RevisionEntry,
    StepKind,
)
from scheduler.timetable.occurrence import Start

Say = Callable[[datetime], str]

_CAUSES = {
    Cause.HOLIDAYS: " because of new holiday data",
    Cause.ZONES: " because of new time-zone data",
    Cause.WINDOW: " as the window moves on",
}


class RecordedChange(Struct, frozen=True, kw_only=True):
    """A change of a meeting by the revision `number`.

    `before` is the entry before, or `entry` if it is the first. `ids` are the present ids of cities.
    """

    number: int
    entry: RevisionEntry
    before: RevisionEntry
    ids: PresentIds

    @property
    def old_zone(self) -> str:
        """The zone of the meeting before."""
        return self.before.zone

    @property
    def moves_start(self) -> bool:
        """Whether the meeting begins at another time than before."""
        old, before = self.entry.old_start, self.before
        return old is not None and not Start(old, before.zone, before.all_day).is_same(self.entry.start)

    @property
    def kind(self) -> object:
        """Everything that changes of one kind have in common, besides their days."""
        entry, old = self.entry, self.entry.old_start
        hours = old and old.time(), entry.new_start.time(), old == entry.new_start
        zones = self.old_zone, entry.zone, self.before.all_day, entry.all_day
        return entry.series, entry.kind, entry.cause, entry.status, entry.changed, zones, hours

    def days(self, words: WordsForDays) -> tuple[str, ...]:
        """Returns the days from which and to which the meeting moves, in `words`."""
        old, new = self.entry.old_start, self.entry.new_start
        return (words(new),) if old is None else (words(old), words(new))

    @property
    def words(self) -> str:
        """The change of one meeting: `moved from Wed 16 Dec 2026 10:00 to … Europe/Sofia`."""
        return _words(self, in_short)

    def words_of_many(self, days: WordsForDays) -> str:
        """Returns the change of many meetings on these `days`: `moved from Wednesdays 10:00 to …`.

        If they move to other days of the same weekday, the words are about the first.
        """

        old, new = self.entry.old_start, self.entry.new_start
        if (
            self.entry.kind is StepKind.MOVE
            and old is not None
            and old != new
            and (days(old), f"{old:%H:%M}") == (days(new), f"{new:%H:%M}")
        ):
            return f"moved to other days; the first {self.words}"
        return _words(self, days)


def changes_in_order(
    entries: Iterable[tuple[Revision, RevisionEntry]], before: Mapping[str, RevisionEntry], ids: PresentIds
) -> list[RecordedChange]:
    """Returns the `entries` of some meetings with the zones that were in force, the oldest first.

    `before` has the entry of each meeting before them, by UID.
    """
    last = {**before}
    found = []
    for revision, entry in sorted(entries, key=lambda pair: pair[0].number):
        found.append(
            RecordedChange(number=revision.number, entry=entry, before=last.get(entry.uid, entry), ids=ids)
        )
        last[entry.uid] = entry
    return found


def _words(change: RecordedChange, say: Say) -> str:
    """Returns a change in words; `say` names a day, or several."""
    entry = change.entry
    time = _time(entry.new_start, entry, say, f" {entry.zone}")
    cause = " by `cancelled:` or `twincal undo`" if HIDDEN in entry.changed else _CAUSES.get(entry.cause, "")
    return f"{_verb_and_times(change, time, say)}{cause}"


def _verb_and_times(change: RecordedChange, time: str, say: Say) -> str:
    entry, old = change.entry, change.entry.old_start
    match entry.kind:
        case StepKind.ADD:
            return f"added: {time}"
        case StepKind.CANCEL:
            return f"{', '.join(('cancelled', *_visibility(entry)))}: {time}"
        case StepKind.REINSTATE:
            return f"takes place after all: {time}"
        case StepKind.MOVE if old is not None and change.moves_start:
            old_zone = "" if change.old_zone == entry.zone and not entry.all_day else f" {change.old_zone}"
            old_time = _time(old, change.before, say, old_zone)
            return ", ".join((f"moved from {old_time} to {time}", *_other_changes(change)))
        case StepKind.MOVE:
            # A revision does not store ends.
            return f"{', '.join(_other_changes(change, 'end'))}: {time}"
        case StepKind.CHANGE if "status" in entry.changed:
            return f"{', '.join((f'now {entry.status.value}', *_other_changes(change)))}: {time}"
        case StepKind.CHANGE:
            return f"{', '.join(_other_changes(change)) or 'other details changed'}: {time}"


def _other_changes(change: RecordedChange, *details: str) -> Iterator[str]:
    """Yields `title and place changed`, `lisbon joined`, `dublin left`; `details` are further ones."""
    entry = change.entry
    changed = [*details, *(DETAILS[name] for name in entry.changed if name in DETAILS)]
    if changed:
        yield f"{joined(changed)} changed"
    for prefix, verb in ((JOINED, "joined"), (LEFT, "left")):
        cities = [change.ids.of_city(city) for city in entry.cities_that(prefix)]
        if cities:
            yield f"{joined(cities)} {verb}"
    yield from _visibility(entry)


def _visibility(entry: RevisionEntry) -> Iterator[str]:
    if SHOWN in entry.changed or HIDDEN in entry.changed:
        yield "shown again" if SHOWN in entry.changed else "no longer shown"


DETAILS = FIELDS | {
    "clock": "clock",
    "visibility": "visibility",
    "join": "way to join",
    PRIVATE_JOIN: "way to join (private calendars only)",
    "reason": "reason",
}
"""The word for each detail that a revision names, besides the status."""


def _time(start: datetime, entry: RevisionEntry, say: Say, zone: str) -> str:
    """Returns the day of `start` with its hour and `zone`; the day alone if `entry` is of whole days."""
    return say(start) if entry.all_day else f"{say(start)} {start:%H:%M}{zone}"
