"""A store in which something goes wrong that nobody has thought of, or that seldom happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from scheduler.store import Store


class _Faulty:
    def __init__(self, store: Store, instead: Mapping[str, Callable[..., Any]]) -> None:
        self._store = store
        self._instead = instead

    def __getattr__(self, name: str) -> Any:
        return self._instead.get(name) or getattr(self._store, name)


def faulty(store: Store, instead: Mapping[str, Callable[..., Any]]) -> Store:
    """`store`, which does at these names what is there `instead`, for as long as it is there."""
    return cast(Store, _Faulty(store, instead))


def mistake(*_: object) -> Any:
    """An error of ours: nothing that Twincal expects of a store."""
    raise ZeroDivisionError("two cities, no meeting")
