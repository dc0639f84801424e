"""What is wrong with the form of a part, in words: unknown keys, missing keys, lists where a text belongs.

pydantic finds most of it; its own messages are for programmers and are not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from typing import Any, get_args

from pydantic_core import ErrorDetails

from scheduler.configuration.blocks.documents import ChangeDocument, Document, EntryDocument
from scheduler.configuration.blocks.unknown_keys import keys, meant_key, unknown_key
from scheduler.configuration.spelling import Misunderstood, MisunderstoodKey, SeveralMisunderstood
from scheduler.configuration.vocabulary.zone_tables import zones_by_country
from scheduler.programme.problems import Path, Problem

_MAY_BE_EMPTY = frozenset(
    [
        "changes",
        "closed",
        "extra",
        "formerly",
        "host",
        "join",
        "languages",
        "links",
        "open",
        "schedule",
        "speakers",
        "themes",
        "window",
        "without",
    ]
)
"""Keys of lists and blocks: with nothing behind them they are empty."""

_LISTS_OF_BLOCKS = ("schedule", "speakers")


def finding(kind: type[Document], error: ErrorDetails, data: dict[str, Any], path: Path) -> list[Problem]:
    """What a finding of pydantic means, with the path of the field; several where one value has several."""
    steps = tuple(_written(error["loc"], data))
    match error["type"]:
        case "extra_forbidden":
            block, key = _block(kind, steps[:-1]), str(steps[-1])
            owner = _owner(block, _at(data, steps[:-1]), key)
            words = _belongs(key, owner) if owner else unknown_key(block, key)
            return [Problem((*path, *steps), words, at="key")]
        case "value_error":
            return _misunderstood(error["ctx"]["error"], (*path, *steps))
        case "list_type":
            return [_wrong_shape((*path, *steps), _list_words(kind, steps, error["input"]))]
        case _ if steps[-2:-1] == ("changes",) and steps[-1] in _known_keys(ChangeDocument):
            return []  # told of the key
        case _:
            return [_wrong_shape((*path, *steps), _block_words(_block(kind, steps), error["input"]))]


def _wrong_shape(path: Path, message: str) -> Problem:
    return Problem(path, message, code="wrong-shape")


def _at(data: Any, steps: Path) -> Any:
    for step in steps:
        data = data[step]
    return data


def _owner(kind: type[Document], holder: Any, key: str) -> str | None:
    """The empty block above `key` that has such a key, where one has slipped out of it."""
    above = list(takewhile(lambda name: name != key, holder)) if isinstance(holder, dict) else []
    inner = dict(_inner_kinds(kind))
    empty = (name for name in reversed(above) if holder[name] is None and name in inner)
    return next((name for name in empty if _may_hold(name, inner[name], key, holder[key])), None)


def _may_hold(name: str, kind: type[Document], key: str, value: Any) -> bool:
    by_id = name in ("changes", "extra")
    return isinstance(value, dict) and bool(re.search("[0-9]|^extra", key)) if by_id else key in keys(kind)


def _belongs(key: str, owner: str) -> str:
    return f"`{key}:` belongs to `{owner}:` above it; indent it further to the right than `{owner}:`"


def _misunderstood(error: Misunderstood, path: Path) -> list[Problem]:
    if isinstance(error, SeveralMisunderstood):
        return [
            Problem(
                (*path, key),
                str(reason),
                at="key" if isinstance(reason, MisunderstoodKey) else "value",
                code=reason.code,
            )
            for key, reason in error.parts
        ]
    return [Problem(path, str(error), code=error.code)]


def _written(steps: tuple[str | int, ...], data: Any) -> Iterator[str | int]:
    """The steps of a pydantic location that exist in the text; the others are pydantic's own."""
    for step in steps:
        if isinstance(data, dict) and step in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            continue
        yield step


def _shape(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "a list"
    return "a block of keys" if isinstance(value, dict) else "one text"


def _list_words(kind: type[Document], steps: Path, value: Any) -> str:
    inner = _block(kind, steps)
    lines = list(inner.required.values()) if inner is not _block(kind, steps[:-1]) else []
    wanted = f"a list, each item of which starts `- {lines[0]}`" if lines else "a list such as `[one, two]`"
    return f"must be {wanted}, not {_shape(value)}"


def _block_words(kind: type[Document], value: Any) -> str:
    if kind is Document:
        return f"must be a block of keys, each with its own lines below it, not {_shape(value)}"
    lines = [*kind.required.values(), *filter(None, [kind.example])]
    example = f", such as `{'`, `'.join(lines)}`" if lines else ""
    return f"must be a block of keys{example}, not {_shape(value)}"


def _block(kind: type[Document], steps: Path) -> type[Document]:
    """The kind of the block at `steps` below one of `kind`; Document itself where it holds blocks by id."""
    for position, step in enumerate(steps):
        field = next((f for name, f in kind.model_fields.items() if step in (name, f.alias)), None)
        if field is None:
            continue
        inner = _documents(field.annotation)
        if inner is None:
            return kind
        kind = inner
        if position == len(steps) - 1 and step in ("changes", "extra"):
            return Document
    return kind


def _documents(annotation: Any) -> type[Document] | None:
    if isinstance(annotation, type) and issubclass(annotation, Document):
        return annotation
    return next(filter(None, (_documents(part) for part in get_args(annotation))), None)


def missing(kind: type[Document], data: dict[str, Any], path: Path) -> list[Problem]:
    """What must be written and is not, here and in the blocks below."""
    problems = [
        Problem((*path, key), f"`{key}` is missing; {kind.noun} needs a line `{_fitting(key, line, data)}`")
        for key, line in kind.required.items()
        if lacks(kind, data, key)
    ]
    for inner, value, steps in _blocks(kind, data):
        problems += missing(inner, value, (*path, *steps))
    return problems


def _fitting(key: str, line: str, data: dict[str, Any]) -> str:
    """The example of a line; for a zone, that of the country that is written."""
    country = data.get("country")
    zones = zones_by_country().get(country, ()) if key == "timezone" and isinstance(country, str) else ()
    return f"{key}: {zones[0]}" if zones else line


def lacks(kind: type[Document], data: dict[str, Any], key: str) -> bool:
    """Whether `key` is not in the block, nor a misspelt key that is reported already and means it."""
    known = _known_keys(kind)
    return key not in data and all(meant_key(kind, other) != key for other in data if other not in known)


def nothing_written(kind: type[Document], data: dict[str, Any], path: Path) -> list[Problem]:
    """Keys with nothing behind them, here and in the blocks below."""
    known = _known_keys(kind)
    problems = [
        _nothing((*path, key), kind, key)
        for key, value in data.items()
        if value is None and key in known and key not in _MAY_BE_EMPTY
    ]
    for inner, value, steps in _blocks(kind, data):
        problems += nothing_written(inner, value, (*path, *steps))
    return problems


def _nothing(path: Path, kind: type[Document], key: str) -> Problem:
    if key == "cancel":
        words = "is it cancelled? Write `cancel: true`, or the reason, as in `cancel: Lunar New Year`"
        return Problem(path, words)
    line = kind.required.get(key)
    example = f", such as `{line}`," if line and kind is not EntryDocument else ""
    words = f"nothing is written behind `{key}:`; write a value{example} or take the line out"
    return Problem(path, words, code="nothing-written")


def _blocks(
    kind: type[Document], data: dict[str, Any]
) -> Iterator[tuple[type[Document], dict[str, Any], Path]]:
    """The blocks directly below a block: their kind, what is written in them, and the steps to them."""
    for key, inner in _inner_kinds(kind):
        if data.get(key) is not None:
            for steps, value in _candidates(key, data[key], by_id=key in ("changes", "extra")):
                if isinstance(value, dict) or value is None:
                    yield inner, value or {}, steps


@cache
def _inner_kinds(kind: type[Document]) -> tuple[tuple[str, type[Document]], ...]:
    """The keys of a block that hold blocks, with their kinds."""
    found = ((field.alias or name, _documents(field.annotation)) for name, field in kind.model_fields.items())
    return tuple((key, inner) for key, inner in found if inner is not None)


@cache
def _known_keys(kind: type[Document]) -> frozenset[str]:
    return frozenset(keys(kind))


def _candidates(key: str, value: Any, *, by_id: bool) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, list) and not by_id:
        yield from (((key, index), item) for index, item in enumerate(value))
    elif by_id and isinstance(value, dict):
        yield from (((key, name), item) for name, item in value.items())
    elif not by_id and key not in _LISTS_OF_BLOCKS:
        yield (key,), value
