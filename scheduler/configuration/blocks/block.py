"""Blocks of the text as far as they can be read, each with what is wrong with its form.

Values that cannot be read are left out of the document, so that the rest of it can still be checked: one
run finds all problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.errors import finding, lacks, missing, nothing_written
from scheduler.configuration.source.plain import Plain
from scheduler.programme.problems import Path, Problem

D = TypeVar("D", bound=Document)
C = TypeVar("C", bound=Document, covariant=True)
_MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Generic[C]):
    """One block: what can be read of it (`document`), what is written there (`data`), and its problems.

    A block is shapeless if it is empty, or if a list or a text stands in its place: it cannot be checked.
    """

    path: Path
    document: C
    data: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    shapeless: bool = False

    @property
    def id(self) -> str:
        """The id or key above the block."""
        return str(self.path[-1])

    def inner(self, document: D, *steps: str | int) -> Block[D]:
        """Returns the block at `steps` below this one, which was read as `document`."""
        value: Any = self.data
        for step in steps:
            value = value[step]
        return Block(path=(*self.path, *steps), document=document, data=value)

    def wrote(self, *steps: str | int) -> bool:
        """Whether something is written at `steps` below this block, be it right or wrong."""
        value: Any = self.data
        for step in steps:
            there, value = _below(value, step)
            if not there:
                return False
        return True

    def means(self, key: str) -> bool:
        """Whether `key` is written in this block, or a misspelt key that means it."""
        return not lacks(type(self.document), self.data, key)

    def last_of(self, *keys: str) -> str:
        """Returns which of the keys is written last: as a rule the one that does not belong there."""
        return max(keys, key=list(self.data).index)


def _below(value: Any, step: str | int) -> tuple[bool, Any]:
    """Whether `value` has something at `step`, and what."""
    if isinstance(value, dict) and step in value:
        return True, value[step]
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return True, value[step]
    return False, None


def read_block(kind: type[D], value: Plain, path: Path) -> Block[D]:
    """The part `value` at `path`, read as `kind`."""
    if value is not None and not isinstance(value, dict):
        words = f"{kind.noun} must be a block of keys, not {_shape(value)}{_example(kind)}"
        problem = Problem(path, words, code="wrong-shape")
        return Block(path=path, document=kind(), data={}, problems=(problem,), shapeless=True)
    if not value:
        return Block(path=path, document=kind(), data={}, problems=(_empty(kind, path),), shapeless=True)
    data: dict[str, Any] = value
    document, problems = _read(kind, data, path)
    problems += missing(kind, data, path)
    problems += nothing_written(kind, data, path)
    return Block(path=path, document=document, data=data, problems=tuple(_once(problems)))


def _empty(kind: type[Document], path: Path) -> Problem:
    """One problem for a part that says nothing, rather than one for each key that it lacks."""
    lines = ", ".join(f"`{line}`" for line in kind.required.values())
    words = f"nothing is written below it; {kind.noun} needs lines such as {lines}, further to the right"
    return Problem(path, words, at="key", code="nothing-written")


def _shape(value: Plain) -> str:
    return "a list" if isinstance(value, list) else "one text"


def _example(kind: type[Document]) -> str:
    lines = list(kind.required.values())
    return (
        f"; write its keys on lines of their own, further to the right, such as `{lines[0]}`" if lines else ""
    )


def _read(kind: type[D], data: dict[str, Any], path: Path) -> tuple[D, list[Problem]]:
    try:
        return kind.model_validate(data), []
    except ValidationError as error:
        return _what_can_be_read(kind, data, path, error)


def _what_can_be_read(
    kind: type[D], data: dict[str, Any], path: Path, error: ValidationError
) -> tuple[D, list[Problem]]:
    problems: list[Problem] = []
    rest = deepcopy(data)
    for _ in range(_MOST_ROUNDS):
        for detail in error.errors(include_url=False):
            problems += finding(kind, detail, data, path)
            _leave_out(rest, detail["loc"])
        try:
            return kind.model_validate(rest), problems
        except ValidationError as again:
            error = again
    return kind(), problems


def _leave_out(data: dict[str, Any], steps: tuple[str | int, ...]) -> None:
    """Take out the innermost key that leads to the wrong value; entries of lists keep their places."""
    holder: dict[str, Any] | None = None
    key: str | int = ""
    value: Any = data
    for step in steps:
        there, below = _below(value, step)
        if not there:
            break
        holder, key = (value, step) if isinstance(value, dict) else (holder, key)
        value = below
    if holder is not None:
        del holder[str(key)]


def _once(problems: list[Problem]) -> Iterator[Problem]:
    yield from dict.fromkeys(problems)
