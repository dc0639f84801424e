"""A long list on several pages: the first has the address of the list, the next ones end in `/2`, `/3`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import TypeVar

from msgspec import Struct

Entry = TypeVar("Entry")


class NumberedPage(Struct, frozen=True, kw_only=True):
    """One page of a list with `count` entries: it has those from `first` to `last`, counted from 1."""

    address: str
    first: int
    last: int
    count: int

    def entries(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Returns those of all `entries` that are on this page."""
        return entries[self.first - 1 : self.last]


def numbered_pages(address: str, count: int, most: int) -> tuple[NumberedPage, ...]:
    """Returns the pages of a list, with at most `most` entries each; one page even of an empty list."""
    shares = even_shares(count, max(ceil(count / most), 1))
    return tuple(
        NumberedPage(
            address=address if number == 0 else f"{address}/{number + 1}",
            first=start + 1,
            last=end,
            count=count,
        )
        for number, (start, end) in enumerate(shares)
    )


def even_shares(count: int, number: int) -> list[tuple[int, int]]:
    """Returns the first index and the one after the last of each page, if `number` pages share a list."""
    return [*pairwise(count * page // number for page in range(number + 1))] if number else []
