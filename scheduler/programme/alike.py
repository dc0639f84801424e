"""What is alike is said once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key")
MOST_SINGLE = 3
"""Up to so many things of one kind have a line each; more share one."""


def together(items: Iterable[Item], key: Callable[[Item], Key]) -> Iterable[tuple[Key, Sequence[Item]]]:
    """Returns each key with its items, in the order in which the keys come first."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups.items()


def shared_lines(items: Iterable[Item], key: Callable[[Item], object], most: int) -> Iterator[Sequence[Item]]:
    """Yields the items of each line: more than `most` with the same key share one."""
    for _, alike in together(items, key):
        yield from [alike] if len(alike) > most else [(item,) for item in alike]
