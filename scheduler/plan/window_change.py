"""A change of the window in the text: a person wants more or fewer months."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from scheduler.plan.feed_changes import NewWindow
from scheduler.plan.steps import Step
from scheduler.programme.programme import Programme
from scheduler.record.memory import Memory
from scheduler.record.revision import Cause, StepKind
from scheduler.record.window import Window, window_in


def asks_for_other_window(programme: Programme, memory: Memory) -> bool:
    """Returns whether `programme` wants another window than the published one, in the same month."""
    return memory.window is not None and window_in(programme, memory.window.month) != memory.window


def caused_by_text(steps: Iterable[Step]) -> list[Step]:
    """Returns `steps` with the text as the cause of those that enter the window."""
    return [replace(step, cause=Cause.CONFIGURATION) if _enters(step) else step for step in steps]


def new_window(memory: Memory, window: Window, steps: Iterable[Step]) -> NewWindow:
    """Returns the number of meetings that feeds show more and fewer with `window`."""
    before = memory.window
    assert before is not None
    ends = [stored.occurrence.timing.ends for stored in memory.occurrences.stored() if stored.shown]
    returning = sum(window.shows(end) and not before.shows(end) for end in ends)
    entering = sum(step.shown and window.shows(step.after.timing.ends) for step in steps if _enters(step))
    fewer = sum(before.shows(end) and not window.shows(end) for end in ends)
    return NewWindow(more=returning + entering, fewer=fewer)


def _enters(step: Step) -> bool:
    return step.kind is StepKind.ADD and step.cause is Cause.WINDOW
