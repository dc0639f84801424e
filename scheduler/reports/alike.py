"""Lines of reports: what is alike is said in one, and columns have one width."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key")
MOST_LINES = 3
"""The most changes of one kind in a series that get a line each."""


def first_names(names: Iterable[str], noun: str, most: int = 3) -> str:
    """Returns `Sofia, Sejong, Seoul and 2 more cities` for five names and the noun `city`.

    A single name more is named as well.
    """
    every = [*names]
    if len(every) > most + 1:
        return f"{', '.join(every[:most])}{and_more(len(every) - most, noun)}"
    return joined(every)


def and_more(count: int, noun: str) -> str:
    """Returns ` and 3 more meetings`; nothing if there are no more."""
    plural = "cities" if noun == "city" else f"{noun}s"
    return f" and {count} more {noun if count == 1 else plural}" if count > 0 else ""


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


def shared_lines(items: Iterable[Item], key: Callable[[Item], object], most: int) -> Iterator[Sequence[Item]]:
    """Yields the items of each line: more than `most` with the same key share one."""
    for _, alike in together(items, key):
        yield from [alike] if len(alike) > most else [(item,) for item in alike]


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yields a line for each row, with columns of one width."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
