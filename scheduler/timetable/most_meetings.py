"""The most new meetings that an edit may plan: more are a wrong year, or an attack on time and memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from scheduler.programme.problems import Problem
from scheduler.programme.series import Series
from scheduler.programme.spans import first_day
from scheduler.timetable.slots import count_slots

MOST_OF_SERIES = 1_000
"""The most new meetings of one series: one a week for 19 years."""
MOST_MEETINGS = 300_000
"""The most new meetings of all series: one a month for three years in 8,000 series."""


def too_many_meetings(
    changed: Iterable[Series], last: date, count_published: Callable[[Series], int]
) -> Iterator[Problem]:
    """Yields an error for each of the `changed` series whose rules plan too many new meetings by `last`.

    Yields one for the programme if all of them plan too many.
    """
    total = 0
    for series in changed:
        if not series.schedule:
            continue
        count = max(count_slots(series, last) - count_published(series), 0)
        total += count
        if count > MOST_OF_SERIES:
            begin = first_day(series.schedule[0].begins)
            words = f"it has about {count:,} new meetings, the first in {begin:%B %Y}: is the year right?"
            advice = f"More than {MOST_OF_SERIES:,} at once need `twincal apply` with --allow large"
            yield Problem((series.section, series.id, "from"), f"{words} {advice}")
    if total > MOST_MEETINGS:
        words = f"all series have about {total:,} new meetings: are the years right?"
        advice = f"More than {MOST_MEETINGS:,} at once need `twincal apply` with --allow large"
        yield Problem(("programme",), f"{words} {advice}", at="key")
