"""What a revision changes, in words: a meeting, and what else there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.programme.details import Outcome
from scheduler.programme.english_days import in_short
from scheduler.programme.english_lists import first_names, joined
from scheduler.reports.differences import FIELDS, STATUS_WORDS
from scheduler.reports.local_times import WordsForDays, clock_time, from_to
from scheduler.state.profile import PresentIds
from scheduler.state.revision import PRIVATE_JOIN, Cause, Revision, RevisionEntry, StepKind

_CAUSES = {
    Cause.HOLIDAYS: " because of new holiday data",
    Cause.ZONES: " because of new time-zone data",
    Cause.WINDOW: " as a new month begins",
}
DETAILS = FIELDS | {
    "clock": "clock",
    "visibility": "visibility",
    "join": "way to join",
    PRIVATE_JOIN: "way to join (private calendars only)",
    "reason": "reason",
}
"""The word for each detail that a revision names, besides the status."""
_IMPLIED_BY_MEETINGS = {
    "series": "a series, webinar or visit is new",
    "rules": "a series has another text, and the same meetings",
    "skips": "pages show other meetings that do not take place because of a holiday",
    "window": "calendars show other months",
}
"""The parts that a revision names only if no meeting changed: the changes of meetings imply them."""
PARTS = _IMPLIED_BY_MEETINGS | {
    "clock": "the clock was ahead at the revision before, and was put back",
    "programme": "names or details of the programme are new",
    "address": "the public address is new, and with it the link of every coming meeting",
    "feeds": "the list of calendars, or the address of one, is new",
    "names": "a series has a new id, and the same meetings",
    "new window": "calendars show more or fewer months",
    "outcomes": "what became of meetings is written down, and no calendar shows it",
    "files": "the files say it, and no calendar shows it",
}
"""The words for each ChangedPart: for a plan, and for the history."""

_CHANGES_OF_FEEDS = {
    "new-feed": "new {}",
    "renamed-feed": "{} with another address",
    "feed-removed": "removed {}",
    "feed-gone": "ended {}",
    "feed-kept": "{} kept again",
}
"""The words for changes of feeds, by the code of the finding."""


def parts_words(revision: Revision, ids: PresentIds) -> str:
    """Returns what a revision changed besides meetings; empty if that is nothing."""
    feeds, outcomes = [*_feeds_words(revision.parts)], [*_outcomes_words(revision.parts, ids)]
    named = (*feeds, *outcomes)
    implied = {*(_IMPLIED_BY_MEETINGS if revision.entries else ())}
    implied |= {name for name, each in (("feeds", feeds), ("outcomes", outcomes)) if each}
    words = (PARTS[part] for part in revision.parts if part in PARTS and part not in implied)
    return "; ".join((*words, *named))


def _feeds_words(parts: Iterable[str]) -> Iterator[str]:
    """Yields `new calendars: cities/turin and pairs/sofia-turin` for the feeds that a revision names."""
    by_code: dict[str, list[str]] = {}
    for code, _, name in (part.partition(" ") for part in parts):
        by_code.setdefault(code, []).append(name)
    for code, words in _CHANGES_OF_FEEDS.items():
        if names := by_code.get(code):
            noun = "calendar" if len(names) == 1 else "calendars"
            yield f"{words.format(noun)}: {first_names(names, 'calendar')}"


def _outcomes_words(parts: Iterable[str], ids: PresentIds) -> Iterator[str]:
    """Yields `monthly/2026-11: 12 people were present` for each meeting whose outcome a revision names."""
    for code, meeting, value in (f"{part}  ".split(" ")[:3] for part in parts):
        if code == "outcome":
            series, _, key = meeting.partition("/")
            present = value.removeprefix("present=")
            is_known = present.isdigit()
            outcome = Outcome(held=value != "held=no", present=int(present) if is_known else None)
            yield f"{ids.of_meeting(series, key)}: {outcome_words(outcome)}"


def outcome_words(outcome: Outcome) -> str:
    """Returns `12 people were present`, or what else is written of a meeting that is over."""
    if not outcome.held:
        return "it did not take place"
    if outcome.present is None:
        return "nothing is written of it any more"
    return "1 person was present" if outcome.present == 1 else f"{outcome.present} people were present"


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
    if entry.kind is StepKind.MOVE and old != new and (days(old), old.time()) == (days(new), new.time()):
        return f"moved to other days; the first {entry_words(entry, ids)}"
    return entry_words(entry, ids, days)


def _words(entry: RevisionEntry, ids: PresentIds, days: WordsForDays) -> str:
    time, changes = clock_time(entry.after.start, days), [*_changes(entry, ids)]
    match entry.kind:
        case StepKind.ADD:
            return f"added: {time}"
        case StepKind.CANCEL:
            return f"{', '.join(('cancelled', *_visibility(entry)))}: {time}"
        case StepKind.REINSTATE:
            return f"takes place after all: {time}"
        case StepKind.MOVE if entry.before is not None and entry.moves_start:
            return ", ".join((f"moved {from_to(entry.before.start, entry.after.start, days)}", *changes))
        case StepKind.CHANGE if entry.changes_status:
            changes = [f"now {STATUS_WORDS[entry.after.status]}", *changes]
    return f"{', '.join(changes) or 'other details changed'}: {time}"


def _changes(entry: RevisionEntry, ids: PresentIds) -> Iterator[str]:
    """Yields `title and place changed`, `lisbon joined`, `dublin left`, besides another start."""
    changed = [*_other_times(entry), *(DETAILS[name] for name in entry.changed if name in DETAILS)]
    if changed:
        yield f"{joined(changed)} changed"
    for cities, verb in ((entry.joined, "joined"), (entry.left, "left")):
        if cities:
            yield f"{joined([*map(ids.of_city, cities)])} {verb}"
    yield from _visibility(entry)


def _other_times(entry: RevisionEntry) -> Iterator[str]:
    """Yields what new zone rules change, or a move that keeps the start."""
    if entry.cause is Cause.ZONES and not entry.after.start.all_day:
        yield "local times"
    elif entry.kind is StepKind.MOVE and entry.cause is not Cause.ZONES and not entry.moves_start:
        yield "end"


def _visibility(entry: RevisionEntry) -> Iterator[str]:
    if entry.changes_shown:
        yield "shown again" if entry.after.shown else "no longer shown"
