"""Finds which meetings are over when pages are made. The pages stay right until the next meeting ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from scheduler.record.mapping_changes import replaced_keys
from scheduler.record.occurrences import Occurrences
from scheduler.timetable.occurrence import Occurrence


class Ended(Struct, frozen=True):
    """The last end among meetings that are over, and the first end among the others (both in UTC)."""

    latest: datetime | None = None
    following: datetime | None = None

    def is_still_right(self, now: datetime) -> bool:
        """Returns whether the same meetings are over at `now`."""
        is_late_enough = self.latest is None or self.latest <= now
        return is_late_enough and (self.following is None or now < self.following)


def all_ended(occurrences: Occurrences, now: datetime) -> Ended:
    """Returns which of all public meetings are over at `now` (UTC)."""
    return ended_at(now, _meetings(occurrences, occurrences.by_series))


def ended_after(occurrences: Occurrences, now: datetime, before: Occurrences, ended: Ended) -> Ended:
    """Returns the same as `all_ended`; `ended` is that of the meetings `before` an edit.

    Looks only at the series that differ, unless one of their meetings had an end that `ended` names.
    """
    replaced = replaced_keys(occurrences.by_series, before.by_series)
    old = {each.timing.end_utc for each in _meetings(before, replaced)}
    if not ended.is_still_right(now) or ended.latest in old or ended.following in old:
        return all_ended(occurrences, now)
    new = ended_at(now, _meetings(occurrences, replaced))
    return Ended(
        latest=max(filter(None, (ended.latest, new.latest)), default=None),
        following=min(filter(None, (ended.following, new.following)), default=None),
    )


def _meetings(occurrences: Occurrences, series: Iterable[str]) -> Iterator[Occurrence]:
    """Yields the meetings of these series that pages may show: no page tells when a private one ends."""
    for identity in series:
        for stored in occurrences.of_series(identity).by_uid.values():
            if not stored.occurrence.content.is_private:
                yield stored.occurrence


def ended_at(now: datetime, meetings: Iterable[Occurrence]) -> Ended:
    """Returns which of `meetings` are over at `now` (UTC)."""
    ends = [meeting.timing.end_utc for meeting in meetings]
    return Ended(
        latest=max((end for end in ends if end <= now), default=None),
        following=min((end for end in ends if end > now), default=None),
    )
