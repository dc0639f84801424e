"""Makes the whole programme from blocks, and leaves out parts that refer to wrong ones."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sized
from typing import Any

from msgspec.structs import replace

from scheduler.configuration.assemble.bare_programme import bare_programme
from scheduler.configuration.assemble.busy_calendars import with_busy_calendars
from scheduler.configuration.assemble.context import Context, Declarations
from scheduler.configuration.assemble.found_problems import FoundProblems
from scheduler.configuration.assemble.identifiers import ID, RESERVED, former_id_problems, id_problems
from scheduler.configuration.assemble.sections import MAKERS
from scheduler.configuration.assemble.unfinished import unfinished_problems
from scheduler.configuration.assemble.written import Written, read_blocks
from scheduler.configuration.blocks.documents import DOCUMENTS
from scheduler.configuration.blocks.missing_indentation import (
    follows_from_indentation,
    indentation_problems,
    is_about_key_to_indent,
    keys_to_indent,
)
from scheduler.configuration.source.tree import Tree
from scheduler.programme.details import Details
from scheduler.programme.groups import OpenWebinar
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.series import Clock, Series


def assemble(tree: Tree) -> tuple[Programme | None, tuple[Problem, ...]]:
    """Returns the programme that `tree` describes, with every problem of form and of meaning.

    The programme lacks the wrong blocks; it is None if the block `programme:` is wrong. Raises
    TooManyErrorsError.
    """
    to_indent = {
        path: owner
        for name, document in DOCUMENTS.items()
        if name != "groups"  # a list may stand for a group, and looks like a key without a block
        for path, owner in keys_to_indent(name, tree.data[name], document).items()
    }
    found = FoundProblems()
    written = read_blocks(tree, to_indent, found)
    declared = _declared(tree, written)
    context = Context(declared=declared)
    values = _values(context, written, found)
    bare = bare_programme(context, written.programme)
    form_problems = (
        problem for problem in written.problems() if not follows_from_indentation(problem, to_indent)
    )
    meaning_problems = (
        problem
        for problem in (
            *(problem for problem in id_problems(tree) if problem.path not in to_indent),
            *former_id_problems(tree, written.former_ids()),
            *context.problems,
        )
        if not is_about_key_to_indent(problem, to_indent)
    )
    problems = (
        *_no_programme(tree),
        *indentation_problems(to_indent),
        *form_problems,
        *unfinished_problems(tree, declared),
        *meaning_problems,
    )
    programme = None if bare is None else with_busy_calendars(_complete(bare, values), written)
    if programme is not None and not _is_whole(tree, programme):
        programme = _without_broken_references(programme)
        problems = (*problems, *_dropped(tree, programme, problems))
    return programme, problems


def _declared(tree: Tree, written: Written) -> Declarations:
    return Declarations(
        themes=dict.fromkeys(written.themes),
        cities={id: block.document.timezone for id, block in written.cities.items()},
        pairs={id: block.document.cities or () for id, block in written.pairs.items()},
        groups={id: block.document.cities or () for id, block in written.groups.items()},
        languages=tuple(dict.fromkeys(written.programme.document.languages or ())),
        private_addresses=written.private_addresses(),
        unreadable_keys=frozenset(tree.unreadable_keys),
        unreadable_sections=frozenset(tree.unreadable_sections),
    )


def _values(context: Context, written: Written, found: FoundProblems) -> Mapping[str, dict[str, Any]]:
    """Returns the values of the blocks that are right, by section and id.

    Adds the problems with their meaning to `found`. Raises TooManyErrorsError.
    """
    values: dict[str, dict[str, Any]] = {}
    for section, blocks in written.by_section.items():
        values[section] = {}
        for id, block in blocks.items():
            if block.has_no_keys:
                continue
            count = len(context.problems)
            value = MAKERS[section](context, block)
            found.add(context.problems[count:])
            has_error = block.problems or context.has_error_since(count)
            if value is not None and not has_error and ID.fullmatch(id) and id not in RESERVED:
                values[section][id] = value
    return values


def _complete(bare: Programme, values: Mapping[str, dict[str, Any]]) -> Programme:
    """Returns `bare` with the values of all sections."""
    meetings, webinars = values["meetings"], values["webinars"]
    meeting_groups = {series.group for series in meetings.values()}
    return replace(
        bare,
        themes=values["themes"],
        cities=values["cities"],
        pairs=values["pairs"],
        groups={id: replace(group, meets=id in meeting_groups) for id, group in values["groups"].items()},
        series=meetings | {id: each for id, each in webinars.items() if isinstance(each, Series)},
        open_webinars=tuple(each for each in webinars.values() if isinstance(each, OpenWebinar)),
    )


def _is_whole(tree: Tree, programme: Programme) -> bool:
    """Returns whether the programme has all that is written, so that no reference can be broken."""
    sections: tuple[Sized, ...] = (
        programme.themes,
        programme.cities,
        programme.pairs,
        programme.groups,
        programme.series,
        programme.open_webinars,
    )
    written = len(tree.entries) - len(tree.data["programme"])
    is_readable = not tree.unreadable_keys and not tree.unreadable_sections
    return is_readable and sum(map(len, sections)) == written


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
        "webinars": {*programme.series, *(webinar.id for webinar in programme.open_webinars)},
    }
    words = "this cannot be understood as it stands"
    return tuple(Problem(path, words, at="key") for path in tree.entries if path[1] not in sections[path[0]])


def _without_broken_references(programme: Programme) -> Programme:
    """Returns the programme without pairs, groups and series that refer to something that is not in it."""
    cities, themes = set(programme.cities), set(programme.themes)
    pairs = {
        id: pair
        for id, pair in programme.pairs.items()
        if set(pair.cities) <= cities and set(pair.themes) <= themes
    }
    groups = {
        id: group
        for id, group in programme.groups.items()
        if set(group.cities) <= cities and set(group.themes) <= themes
    }
    programme = replace(programme, pairs=pairs, groups=groups)
    series = {id: value for id, value in programme.series.items() if _is_complete(value, programme)}
    return replace(programme, series=series)


def _is_complete(series: Series, programme: Programme) -> bool:
    """Returns whether the programme has everything that the series refers to."""
    return (
        _has_participants(series, programme)
        and all(clock.kind != "city" or clock.name in programme.cities for clock in _clocks(series))
        and all(theme in programme.themes for details in _details(series) for theme in details.themes or ())
    )


def _has_participants(series: Series, programme: Programme) -> bool:
    if series.group is not None:
        return series.group in programme.groups
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
