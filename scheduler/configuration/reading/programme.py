"""Makes the whole programme from what is written, and leaves out parts that refer to wrong ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from scheduler.configuration.assemble.context import Context, Declarations, FoundProblems
from scheduler.configuration.assemble.details import joins
from scheduler.configuration.assemble.identifiers import wrong_id
from scheduler.configuration.assemble.series import blocks_with_details
from scheduler.configuration.blocks.block import Block, read_block
from scheduler.configuration.blocks.documents import ProgrammeDocument
from scheduler.configuration.reading.missing_indentation import (
    indentation_problems,
    keys_to_indent,
    places_without_problems,
)
from scheduler.configuration.reading.sections import SECTIONS, WITH_IDS
from scheduler.configuration.reading.tree import Tree
from scheduler.configuration.reading.unfinished import unfinished_problems
from scheduler.configuration.reading.used_ids import former_id_problems, id_problems
from scheduler.programme.groups import OpenWebinar
from scheduler.programme.places import BusyCalendar
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series

_Blocks = Mapping[str, dict[str, Block[Any]]]
"""The blocks of each section by id."""
_Values = Mapping[str, dict[str, Any]]
"""What is made of the blocks that are right."""

_SERIES = [name for name, section in SECTIONS.items() if section.namespace == "series"]


def assemble(tree: Tree) -> tuple[Programme | None, tuple[Problem, ...]]:
    """Returns the programme that `tree` describes, with every problem of form and of meaning.

    The programme lacks the wrong blocks; it is None if the block `programme:` is wrong. Raises
    TooManyErrorsError.
    """
    to_indent = keys_to_indent(tree)
    excluded = places_without_problems(to_indent)
    found = FoundProblems()
    head, blocks = _programme_block(tree), _read_blocks(tree, to_indent, found)
    declared = _declared(tree, head, blocks)
    context = Context(declared=declared, found=found)
    values = _values(context, blocks)
    bare = SECTIONS["programme"].make(context, head)
    problems = (
        *_no_programme(tree),
        *head.problems,
        *indentation_problems(to_indent),
        *unfinished_problems(tree, declared),
        *(
            problem
            for problem in (*found.problems, *id_problems(tree), *former_id_problems(tree, blocks))
            if problem.path not in excluded
        ),
    )
    if not isinstance(bare, Programme):
        return None, problems
    return _complete(bare, values, head, blocks), (*problems, *_dropped(tree, values, problems))


def _programme_block(tree: Tree) -> Block[ProgrammeDocument]:
    """Returns the block `programme:`.

    If a file cannot be read, the block may be there: then missing keys are no problem.
    """
    block = read_block(ProgrammeDocument, dict(tree.data["programme"]), ("programme",))
    problems = block.problems
    if "programme" not in tree.sections or "programme" in tree.unreadable_sections:
        problems = tuple(each for each in problems if each.path != block.path and each.code != "missing-key")
    return replace(block, problems=tuple(map(_reworded, problems)))


def _reworded(problem: Problem) -> Problem:
    """Returns the problem, with a better message if the name of a section is the wrong key."""
    key = problem.path[-1]
    if len(problem.path) != 2 or key not in SECTIONS:
        return problem
    words = f"`{key}:` is a section of its own; start its line in the first column"
    return replace(problem, message=words)


def _read_blocks(tree: Tree, to_indent: Mapping[FieldPath, str], found: FoundProblems) -> _Blocks:
    """Returns the blocks of `tree`; adds their problems to `found`.

    A key of `to_indent` is no block, and the block that it belongs to is not empty.
    """
    owners = {(path[0], owner) for path, owner in to_indent.items()}
    blocks: dict[str, dict[str, Block[Any]]] = {name: {} for name in WITH_IDS}
    for name, section in WITH_IDS.items():
        for id, value in tree.data[name].items():
            if (name, id) not in to_indent:
                block = blocks[name][id] = read_block(section.document, value, (name, id))
                for problem in block.problems:
                    if problem.path not in owners:
                        found.add(problem)
    return blocks


def _declared(tree: Tree, head: Block[ProgrammeDocument], blocks: _Blocks) -> Declarations:
    return Declarations(
        themes=dict.fromkeys(blocks["themes"]),
        cities={id: block.document.timezone for id, block in blocks["cities"].items()},
        pairs={id: block.document.cities or () for id, block in blocks["pairs"].items()},
        groups={id: block.document.cities or () for id, block in blocks["groups"].items()},
        languages=tuple(dict.fromkeys(head.document.languages or ())),
        nouns={name: section.noun for name, section in SECTIONS.items()},
        private_addresses=_private_addresses(blocks),
        unreadable_keys=frozenset(tree.unreadable_keys),
        unreadable_sections=frozenset(tree.unreadable_sections),
    )


def _private_addresses(blocks: _Blocks) -> frozenset[str]:
    """Returns the addresses of all joins but those that some meeting makes public."""
    series = [block.document for name in _SERIES for block in blocks[name].values()]
    found = joins(inner for document in series for inner in blocks_with_details(document))
    public = {join.url.rstrip("/") for join in found if join.public}
    return frozenset(join.url.rstrip("/") for join in found) - public


def _values(context: Context, blocks: _Blocks) -> _Values:
    """Returns the values of the blocks that are right and refer to nothing wrong, by section and id.

    A block refers to sections above its own. Raises TooManyErrorsError.
    """
    values: dict[str, dict[str, Any]] = {name: {} for name in blocks}
    for name in blocks:
        for id, block in blocks[name].items():
            if block.has_no_keys:
                continue
            errors = context.found.errors
            context.references.clear()
            value = SECTIONS[name].make(context, block)
            is_wrong = block.problems or context.found.errors > errors or wrong_id(id) is not None
            is_whole = all(
                any(reference in values[section] for section in sections)
                for reference, sections in context.references
            )
            if value is not None and not is_wrong and is_whole:
                values[name][id] = value
    meet = {meeting.group for meeting in values["meetings"].values()}
    groups = {id: replace(group, meets=id in meet) for id, group in values["groups"].items()}
    return values | {"groups": groups}


def _complete(bare: Programme, values: _Values, head: Block[ProgrammeDocument], blocks: _Blocks) -> Programme:
    """Returns `bare` with the values of all sections."""
    series = [each for name in _SERIES for each in values[name].values()]
    return replace(
        bare,
        themes=values["themes"],
        cities=values["cities"],
        pairs=values["pairs"],
        groups=values["groups"],
        series={each.id: each for each in series if isinstance(each, Series)},
        open_webinars=tuple(each for each in series if isinstance(each, OpenWebinar)),
        busy=tuple(_busy_calendars(bare, values, head, blocks)),
    )


def _busy_calendars(
    bare: Programme, values: _Values, head: Block[ProgrammeDocument], blocks: _Blocks
) -> Iterator[BusyCalendar]:
    """Yields the calendars that `busy:` of the host and of the cities names."""
    host = head.document.host
    for index, source in enumerate(host.busy if host is not None else ()):
        path: FieldPath = ("programme", "host", "busy", index)
        yield BusyCalendar(attendee="", source=source, zone=bare.host.zone, path=path)
    for id, city in values["cities"].items():
        for index, source in enumerate(blocks["cities"][id].document.busy):
            path = ("cities", id, "busy", index)
            yield BusyCalendar(attendee=city.identity, source=source, zone=city.zone, path=path)


def _no_programme(tree: Tree) -> list[Problem]:
    """Returns an error if the block `programme:` is missing, the only section that must be there."""
    if "programme" in tree.sections or "programme" in tree.unreadable_sections or not tree.files:
        return []
    words = "there is no `programme:` in any file; it needs `id`, `name`, `host` and `languages`"
    return [Problem(("programme",), words)]


def _dropped(tree: Tree, values: _Values, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Returns an error for each block that dropped out of the programme without an error."""
    if tree.problems or any(problem.level == "error" for problem in problems):
        return ()
    words = "this cannot be understood as it stands"
    return tuple(
        Problem((section, id), words, at="key")
        for section, id in tree.entries
        if section in values and id not in values[section]
    )
