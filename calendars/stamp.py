"""The stamp of an event, and how changes raise it.

1. SEQUENCE begins at 0 and never falls (RFC 5545 section 3.8.7.4).
2. It grows by one with a change of time, place or status, and not of wording (RFC 5546 section 2.1.4).
3. LAST-MODIFIED grows by at least a second with each change, whatever the clock says (RFC 5545 section
   3.8.7.3).
4. DTSTAMP is LAST-MODIFIED, because a feed has no METHOD (RFC 5545 section 3.8.7.2).
5. CREATED never changes (RFC 5545 section 3.8.7.1).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

MOST_REVISIONS = 2**31 - 1
"""The largest SEQUENCE (RFC 5545 section 3.3.8)."""

_TICK = timedelta(seconds=1)


class Stamp(Struct, frozen=True, kw_only=True):
    """SEQUENCE, CREATED and LAST-MODIFIED (also written as DTSTAMP): whole seconds in UTC."""

    sequence: int
    created: datetime
    modified: datetime

    def __post_init__(self) -> None:
        if not 0 <= self.sequence <= MOST_REVISIONS:
            raise ValueError(f"sequence {self.sequence} is outside 0 to {MOST_REVISIONS}")
        for moment in (self.created, self.modified):
            if moment.utcoffset() != timedelta(0) or moment.microsecond:
                raise ValueError(f"{moment} is not a whole second in UTC")
        if self.modified < self.created:
            raise ValueError(f"modified {self.modified} before it was created {self.created}")

    @classmethod
    def first(cls, at: datetime, sequence: int = 0) -> Self:
        """Returns the stamp of an event that is first published at `at` (aware, any zone)."""
        moment = _whole_second(at)
        return cls(sequence=sequence, created=moment, modified=moment)

    def touched(self, at: datetime) -> Self:
        """Returns the stamp after a change of wording at `at`: newer, with the same SEQUENCE."""
        return replace(self, modified=max(_whole_second(at), self.modified + _TICK))

    def revised(self, at: datetime) -> Self:
        """Returns the stamp after a change of time, place or status at `at`: newer, SEQUENCE one higher."""
        return replace(self.touched(at), sequence=self.sequence + 1)


def _whole_second(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone; a stamp needs a time with an offset")
    return at.astimezone(UTC).replace(microsecond=0)
