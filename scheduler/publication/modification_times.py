"""The Last-Modified time of each revision.

It is the time of the revision, but always later than that of the one before. So two revisions within one
second differ (RFC 9110 section 8.8.2.2), and after a clock was put back no client keeps an old copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from scheduler.state.revision import Published, Revision, RevisionEntry
from scheduler.state.stored import Stored


def modification_times(history: Iterable[Revision]) -> Iterator[tuple[Revision, datetime]]:
    """Yields each revision with its Last-Modified time (UTC), the oldest first; `history` is newest first."""
    last: datetime | None = None
    for revision in reversed([*history]):
        last = revision.time if last is None else max(revision.time, last + timedelta(seconds=1))
        yield revision, last


def last_modified(published: Published) -> datetime:
    """Returns the Last-Modified time of the last revision, without those that only private calendars show."""
    times = modification_times(published.history)
    public = (moment for revision, moment in times if not _is_private(revision, published.occurrences))
    return max(public, default=published.time)


def _is_private(revision: Revision, meetings: Mapping[str, Stored]) -> bool:
    """Returns whether only private calendars show what a revision changed in `meetings`, which are by UID."""
    is_about_meetings = revision.entries and not revision.parts
    return bool(is_about_meetings) and all(
        entry.is_private or _stays_private(entry, meetings[entry.uid]) for entry in revision.entries
    )


def _stays_private(entry: RevisionEntry, meeting: Stored) -> bool:
    """Returns whether a meeting was private before its change, too: else the public sees that it goes."""
    return meeting.occurrence.content.is_private and "visibility" not in entry.changed


def last_modified_in_private(published: Published) -> datetime:
    """Returns the Last-Modified time of the last revision."""
    return max((moment for _, moment in modification_times(published.history)), default=published.time)
