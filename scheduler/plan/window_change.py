"""Another window in the text: a person asks for other months, which time alone would not have brought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scheduler.plan.steps import Step
from scheduler.programme.programme import Programme
from scheduler.record.memory import Memory
from scheduler.record.revision import Cause, StepKind
from scheduler.record.window import Window, window_in


def asks_for_other_window(programme: Programme, memory: Memory) -> bool:
    """Whether `programme` would have cut the window otherwise when it was last cut."""
    return memory.window is not None and window_in(programme, memory.window.month) != memory.window


def caused_by_text(steps: Iterable[Step]) -> list[Step]:
    """`steps` with the text as the cause of what a new window brings in."""
    return [replace(step, cause=Cause.CONFIGURATION) if _enters(step) else step for step in steps]


def describe_window(memory: Memory, window: Window, steps: Iterable[Step]) -> str:
    """How many meetings feeds show more or fewer by `window` than by the one before."""
    before = memory.window
    assert before is not None
    ends = [stored.occurrence.timing.ends for stored in memory.occurrences.values() if stored.shown]
    back = sum(window.keeps(end) and not before.keeps(end) for end in ends)
    more = back + sum(step.shown and window.keeps(step.after.timing.ends) for step in steps if _enters(step))
    fewer = sum(before.keeps(end) and not window.keeps(end) for end in ends)
    counts = [f"{count} {word}" for count, word in ((more, "more"), (fewer, "fewer")) if count]
    if not counts:
        return "feeds show the same meetings in the new window"
    noun = "meeting" if more + fewer == 1 else "meetings"
    return f"feeds show {' and '.join(counts)} {noun} by the new window"


def _enters(step: Step) -> bool:
    return step.kind is StepKind.ADD and step.cause is Cause.WINDOW
