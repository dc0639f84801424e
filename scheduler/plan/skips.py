"""Finds meetings that are skipped because of a holiday before they were published. Pages name the reason."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from scheduler.plan.comparisons import Comparisons
from scheduler.plan.steps import Step
from scheduler.state.stored import SkippedMeeting
from scheduler.state.window import Window


def skips(comparisons: Comparisons, window: Window, steps: Iterable[Step]) -> tuple[SkippedMeeting, ...]:
    """Returns the public meetings in the `window` that are skipped and not published, in order of time.

    Those that `steps` publish are left out.
    """
    skipped = chain.from_iterable(each.skips for each in comparisons.by_series.values())
    published = {(step.after.series, step.after.key) for step in steps}
    shown = (
        meeting
        for meeting in skipped
        if window.first <= meeting.day < window.edge and (meeting.series, meeting.key) not in published
    )
    return tuple(sorted(shown, key=lambda meeting: (meeting.day, meeting.series, meeting.key)))
