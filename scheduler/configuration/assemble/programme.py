"""Makes the whole programme from blocks, and leaves out parts that refer to wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import TypeVar

from scheduler.configuration.assemble.bare_programme import bare_programme
from scheduler.configuration.assemble.context import Context, Declarations
from scheduler.configuration.assemble.identifiers import ID, RESERVED, former_id_problems, id_problems
from scheduler.configuration.assemble.members import (
    assemble_city,
    assemble_group,
    assemble_pair,
    assemble_theme,
)
from scheduler.configuration.assemble.series import assemble_meeting, assemble_webinar, joins_of_series
from scheduler.configuration.blocks.block import Block, read_block
from scheduler.configuration.blocks.document import Document
from scheduler.configuration.blocks.documents import (
    CityDocument,
    GroupDocument,
    MeetingDocument,
    PairDocument,
    ProgrammeDocument,
    ThemeDocument,
    WebinarDocument,
)
from scheduler.configuration.blocks.missing_indentation import (
    follows_from_indentation,
    indentation_problems,
    is_about_key_to_indent,
    keys_to_indent,
)
from scheduler.configuration.source.plain import Plain
from scheduler.configuration.source.tree import Tree
from scheduler.programme.details import Details
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Clock, Series

D = TypeVar("D", bound=Document)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The programme without its wrong blocks (None if the block `programme:` is wrong), and all problems."""

    programme: Programme | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blocks:
    """The blocks of all sections, by id."""

    programme: Block[ProgrammeDocument]
    themes: dict[str, Block[ThemeDocument]]
    cities: dict[str, Block[CityDocument]]
    pairs: dict[str, Block[PairDocument]]
    groups: dict[str, Block[GroupDocument]]
    meetings: dict[str, Block[MeetingDocument]]
    webinars: dict[str, Block[WebinarDocument]]

    def problems(self) -> list[Problem]:
        """Returns the problems with the form of the blocks."""
        sections = (self.themes, self.cities, self.pairs, self.groups, self.meetings, self.webinars)
        blocks = [block for section in sections for block in section.values()]
        return [problem for block in (self.programme, *blocks) for problem in block.problems]

    def former_ids(self) -> dict[FieldPath, tuple[str, ...]]:
        """Returns the ids under `formerly`, by the path of their block."""
        sections = (self.themes, self.cities, self.pairs, self.meetings, self.webinars)
        return {block.path: block.document.formerly for section in sections for block in section.values()}

    def private_addresses(self) -> frozenset[str]:
        """Returns the addresses of all joins but those that some meeting makes public."""
        series = (*self.meetings.values(), *self.webinars.values())
        joins = [join for block in series for join in joins_of_series(block)]
        public = {join.url.rstrip("/") for join in joins if join.public}
        return frozenset(join.url.rstrip("/") for join in joins) - public


def assemble(tree: Tree) -> Assembled:
    """Returns the programme that `tree` describes, with every problem of form and of meaning."""
    to_indent = {
        path: owner
        for section, kind in _KINDS.items()
        for path, owner in keys_to_indent(section, tree.data[section], kind).items()
    }
    blocks = _read(tree, to_indent)
    ids = [problem for problem in id_problems(tree) if problem.path not in to_indent]
    former_ids = former_id_problems(tree, blocks.former_ids())
    context = Context(
        declared=_declared(tree, blocks), problems=[*indentation_problems(to_indent), *ids, *former_ids]
    )
    bare = bare_programme(context, blocks.programme)
    themes = _values(context, blocks.themes, assemble_theme)
    cities = _values(context, blocks.cities, assemble_city)
    pairs = _values(context, blocks.pairs, assemble_pair)
    groups = _values(context, blocks.groups, assemble_group)
    series = {
        **_values(context, blocks.meetings, assemble_meeting),
        **_values(context, blocks.webinars, assemble_webinar),
    }
    form_problems = (
        problem for problem in blocks.problems() if not follows_from_indentation(problem, to_indent)
    )
    meaning_problems = (
        problem for problem in context.problems if not is_about_key_to_indent(problem, to_indent)
    )
    problems = (*_no_programme(tree), *form_problems, *meaning_problems)
    if bare is None:
        return Assembled(programme=None, problems=problems)
    programme = _without_broken_references(
        replace(bare, themes=themes, cities=cities, pairs=pairs, groups=groups, series=series)
    )
    return Assembled(programme=programme, problems=(*problems, *_dropped(tree, programme, problems)))


_KINDS: dict[str, type[Document]] = {
    "themes": ThemeDocument,
    "cities": CityDocument,
    "pairs": PairDocument,
    "meetings": MeetingDocument,
    "webinars": WebinarDocument,
}


def _read(tree: Tree, to_indent: dict[FieldPath, str]) -> _Blocks:
    def section(name: str, kind: type[D]) -> dict[str, Block[D]]:
        values = {id: value for id, value in tree.data[name].items() if (name, id) not in to_indent}
        return {id: read_block(kind, value, (name, id)) for id, value in values.items()}

    return _Blocks(
        programme=_programme(tree),
        themes=section("themes", ThemeDocument),
        cities=section("cities", CityDocument),
        pairs=section("pairs", PairDocument),
        groups={id: _group(value, ("groups", id)) for id, value in tree.data["groups"].items()},
        meetings=section("meetings", MeetingDocument),
        webinars=section("webinars", WebinarDocument),
    )


def _programme(tree: Tree) -> Block[ProgrammeDocument]:
    """Returns the block `programme:`.

    If a file cannot be read, the block may be there: then missing keys are no problem.
    """
    block = read_block(ProgrammeDocument, dict(tree.data["programme"]), ("programme",))
    if "programme" in tree.sections and "programme" not in tree.unreadable_sections:
        return block
    problems = (
        problem for problem in block.problems if problem.path != block.path and problem.code != "missing-key"
    )
    return replace(block, problems=tuple(problems))


def _group(value: Plain, path: FieldPath) -> Block[GroupDocument]:
    """Returns the block of a group, which may also be written as the list of its cities alone."""
    return read_block(GroupDocument, {"cities": value} if isinstance(value, list) else value, path)


def _declared(tree: Tree, blocks: _Blocks) -> Declarations:
    return Declarations(
        themes={id: block.document for id, block in blocks.themes.items()},
        cities={id: block.document for id, block in blocks.cities.items()},
        pairs={id: block.document for id, block in blocks.pairs.items()},
        groups={id: block.document for id, block in blocks.groups.items()},
        languages=tuple(dict.fromkeys(blocks.programme.document.languages or ())),
        private_addresses=blocks.private_addresses(),
        unreadable_keys=frozenset(tree.unreadable_keys),
        unreadable_sections=frozenset(tree.unreadable_sections),
    )


def _values(
    context: Context, blocks: dict[str, Block[D]], make: Callable[[Context, Block[D]], T | None]
) -> dict[str, T]:
    """Returns what `make` returns for each block that has no error, by id."""
    values: dict[str, T] = {}
    for id, block in blocks.items():
        if block.has_no_keys:
            continue
        count = len(context.problems)
        value = make(context, block)
        is_valid = not block.problems and not context.has_error_since(count)
        if value is not None and is_valid and ID.fullmatch(id) and id not in RESERVED:
            values[id] = value
    return values


def _no_programme(tree: Tree) -> list[Problem]:
    """Returns an error if the block `programme:` is missing, the only section that must be there."""
    if "programme" in tree.sections or "programme" in tree.unreadable_sections or not tree.files:
        return []
    words = "there is no `programme:` in any file; it needs `id`, `name`, `host` and `languages`"
    return [Problem(("programme",), words)]


def _dropped(tree: Tree, programme: Programme, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Returns an error for each block that dropped out of the programme without an error."""
    if tree.problems or any(problem.level == "error" for problem in problems):
        return ()
    sections: dict[str, Container[str]] = {
        "programme": tree.data["programme"],
        "themes": programme.themes,
        "cities": programme.cities,
        "pairs": programme.pairs,
        "groups": programme.groups,
        "meetings": programme.series,
        "webinars": programme.series,
    }
    words = "this cannot be understood as it stands"
    return tuple(Problem(path, words, at="key") for path in tree.parts if path[1] not in sections[path[0]])


def _without_broken_references(programme: Programme) -> Programme:
    """Returns the programme without pairs, groups and series that refer to something that is not in it."""
    cities, themes = set(programme.cities), set(programme.themes)
    pairs = {
        id: pair
        for id, pair in programme.pairs.items()
        if set(pair.cities) <= cities and set(pair.themes) <= themes
    }
    groups = {id: group for id, group in programme.groups.items() if set(group.cities) <= cities}
    programme = replace(programme, pairs=pairs, groups=groups)
    series = {id: value for id, value in programme.series.items() if _is_complete(value, programme)}
    return replace(programme, series=series)


def _is_complete(series: Series, programme: Programme) -> bool:
    """Returns whether the programme has everything that the series refers to."""
    return (
        _has_participants(series, programme)
        and all(clock.kind != "city" or clock.name in programme.cities for clock in _clocks(series))
        and all(set(details.themes or ()) <= set(programme.themes) for details in _details(series))
    )


def _has_participants(series: Series, programme: Programme) -> bool:
    if series.audience is None:
        return series.pair in programme.pairs
    sections = (programme.cities, programme.pairs, programme.groups)
    return all(any(name in section for section in sections) for name in series.audience.names)


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
