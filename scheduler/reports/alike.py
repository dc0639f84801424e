"""Puts together what is alike, so that reports can say it in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key")
MOST_LINES = 3
"""The most changes of one kind in a series that get a line each."""


def joined(names: Sequence[str]) -> str:
    """Returns `Sofia, Sejong and Dublin`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def together(items: Iterable[Item], key: Callable[[Item], Key]) -> Iterable[tuple[Key, Sequence[Item]]]:
    """Returns each key with its items, in the order in which the keys come first."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups.items()
