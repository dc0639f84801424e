"""Finds which meetings are over when pages are made. The pages stay right until the next meeting ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from scheduler.state.stored import Stored


class Ended(Struct, frozen=True):
    """The last end among meetings that are over, and the first end among the others (both in UTC)."""

    latest: datetime | None = None
    following: datetime | None = None

    def is_still_right(self, now: datetime) -> bool:
        """Returns whether the same meetings are over at `now`."""
        is_late_enough = self.latest is None or self.latest <= now
        return is_late_enough and (self.following is None or now < self.following)


def all_ended(occurrences: Iterable[Stored], now: datetime) -> Ended:
    """Returns which of all public meetings are over at `now` (UTC): no page tells when a private one ends."""
    meetings = (stored.occurrence for stored in occurrences)
    ends = [meeting.timing.end_utc for meeting in meetings if not meeting.content.is_private]
    return Ended(
        latest=max((end for end in ends if end <= now), default=None),
        following=min((end for end in ends if end > now), default=None),
    )
