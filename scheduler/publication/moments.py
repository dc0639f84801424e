"""The instant by which each revision dates what it changes over HTTP.

It is the time of the revision, but later than every one before: two revisions within one second are told
apart (RFC 9110 section 8.8.2.2), and after a clock was put back no Last-Modified falls, so that nobody keeps
an old copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scheduler.record.revision import Published, Revision


def moments(records: Iterable[Revision]) -> Iterator[tuple[Revision, datetime]]:
    """Each of `records`, which come newest first, with its instant; the oldest first."""
    last: datetime | None = None
    for record in reversed([*records]):
        last = record.time if last is None else max(record.time, last + timedelta(seconds=1))
        yield record, last


def last_modified(published: Published) -> datetime:
    """The instant of the last revision."""
    return max((moment for _, moment in moments(published.history)), default=published.time)
