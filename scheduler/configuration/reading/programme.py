"""Makes the whole programme from what is written, and leaves out parts that refer to wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from scheduler.configuration.assemble.context import Context, Declarations, FoundProblems
from scheduler.configuration.assemble.details import joins
from scheduler.configuration.assemble.identifiers import ID, RESERVED
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
from scheduler.programme.details import Details
from scheduler.programme.groups import Group, OpenWebinar, Pair
from scheduler.programme.places import BusyCalendar
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Clock, Series

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
    if not _is_whole(tree, values):  # else no reference can be broken
        values = _without_broken_references(values)
        problems = (*problems, *_dropped(tree, values, problems))
    return _complete(bare, values, head, blocks), problems


def _programme_block(tree: Tree) -> Block[ProgrammeDocument]:
    """Returns the block `programme:`.

    If a file cannot be read, the block may be there: then missing keys are no problem.
    """
    block = read_block(ProgrammeDocument, dict(tree.data["programme"]), ("programme",))
    problems = block.problems
    if "programme" not in tree.sections or "programme" in tree.unreadable_sections:
        problems = tuple(each for each in problems if each.path != block.path and each.code != "missing-key")
    return replace(block, problems=tuple(map(_is_section, problems)))


def _is_section(problem: Problem) -> Problem:
    """Returns the problem; its message is another one if the wrong key of the block is a section."""
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
    """Returns the values of the blocks that are right, by section and id; raises TooManyErrorsError."""
    values: dict[str, dict[str, Any]] = {name: {} for name in blocks}
    for name in blocks:
        for id, block in blocks[name].items():
            if block.has_no_keys:
                continue
            errors = context.found.errors
            value = SECTIONS[name].make(context, block)
            has_error = block.problems or context.found.errors > errors
            if value is not None and not has_error and ID.fullmatch(id) and id not in RESERVED:
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


def _is_whole(tree: Tree, values: _Values) -> bool:
    """Returns whether something was made of all that is written."""
    written = len(tree.entries) - len(tree.data["programme"])
    is_readable = not tree.unreadable_keys and not tree.unreadable_sections
    return is_readable and sum(map(len, values.values())) == written


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


def _without_broken_references(values: _Values) -> _Values:
    """Returns the values without pairs, groups and series that refer to something that is not there."""
    cities, themes = values["cities"].keys(), values["themes"].keys()

    def kept(name: str, is_complete: Callable[[Any], bool]) -> dict[str, Any]:
        return {id: value for id, value in values[name].items() if is_complete(value)}

    def has_all(members: Pair | Group) -> bool:
        return cities >= {*members.cities} and themes >= {*members.themes}

    rest = {**values, "pairs": kept("pairs", has_all), "groups": kept("groups", has_all)}
    return {**rest, **{name: kept(name, lambda each: _is_complete(each, rest)) for name in _SERIES}}


def _is_complete(series: Series | OpenWebinar, values: _Values) -> bool:
    """Returns whether everything is there that the series refers to."""
    return isinstance(series, OpenWebinar) or (
        _has_participants(series, values)
        and all(clock.kind != "city" or clock.name in values["cities"] for clock in _clocks(series))
        and all(theme in values["themes"] for details in _details(series) for theme in details.themes or ())
    )


def _has_participants(series: Series, values: _Values) -> bool:
    if series.group is not None:
        return series.group in values["groups"]
    if series.audience is None:
        return series.pair in values["pairs"]
    members = values["cities"].keys() | values["pairs"].keys() | values["groups"].keys()
    return members >= {*series.audience.names}


def _clocks(series: Series) -> list[Clock]:
    fixed = [extra.fixed for extra in series.extras] + ([series.once] if series.once else [])
    changed = [change.clock for change in series.changes if change.clock is not None]
    return [*(entry.clock for entry in series.schedule), *(meeting.clock for meeting in fixed), *changed]


def _details(series: Series) -> list[Details]:
    return [
        series.details,
        *(change.details for change in series.changes),
        *(extra.details for extra in series.extras),
    ]
