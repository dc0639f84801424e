"""Finds problems in entries that a mistake of syntax cuts short; only the part above the mistake is known.

A key that is not written may stand below the mistake, so no problem may follow from its absence.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.configuration.assemble.context import Context, Declarations
from scheduler.configuration.blocks.block import read_block
from scheduler.configuration.reading.sections import SECTIONS, WITH_IDS
from scheduler.configuration.reading.tree import Tree
from scheduler.configuration.source.plain import Plain
from scheduler.programme.problems import FieldPath, Problem

_FROM_ABSENCE = ("missing-key", "nothing-written")


def unfinished_problems(tree: Tree, declared: Declarations) -> Iterator[Problem]:
    """Yields the problems of form and of meaning in the parts of entries above a mistake of syntax."""
    for (section, id), value in tree.unfinished.items():
        if section in WITH_IDS and value and isinstance(value, dict):
            block = read_block(SECTIONS[section].document, value, (section, id))
            context = Context(declared=declared)
            SECTIONS[section].make(context, block)
            for problem in (*block.problems, *context.found.problems):
                if not _may_end_below(problem, value):
                    yield problem


def _may_end_below(problem: Problem, value: dict[str, Plain]) -> bool:
    """Returns whether text below the mistake of syntax may be all that is missing."""
    if problem.code == "private-data":
        return "visibility" not in value
    return problem.code in _FROM_ABSENCE or _goes_on(value, problem.path[2:])


def _goes_on(value: Plain, steps: FieldPath) -> bool:
    """Returns whether the part at `steps` is not written yet, or is a block whose end is the mistake."""
    is_last = True
    for step in steps:
        parts = _parts(value)
        if step not in parts:
            return True
        is_last = is_last and step == next(reversed(parts))
        value = parts[step]
    return is_last and (value is None or isinstance(value, (dict, list)))


def _parts(value: Plain) -> dict[str | int, Plain]:
    """Returns the parts of a block by key, those of a list by index."""
    if isinstance(value, list):
        return dict(enumerate(value))
    return dict(value.items()) if isinstance(value, dict) else {}
