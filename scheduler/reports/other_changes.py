"""What a revision changes besides meetings: the programme, calendars, and what became of meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from scheduler.programme.details import Outcome
from scheduler.programme.english_lists import first_names, joined
from scheduler.reports.changed_values import field_name
from scheduler.state.profile import PresentIds
from scheduler.state.profile_changes import named
from scheduler.state.revision import Revision

_IMPLIED_BY_MEETINGS = {
    "series": "a series, webinar or visit is new",
    "rules": "a series has another text, and the same meetings",
    "skips": "pages show other meetings that do not take place because of a holiday",
    "window": "calendars show other months",
}
"""The parts that a revision names only if no meeting changed: the changes of meetings imply them."""
PARTS = _IMPLIED_BY_MEETINGS | {
    "clock": "the clock was ahead at the revision before, and was put back",
    "programme": "details of the programme changed",
    "address": "the public address is new, and with it the link of every coming meeting",
    "feeds": "the list of calendars, or the address of one, is new",
    "names": "a series has a new id, and the same meetings",
    "new window": "calendars show more or fewer months",
    "outcomes": "what became of meetings is written down, and no calendar shows it",
    "files": "it is written down, and no calendar shows it",
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
    named_parts = {
        "feeds": [*_feeds_words(revision.parts)],
        "programme": [*_profile_words(revision.parts, ids)],
        "outcomes": [*_outcomes_words(revision.parts, ids)],
    }
    implied = {*(_IMPLIED_BY_MEETINGS if revision.entries else ())}
    implied |= {name for name, words in named_parts.items() if words or revision.number == 1}
    if any(named_parts.values()):  # a new name is one of a calendar, too
        implied |= {"feeds", "programme"}
    words = (PARTS[part] for part in revision.parts if part in PARTS and part not in implied)
    return "; ".join((*words, *chain.from_iterable(named_parts.values())))


def _profile_words(parts: Iterable[str], ids: PresentIds) -> Iterator[str]:
    """Yields `Lisbon: office hours and days off changed` for each city, or the programme."""
    changed: dict[str, list[str]] = {}
    for code, subject, field in (f"{part}  ".split(" ")[:3] for part in parts):
        if code == "changed":
            changed.setdefault(subject, []).append(field_name(field))
    for subject, fields in changed.items():
        yield f"{named(subject, ids)}: {joined(fields)} changed"


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
