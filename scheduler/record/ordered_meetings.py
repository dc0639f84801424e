"""The meetings of a feed in order of time, in parts that the next revision shares."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice
from typing import overload

from scheduler.record.stored import Stored, time_and_uid

_PART_LENGTH = 1000

_Part = tuple[Stored, ...]


class OrderedMeetings(Sequence[Stored]):
    """Meetings in order of time, then of UID. It is never changed.

    The feed of a large programme has hundreds of thousands, of which an edit changes few. So they are held in
    parts, and `with_changes` copies those parts alone.
    """

    __slots__ = ("_parts", "_starts")

    def __init__(self, parts: Iterable[_Part]) -> None:
        self._parts = [part for part in parts if part]
        self._starts = [0, *accumulate(map(len, self._parts))]

    @classmethod
    def of(cls, meetings: Sequence[Stored]) -> OrderedMeetings:
        """Returns the list of `meetings`, which are in order."""
        starts = range(0, len(meetings), _PART_LENGTH)
        return cls(tuple(meetings[start : start + _PART_LENGTH]) for start in starts)

    def with_changes(self, removed: Iterable[Stored], added: Iterable[Stored]) -> OrderedMeetings:
        """Returns the meetings without those that are `removed`, and with those that are `added`."""
        parts = [*self._parts] or [()]
        for stored in removed:
            number = self._part_of(stored)
            parts[number] = tuple(each for each in parts[number] if each != stored)
        for stored in added:
            number = self._part_of(stored)
            parts[number] = tuple(sorted((*parts[number], stored), key=time_and_uid))
        return OrderedMeetings(parts)

    def _part_of(self, stored: Stored) -> int:
        """Returns the number of the part in which `stored` has its place."""
        place = bisect_right(self._parts, time_and_uid(stored), key=lambda part: time_and_uid(part[0]))
        return max(0, place - 1)

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[Stored]:
        return chain.from_iterable(self._parts)

    @overload
    def __getitem__(self, place: int) -> Stored: ...

    @overload
    def __getitem__(self, place: slice) -> _Part: ...

    def __getitem__(self, place: int | slice) -> Stored | _Part:
        places = range(len(self))[place]
        if isinstance(places, int):
            number = bisect_right(self._starts, places) - 1
            return self._parts[number][places - self._starts[number]]
        if not places:
            return ()
        number = bisect_right(self._starts, places.start) - 1
        begin, end = places.start - self._starts[number], places.stop - self._starts[number]
        return tuple(islice(chain.from_iterable(self._parts[number:]), begin, end, places.step))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OrderedMeetings):
            return NotImplemented
        return self._parts == other._parts or [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]  # a list is looked up by its feed


NO_MEETINGS = OrderedMeetings(())
"""The meetings of a feed that shows none."""
