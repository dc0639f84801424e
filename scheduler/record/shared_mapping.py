"""A large mapping in parts, so that its next state shares all but a few of them with this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeVar

K = TypeVar("K", bound=Any)
V = TypeVar("V")

_PARTS = 512


class SharedMapping(Mapping[K, V]):
    """A mapping that is never changed; `with_changes` copies only the parts that the changes are in.

    The order of its keys means nothing.
    """

    def __init__(self, values: Iterable[tuple[K, V]] = ()) -> None:
        self._parts: list[dict[K, V]] = [{} for _ in range(_PARTS)]
        for key, value in values:
            self._parts[hash(key) % _PARTS][key] = value

    def with_changes(self, changes: Mapping[K, V | None]) -> SharedMapping[K, V]:
        """Returns the mapping after `changes`; None removes a key."""
        after: SharedMapping[K, V] = SharedMapping.__new__(SharedMapping)
        after._parts = [*self._parts]
        for number in {hash(key) % _PARTS for key in changes}:
            after._parts[number] = {**self._parts[number]}
        for key, value in changes.items():
            part = after._parts[hash(key) % _PARTS]
            if value is None:
                part.pop(key, None)
            else:
                part[key] = value
        return after

    def replaced_since(self, before: SharedMapping[K, V]) -> list[K]:
        """Returns the keys with another object than in `before`, and those that are new, sorted."""
        changed = self._changed_parts(before)
        return sorted(
            key for part, old in changed for key, value in part.items() if old.get(key) is not value
        )

    def dropped_since(self, before: SharedMapping[K, V]) -> list[K]:
        """Returns the keys of `before` that this mapping does not have, sorted."""
        return sorted(key for part, old in self._changed_parts(before) for key in old.keys() - part.keys())

    def _changed_parts(self, before: SharedMapping[K, V]) -> Iterator[tuple[dict[K, V], dict[K, V]]]:
        """Yields each part that is not shared with `before`, and the one that was there."""
        parts = zip(self._parts, before._parts, strict=True)
        return ((part, old) for part, old in parts if part is not old)

    def __getitem__(self, key: K) -> V:
        return self._parts[hash(key) % _PARTS][key]

    def __contains__(self, key: object) -> bool:
        return key in self._parts[hash(key) % _PARTS]

    def __iter__(self) -> Iterator[K]:
        return chain.from_iterable(self._parts)

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SharedMapping):
            return self._parts == other._parts
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # like any mapping
