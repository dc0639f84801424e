"""Finds meetings that are over and have no minutes, in series whose text expects some.

Nobody looks for them in the first two weeks, or after a quarter of a year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from scheduler.findings.finding import Doubt
from scheduler.findings.search import FindingSearch
from scheduler.programme.advice import Advice, advise, command
from scheduler.programme.keys import ONCE
from scheduler.programme.papers import has_minutes

DUE = timedelta(days=14)
GIVEN_UP = timedelta(days=92)


class MinutesMissing(Doubt, frozen=True, kw_only=True):
    """A meeting took place two weeks ago or earlier, and no link leads to its minutes."""

    english = "minutes are missing for the meeting {when}"

    @property
    def advice(self) -> Advice:
        """How to add them."""
        attach = command("attach", self.meeting, "minutes", "https://…")
        return advise("as soon as they have an address, write {}", attach)

    @property
    def meeting(self) -> str:
        """The meeting as commands take it."""
        return self.series if self.key == ONCE else f"{self.series}/{self.key}"


def missing_minutes(search: FindingSearch) -> Iterator[MinutesMissing]:
    """Yields a finding for each meeting that took place, the earliest first."""
    expecting = {series.identity for series in search.series.values() if series.minutes_expected}
    meetings = (each.occurrence for each in search.meetings if each.occurrence.series in expecting)
    for occurrence in sorted(meetings, key=lambda each: each.timing.begin_utc):
        is_due = DUE <= search.now - occurrence.timing.end_utc < GIVEN_UP
        if is_due and not occurrence.cancelled and not has_minutes(occurrence.content.links):
            series = search.series[occurrence.series]
            path = (series.section, series.id, "minutes")
            yield MinutesMissing(**search.meeting(occurrence, path=path))
