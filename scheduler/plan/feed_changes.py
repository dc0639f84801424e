"""The changes of feeds, as values: the reports put them into words. A feed is called by its name.

They include a change of the window in the text: a person wants more or fewer months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from scheduler.plan.steps import Step
from scheduler.programme.programme import Programme
from scheduler.state.feeds import Feed, FeedState
from scheduler.state.revision import Cause, StepKind
from scheduler.state.state import State
from scheduler.state.window import Window, window_in


class NewFeed(Struct, frozen=True, kw_only=True):
    """A feed is new, or back after it was gone."""

    name: str


class RenamedFeed(Struct, frozen=True, kw_only=True):
    """A feed has another name; its old address still works."""

    old_name: str
    name: str


class FeedInState(Struct, frozen=True, kw_only=True):
    """A feed goes into `state`: it is removed, gone, or live again before it was gone."""

    name: str
    state: FeedState


class FeedsInLanguage(Struct, frozen=True, kw_only=True):
    """The plain addresses of these feeds are in `language` (a code), no longer in `old_language`."""

    names: tuple[str, ...]
    old_language: str
    language: str


class NewWindow(Struct, frozen=True, kw_only=True):
    """The text asks for another window; by it, feeds show `more` and `fewer` meetings."""

    more: int
    fewer: int


FeedChange = NewFeed | RenamedFeed | FeedInState | FeedsInLanguage | NewWindow


def feed_changes(before: Sequence[Feed], after: Sequence[Feed]) -> Iterator[FeedChange]:
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
            yield NewFeed(name=feed.name)
        elif feed.name != old.name:
            yield RenamedFeed(old_name=old.name, name=feed.name)
        elif feed.state != old.state:
            yield FeedInState(name=feed.name, state=feed.state)
        if old is not None and "gone" not in (old.state, feed.state) and old.language != feed.language:
            by_language.setdefault((old.language, feed.language), []).append(feed.name)
    for (old_language, language), names in by_language.items():
        yield FeedsInLanguage(names=tuple(names), old_language=old_language, language=language)


def asks_for_other_window(programme: Programme, state: State) -> bool:
    """Returns whether `programme` wants another window than the published one, in the same month."""
    return state.revision > 0 and window_in(programme, state.window.month) != state.window


def caused_by_text(steps: Iterable[Step]) -> list[Step]:
    """Returns `steps` with the text as the cause of those that enter the window."""
    return [replace(step, cause=Cause.CONFIGURATION) if _enters(step) else step for step in steps]


def new_window(state: State, window: Window, steps: Iterable[Step]) -> NewWindow:
    """Returns the number of meetings that feeds show more and fewer with `window`."""
    before = state.window
    ends = [stored.occurrence.timing.ends for stored in state.occurrences.values() if stored.shown]
    returning = sum(window.shows(end) and not before.shows(end) for end in ends)
    entering = sum(step.shown and window.shows(step.after.timing.ends) for step in steps if _enters(step))
    fewer = sum(before.shows(end) and not window.shows(end) for end in ends)
    return NewWindow(more=returning + entering, fewer=fewer)


def _enters(step: Step) -> bool:
    return step.kind is StepKind.ADD and step.cause is Cause.WINDOW
