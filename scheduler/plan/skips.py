"""Finds meetings that are skipped because of a holiday before they were published. Pages name the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec.structs import replace

from scheduler.plan.comparisons import Comparisons
from scheduler.plan.steps import Step
from scheduler.programme.texts import Text
from scheduler.record.stored import SkippedMeeting
from scheduler.record.window import Window


def skips(comparisons: Comparisons, window: Window, steps: Iterable[Step]) -> tuple[SkippedMeeting, ...]:
    """Returns the public meetings in the `window` that are skipped and not published, in order of time.

    Those that `steps` publish are left out.
    """
    skipped = chain.from_iterable(each.skips for each in comparisons.unsettled)
    published = {(step.after.series, step.after.key) for step in steps}
    shown = (
        meeting
        for meeting in skipped
        if window.first <= meeting.day < window.edge and (meeting.series, meeting.key) not in published
    )
    return tuple(sorted(shown, key=lambda meeting: (meeting.day, meeting.series, meeting.key)))


def are_stored(skipped: Sequence[SkippedMeeting], stored: Sequence[SkippedMeeting]) -> bool:
    """Returns whether `stored` are the meetings `skipped`; a reason stored as text is not compared."""
    return len(skipped) == len(stored) and all(map(_is_stored_as, skipped, stored))


def _is_stored_as(skipped: SkippedMeeting, stored: SkippedMeeting) -> bool:
    # Older databases (up to schema 0005) hold it as text, from which the days off cannot be recovered: a
    # name may hold a comma. Such a text is right as it is; the next revision replaces it.
    in_words = isinstance(stored.reason, Text)
    return skipped == (replace(stored, reason=skipped.reason) if in_words else stored)
