"""Everything that is found in the coming meetings of a programme, and minutes that are missing."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.findings.bad_times import bad_hours, days_off, unknown_holidays
from scheduler.findings.clashes import busy_times, clashes
from scheduler.findings.doubts import doubtful_dates, hidden_but_not_cancelled
from scheduler.findings.finding import Finding
from scheduler.findings.missing_minutes import missing_minutes
from scheduler.findings.personal_addresses import personal_addresses
from scheduler.findings.same_titles import same_titles
from scheduler.findings.search import FindingSearch
from scheduler.findings.wrong_hours import wrong_hours


def coming_findings(search: FindingSearch) -> Iterator[Finding]:
    """Yields the findings about single meetings, each by itself, and about series and cities."""
    yield from days_off(search)
    yield from bad_hours(search)
    yield from doubtful_dates(search)
    yield from wrong_hours(search)
    yield from clashes(search)
    yield from busy_times(search)
    yield from unknown_holidays(search)
    yield from missing_minutes(search)
    yield from personal_addresses(search.programme)
    yield from same_titles(search)
    for series in search.series.values():
        yield from hidden_but_not_cancelled(series)
