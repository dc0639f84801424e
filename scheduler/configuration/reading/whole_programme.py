"""Makes the whole programme from what is written, and leaves out parts that refer to wrong ones.

1. A block refers to sections above its own. If it is wrong, or refers to a wrong one, it is left out.
2. Each id means one thing only. Cities, pairs and groups share a namespace, because an audience may name all
   three. Meetings and webinars share one, because both are series. A former id (`formerly`) is taken as well.
3. If a file cannot be read, what is missing may be there, and is no problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from scheduler.configuration.assemble.context import RESERVED, Context, Declarations, FoundProblems, wrong_id
from scheduler.configuration.assemble.detail_blocks import joins
from scheduler.configuration.assemble.member_blocks import (
    assemble_city,
    assemble_group,
    assemble_programme,
    assemble_theme,
)
from scheduler.configuration.assemble.series_blocks import (
    assemble_meeting,
    assemble_webinar,
    blocks_with_details,
)
from scheduler.configuration.blocks.block import Block, read_block
from scheduler.configuration.blocks.documents import SECTIONS, WITH_IDS, CityDocument, ProgrammeDocument
from scheduler.configuration.reading.tree import Tree
from scheduler.configuration.spelling import quoted
from scheduler.programme.members import BusyCalendar, Office, OpenWebinar
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series

_Blocks = Mapping[str, dict[str, Block[Any]]]
"""The blocks of each section by id."""
_Values = Mapping[str, dict[str, Any]]
"""What is made of the blocks that are right."""
_ASSEMBLE: Mapping[str, Callable[[Context, Any], object]] = {
    "themes": assemble_theme,
    "cities": assemble_city,
    "pairs": assemble_group,
    "groups": assemble_group,
    "meetings": assemble_meeting,
    "webinars": assemble_webinar,
}
"""What makes the value of a block of each section; None if something in it is wrong."""
_SERIES = [name for name, section in SECTIONS.items() if section.namespace == "series"]


def assemble(tree: Tree) -> tuple[Programme | None, tuple[Problem, ...]]:
    """Returns the programme that `tree` describes, with every problem of form and of meaning.

    The programme lacks the wrong blocks; it is None if the block `programme:` is wrong. Raises
    TooManyErrorsError.
    """
    found = FoundProblems()
    head, blocks = _programme_block(tree), _read_blocks(tree, found)
    context = Context(declared=_declared(tree, head, blocks), found=found)
    values = _values(context, blocks)
    bare = assemble_programme(context, head)
    problems = [
        *head.problems,
        *found.problems,
        *_id_problems(tree),
        *_former_id_problems(tree, blocks),
    ]
    if not isinstance(bare, Programme):
        return None, tuple(problems)
    if not tree.problems and all(problem.level == "warning" for problem in problems):
        problems += [
            Problem((section, id), "this cannot be understood as it stands", at="key")
            for section, id in tree.entries
            if section in values and id not in values[section]
        ]
    return _complete(bare, values, head, blocks), tuple(problems)


def _programme_block(tree: Tree) -> Block[ProgrammeDocument]:
    """Returns the block `programme:`, the only section that must be there."""
    block = read_block(ProgrammeDocument, dict(tree.data["programme"]), ("programme",))
    is_readable = "programme" not in tree.unreadable_sections
    if "programme" in tree.sections and is_readable:
        return replace(block, problems=tuple(map(_reworded, block.problems)))
    problems = [each for each in block.problems if each.path != block.path and each.code != "missing-key"]
    if is_readable and tree.files:
        words = "there is no `programme:` in any file; it needs `id`, `name`, `host` and `languages`"
        problems.append(Problem(block.path, words))
    return replace(block, problems=tuple(problems))


def _reworded(problem: Problem) -> Problem:
    """Returns the problem, with a better message if the name of a section is the wrong key."""
    key = problem.path[-1]
    if len(problem.path) != 2 or key not in SECTIONS:
        return problem
    return replace(problem, message=f"`{key}:` is a section of its own; start its line in the first column")


def _read_blocks(tree: Tree, found: FoundProblems) -> _Blocks:
    """Returns the blocks of `tree`; adds their problems to `found`."""
    blocks: dict[str, dict[str, Block[Any]]] = {name: {} for name in WITH_IDS}
    for name, block_type in WITH_IDS.items():
        for id, value in tree.data[name].items():
            blocks[name][id] = read_block(block_type, value, (name, id))
            for problem in blocks[name][id].problems:
                found.add(problem)
    return blocks


def _declared(tree: Tree, head: Block[ProgrammeDocument], blocks: _Blocks) -> Declarations:
    series = (block.document for name in _SERIES for block in blocks[name].values())
    all_joins = joins(inner for document in series for inner in blocks_with_details(document))
    public = {join.url.rstrip("/") for join in all_joins if join.public}
    return Declarations(
        themes=dict.fromkeys(blocks["themes"]),
        cities={id: block.document.timezone for id, block in blocks["cities"].items()},
        pairs={id: block.document.cities or () for id, block in blocks["pairs"].items()},
        groups={id: block.document.cities or () for id, block in blocks["groups"].items()},
        languages=tuple(dict.fromkeys(head.document.languages or ())),
        private_addresses=frozenset(join.url.rstrip("/") for join in all_joins) - public,
        unreadable_keys=frozenset(tree.unreadable_keys),
        unreadable_sections=frozenset(tree.unreadable_sections),
    )


def _values(context: Context, blocks: _Blocks) -> _Values:
    """Returns the values of the blocks that are right and refer to nothing wrong, by section and id."""
    values: dict[str, dict[str, Any]] = {name: {} for name in blocks}
    for name in blocks:
        for id, block in blocks[name].items():
            if block.has_no_keys:
                continue
            errors = context.found.errors
            context.references.clear()
            value = _ASSEMBLE[name](context, block)
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
        groups=values["pairs"] | values["groups"],
        series={each.id: each for each in series if isinstance(each, Series)},
        open_webinars=tuple(each for each in series if isinstance(each, OpenWebinar)),
        busy=tuple(_busy_calendars(bare, values, head, blocks)),
        accepted={
            (name, id, code): facts
            for name in ("cities", *_SERIES)
            for id in values[name]
            for code, facts in blocks[name][id].document.accepted.items()
        },
        offices={id: _office(blocks["cities"][id].document) for id in values["cities"]},
    )


def _office(city: CityDocument) -> Office:
    return Office(addresses=tuple(city.contacts), telephones=tuple(city.telephone))


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


def _id_problems(tree: Tree) -> Iterator[Problem]:
    """Yields an error for each id that is misspelt, reserved, or used for two things."""
    first_paths: dict[tuple[str | None, str], tuple[str, str]] = {}
    declared = [(section, id) for section in WITH_IDS for id in tree.data[section]]
    for section, id in sorted(declared, key=lambda path: tree.entries[path].order):
        reason = wrong_id(id)
        first_path = first_paths.setdefault((SECTIONS[section].namespace, id), (section, id))
        if first_path != (section, id):
            reason = f"{quoted(id)} is already {_use(tree, first_path)}; choose another id"
        if reason is not None:
            yield Problem((section, id), reason, at="key")


def _use(tree: Tree, path: tuple[str, str]) -> str:
    """Returns what has an id, and where, for a message."""
    return f"{SECTIONS[path[0]].noun} in {tree.entries[path].where()}"


def _former_id_problems(tree: Tree, blocks: _Blocks) -> Iterator[Problem]:
    """Yields an error for each former id that is still in use, or that two blocks claim."""
    claimed: dict[tuple[str | None, str], FieldPath] = {}
    for section in blocks:
        for block in blocks[section].values():
            ids = block.document.formerly
            for index, name in enumerate(ids):
                if index == 0 and len(ids) > 1 and name == block.id:
                    continue  # the block has its first id again
                claim = claimed.setdefault((SECTIONS[section].namespace, name), block.path)
                reason = _reason_against(tree, name, block.path, claim)
                if reason:
                    yield Problem((*block.path, "formerly", index), reason)


def _reason_against(tree: Tree, name: str, path: FieldPath, claim: FieldPath) -> str | None:
    """Returns why the block at `path` cannot have this former id, which the block at `claim` names first."""
    namespace = SECTIONS[str(path[0])].namespace
    places = ((section, name) for section in WITH_IDS if SECTIONS[section].namespace == namespace)
    current = next((place for place in places if place in tree.entries), None)
    if current == path:
        return f"{quoted(name)} is the id of today; `formerly` lists the ids of the past"
    if current is not None:
        return f"{quoted(name)} is still {_use(tree, current)}; one id cannot stand for both"
    if claim != path:
        return f"{quoted(name)} is also a former id of `{claim[1]}`; it can belong to one only"
    return wrong_id(name) if name not in RESERVED else None
