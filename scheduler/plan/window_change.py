"""A change of the window in the text: a person wants more or fewer months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

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


def describe_window(memory: Memory, window: Window, steps: Iterable[Step]) -> str:
    """Returns words about the number of meetings that feeds show more or fewer with `window`."""
    before = memory.window
    assert before is not None
    ends = [stored.occurrence.timing.ends for stored in memory.occurrences.values() if stored.shown]
    returning = sum(window.shows(end) and not before.shows(end) for end in ends)
    entering = sum(step.shown and window.shows(step.after.timing.ends) for step in steps if _enters(step))
    more = returning + entering
    fewer = sum(before.shows(end) and not window.shows(end) for end in ends)
    counts = [f"{count} {word}" for count, word in ((more, "more"), (fewer, "fewer")) if count]
    if not counts:
        return "feeds show the same meetings in the new window"
    noun = "meeting" if more + fewer == 1 else "meetings"
    return f"feeds show {' and '.join(counts)} {noun} by the new window"


def _enters(step: Step) -> bool:
    return step.kind is StepKind.ADD and step.cause is Cause.WINDOW
