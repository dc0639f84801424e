"""Finds the changes between two large mappings, such as those of two revisions, which share most values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain, compress, repeat
from operator import is_not
from typing import TypeVar

from scheduler.record.shared_mapping import SharedMapping

K = TypeVar("K")
V = TypeVar("V")

_MISSING = object()


def replaced_keys(after: Mapping[K, V], before: Mapping[K, V]) -> list[K]:
    """Returns the keys of `after` with another object than in `before`, and those that are new.

    Compares the values by their places, so it is quick if both have nearly the same keys in the same order.
    """
    if isinstance(after, SharedMapping) and isinstance(before, SharedMapping):
        return after.replaced_since(before)
    is_moved = map(is_not, after.values(), chain(before.values(), repeat(_MISSING)))
    moved = compress(after, is_moved)
    return [key for key in moved if key not in before or before[key] is not after[key]]


def dropped_keys(after: Mapping[K, V], before: Mapping[K, V]) -> Collection[K]:
    """Returns the keys of `before` that `after` does not have."""
    if isinstance(after, SharedMapping) and isinstance(before, SharedMapping):
        return after.dropped_since(before)
    return before.keys() - after.keys()
