"""The Last-Modified time of each revision.

It is the time of the revision, but always later than that of the one before. So two revisions within one
second differ (RFC 9110 section 8.8.2.2), and after a clock was put back no client keeps an old copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scheduler.record.revision import Published, Revision


def modification_times(history: Iterable[Revision]) -> Iterator[tuple[Revision, datetime]]:
    """Yields each revision with its Last-Modified time (UTC), the oldest first; `history` is newest first."""
    last: datetime | None = None
    for revision in reversed([*history]):
        last = revision.time if last is None else max(revision.time, last + timedelta(seconds=1))
        yield revision, last


def last_modified(published: Published) -> datetime:
    """Returns the Last-Modified time of the last revision, without those that only private calendars show."""
    times = modification_times(published.history)
    return max((moment for revision, moment in times if not revision.is_private), default=published.time)


def last_modified_in_private(published: Published) -> datetime:
    """Returns the Last-Modified time of the last revision."""
    return max((moment for _, moment in modification_times(published.history)), default=published.time)
