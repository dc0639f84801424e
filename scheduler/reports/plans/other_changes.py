"""The changes of a plan besides those of meetings, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from scheduler.plan.feed_changes import (
    FeedChange,
    FeedInState,
    FeedsInLanguage,
    NewFeed,
    NewWindow,
    RenamedFeed,
)
from scheduler.plan.plan import ChangedPart, Plan
from scheduler.state.feeds import FeedState

_STATE_PHRASES: Mapping[FeedState, str] = {
    "live": "is kept again",
    "removed": "goes on until its last meeting has ended",
    "gone": "ends: its address answers that it is gone",
}
_MONTHS = "Calendars now show the months from {first:%B %Y} to {last:%B %Y}."
_HOUSEKEEPING: Mapping[ChangedPart, str] = {
    "programme": "Names or other facts about the programme, its cities, pairs or themes change.",
    "address": "The link of every coming meeting changes, so all their entries change.",
    "series": "A series, webinar or visit is new.",
    "names": "A series is known by a new id; its meetings keep their identity.",
    "grounds": "The text changes, and calendars show the same meetings.",
    "skips": "Pages show other meetings as skipped because of a holiday.",
    "clock": "The clock was ahead when the last revision was made. From now on the present clock counts.",
    "window": _MONTHS,
    "new window": "Calendars now show meetings from {first:%B %Y} on, and get new ones until {last:%B %Y}.",
}


def other_changes(plan: Plan) -> Iterator[str]:
    """Yields a sentence for each change that concerns no single meeting."""
    for change in plan.feed_changes:
        text = feed_change_text(change)
        yield f"{text[:1].upper()}{text[1:]}."
    for part in plan.other_changes:
        if part != "feeds":  # the changes of feeds are in words already
            yield _HOUSEKEEPING[part].format(
                first=plan.window.first, last=plan.window.edge - timedelta(days=1)
            )


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
        return "feeds show the same meetings as before"
    noun = "meeting" if change.more + change.fewer == 1 else "meetings"
    return f"feeds show {' and '.join(counts)} {noun} by the new window"
