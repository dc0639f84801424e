"""The changes of a plan besides those of meetings, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scheduler.plan.feed_changes import (
    FeedChange,
    FeedInState,
    FeedsInLanguage,
    NewFeed,
    NewWindow,
    RenamedFeed,
)
from scheduler.plan.plan import ChangedPart, Plan
from scheduler.record.feeds import FeedState

_STATE_PHRASES: Mapping[FeedState, str] = {
    "live": "is kept again",
    "removed": "goes on until its last meeting has ended",
    "gone": "ends: its address answers that it is gone",
}
_MONTHS = "Feeds now show {first:%B %Y} to {edge:%B %Y}, the last one not included."
_HOUSEKEEPING: Mapping[ChangedPart, str] = {
    "programme": "What calendars and pages say of the programme, its cities, pairs or themes changes.",
    "address": "The link of every meeting to come changes: their entries are written anew.",
    "series": "A series is new.",
    "names": "A series is known by a new id; its meetings keep their identity.",
    "grounds": "The text words its dates anew; no meeting changes by that.",
    "skips": "Pages tell anew which meetings are skipped for a holiday.",
    "clock": "The last revision was made by a clock that was ahead; from now on this one counts.",
    "window": _MONTHS,
    "new window": _MONTHS,
}


def other_changes(plan: Plan) -> Iterator[str]:
    """Yields a sentence for each change that concerns no single meeting."""
    for change in plan.feed_changes:
        text = feed_change_text(change)
        yield f"{text[:1].upper()}{text[1:]}."
    for part in plan.other_changes:
        if part != "feeds":  # the changes of feeds are in words already
            yield _HOUSEKEEPING[part].format(first=plan.window.first, edge=plan.window.edge)


def feed_change_text(change: FeedChange) -> str:
    """Returns words about a change of feeds, without a capital and a full stop."""
    match change:
        case NewFeed():
            return f"new calendar {change.name}"
        case RenamedFeed():
            return f"calendar {change.old_name} is now {change.name}; the old address goes on"
        case FeedInState():
            return f"calendar {change.name} {_STATE_PHRASES[change.state]}"
        case FeedsInLanguage():
            names = change.names
            calendars = f"calendar {names[0]} is" if len(names) == 1 else f"calendars {', '.join(names)} are"
            return f"{calendars} now in {change.language}, no longer in {change.old_language}"
        case NewWindow():
            return _new_window(change)


def _new_window(change: NewWindow) -> str:
    counts = [f"{count} {word}" for count, word in ((change.more, "more"), (change.fewer, "fewer")) if count]
    if not counts:
        return "feeds show the same meetings in the new window"
    noun = "meeting" if change.more + change.fewer == 1 else "meetings"
    return f"feeds show {' and '.join(counts)} {noun} by the new window"
