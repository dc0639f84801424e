"""A store that fails on purpose."""

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
    """`store` with the methods of these names replaced; later changes of `instead` count."""
    return cast(Store, _Faulty(store, instead))


def mistake(*_: object, **__: object) -> Any:
    """Raises an error that Twincal does not expect of a store."""
    raise ZeroDivisionError("two cities, no meeting")
