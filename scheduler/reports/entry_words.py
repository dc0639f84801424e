"""The change of a meeting by one revision, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from scheduler.programme.english_days import in_short
from scheduler.reports.alike import joined
from scheduler.reports.differences import FIELDS
from scheduler.reports.local_times import WordsForDays
from scheduler.state.profile import PresentIds
from scheduler.state.revision import PRIVATE_JOIN, Cause, Revision, RevisionEntry, StepKind
from scheduler.timetable.occurrence import Start

Say = Callable[[datetime], str]

_CAUSES = {
    Cause.HOLIDAYS: " because of new holiday data",
    Cause.ZONES: " because of new time-zone data",
    Cause.WINDOW: " as the window moves on",
}


class RecordedChange(Struct, frozen=True, kw_only=True):
    """A change of a meeting by the revision `number`; `ids` are the present ids of cities."""

    number: int
    entry: RevisionEntry
    ids: PresentIds

    @property
    def old(self) -> Start | None:
        """The start before; None for a new meeting."""
        return self.entry.before.start if self.entry.before is not None else None

    @property
    def new(self) -> Start:
        """The start after."""
        return self.entry.after.start

    @property
    def kind(self) -> object:
        """Everything that changes of one kind have in common, besides their days."""
        entry, old, new = self.entry, self.old, self.new
        hours = old and old.wall.time(), new.wall.time(), old is not None and old.wall == new.wall
        zones = (old or new).zone, new.zone, (old or new).all_day, new.all_day
        changed = entry.changed, entry.joined, entry.left
        return entry.series, entry.kind, entry.cause, entry.after.status, changed, zones, hours

    def days(self, words: WordsForDays) -> tuple[str, ...]:
        """Returns the days from which and to which the meeting moves, in `words`."""
        old, new = self.old, words(self.new.wall)
        return (new,) if old is None else (words(old.wall), new)

    @property
    def words(self) -> str:
        """The change of one meeting: `moved from Wed 16 Dec 2026 10:00 to … Europe/Sofia`."""
        return _words(self, in_short)

    def words_of_many(self, days: WordsForDays) -> str:
        """Returns the change of many meetings on these `days`: `moved from Wednesdays 10:00 to …`.

        If they move to other days of the same weekday, the words are about the first.
        """

        old, new = self.old.wall if self.old is not None else None, self.new.wall
        if (
            self.entry.kind is StepKind.MOVE
            and old is not None
            and old != new
            and (days(old), f"{old:%H:%M}") == (days(new), f"{new:%H:%M}")
        ):
            return f"moved to other days; the first {self.words}"
        return _words(self, days)


def changes_in_order(
    entries: Iterable[tuple[Revision, RevisionEntry]], ids: PresentIds
) -> list[RecordedChange]:
    """Returns the `entries` of some meetings, the oldest first."""
    in_order = sorted(entries, key=lambda pair: pair[0].number)
    return [RecordedChange(number=revision.number, entry=entry, ids=ids) for revision, entry in in_order]


def _words(change: RecordedChange, say: Say) -> str:
    """Returns a change in words; `say` names a day, or several."""
    entry = change.entry
    time = _time(change.new, say, f" {change.new.zone}")
    is_hidden = entry.changes_shown and not entry.after.shown
    cause = " by `cancelled:` or `twincal undo`" if is_hidden else _CAUSES.get(entry.cause, "")
    return f"{_verb_and_times(change, time, say)}{cause}"


def _verb_and_times(change: RecordedChange, time: str, say: Say) -> str:
    entry, old, new = change.entry, change.old, change.new
    match entry.kind:
        case StepKind.ADD:
            return f"added: {time}"
        case StepKind.CANCEL:
            return f"{', '.join(('cancelled', *_visibility(entry)))}: {time}"
        case StepKind.REINSTATE:
            return f"takes place after all: {time}"
        case StepKind.MOVE if old is not None and entry.moves_start:
            old_zone = "" if old.zone == new.zone and not new.all_day else f" {old.zone}"
            old_time = _time(old, say, old_zone)
            return ", ".join((f"moved from {old_time} to {time}", *_other_changes(change)))
        case StepKind.MOVE:
            return f"{', '.join(_other_changes(change, 'end'))}: {time}"
        case StepKind.CHANGE if entry.changes_status:
            return f"{', '.join((f'now {entry.after.status.value}', *_other_changes(change)))}: {time}"
        case StepKind.CHANGE:
            return f"{', '.join(_other_changes(change)) or 'other details changed'}: {time}"


def _other_changes(change: RecordedChange, *details: str) -> Iterator[str]:
    """Yields `title and place changed`, `lisbon joined`, `dublin left`; `details` are further ones."""
    entry = change.entry
    changed = [*details, *(DETAILS[name] for name in entry.changed if name in DETAILS)]
    if changed:
        yield f"{joined(changed)} changed"
    for cities, verb in ((entry.joined, "joined"), (entry.left, "left")):
        if cities:
            yield f"{joined([*map(change.ids.of_city, cities)])} {verb}"
    yield from _visibility(entry)


def _visibility(entry: RevisionEntry) -> Iterator[str]:
    if entry.changes_shown:
        yield "shown again" if entry.after.shown else "no longer shown"


DETAILS = FIELDS | {
    "clock": "clock",
    "visibility": "visibility",
    "join": "way to join",
    PRIVATE_JOIN: "way to join (private calendars only)",
    "reason": "reason",
}
"""The word for each detail that a revision names, besides the status."""


def _time(start: Start, say: Say, zone: str) -> str:
    """Returns the day of `start` with its hour and `zone`; the day alone if it is of whole days."""
    return say(start.wall) if start.all_day else f"{say(start.wall)} {start.wall:%H:%M}{zone}"
