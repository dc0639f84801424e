"""Finds the changes of feeds. A feed is called by its name.

They include a change of the window in the text: a person wants more or fewer months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from scheduler.findings.finding import Code, Finding
from scheduler.plan.steps import Step
from scheduler.programme.programme import Programme
from scheduler.state.feeds import Feed, FeedState
from scheduler.state.revision import Cause, StepKind
from scheduler.state.state import State
from scheduler.state.window import Window, window_in

_CODES: Mapping[FeedState, Code] = {"live": "feed-kept", "removed": "feed-removed", "gone": "feed-gone"}


def feed_changes(before: Sequence[Feed], after: Sequence[Feed]) -> Iterator[Finding]:
    """Yields the changes of feeds.

    One for each feed that is new, renamed, removed or back; one for all that get the same language.
    """
    if before == after:
        return
    published = {feed.key: feed for feed in before}
    by_language: dict[tuple[str, str], list[str]] = {}
    for feed in after:
        old = published.get(feed.key)
        if old is None or (old.state == "gone" and feed.state != "gone"):
            yield Finding(code="new-feed", values={"name": feed.name})
        elif feed.name != old.name:
            yield Finding(code="renamed-feed", values={"old_name": old.name, "name": feed.name})
        elif feed.state != old.state:
            yield Finding(code=_CODES[feed.state], values={"name": feed.name})
        if old is not None and "gone" not in (old.state, feed.state) and old.language != feed.language:
            by_language.setdefault((old.language, feed.language), []).append(feed.name)
    for (old_language, language), names in by_language.items():
        values = {"names": tuple(names), "old_language": old_language, "language": language}
        yield Finding(code="feeds-in-language", values=values)


def asks_for_other_window(programme: Programme, state: State) -> bool:
    """Returns whether `programme` wants another window than the published one, in the same month."""
    return state.revision > 0 and window_in(programme, state.window.month) != state.window


def caused_by_text(steps: Iterable[Step]) -> list[Step]:
    """Returns `steps` with the text as the cause of those that enter the window."""
    return [replace(step, cause=Cause.CONFIGURATION) if _enters(step) else step for step in steps]


def new_window(state: State, window: Window, steps: Iterable[Step]) -> Finding:
    """Returns the number of meetings that feeds show more and fewer with `window`."""
    before = state.window
    ends = [stored.occurrence.timing.ends for stored in state.occurrences.values() if stored.shown]
    returning = sum(window.shows(end) and not before.shows(end) for end in ends)
    entering = sum(step.shown and window.shows(step.after.timing.ends) for step in steps if _enters(step))
    fewer = sum(before.shows(end) and not window.shows(end) for end in ends)
    return Finding(code="new-window", values={"more_meetings": returning + entering, "fewer": fewer})


def _enters(step: Step) -> bool:
    return step.kind is StepKind.ADD and step.cause is Cause.WINDOW
