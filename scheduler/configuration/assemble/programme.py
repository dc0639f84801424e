"""The whole programme from the whole text: every part in its order, and what came out well."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import TypeVar

from scheduler.configuration.assemble.complete import sound
from scheduler.configuration.assemble.declared import Declared
from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.assemble.identifiers import ID, RESERVED, former_id_problems, id_problems
from scheduler.configuration.assemble.members import group, pair, theme
from scheduler.configuration.assemble.places import city, head
from scheduler.configuration.assemble.series import all_joins, meeting, webinar
from scheduler.configuration.blocks.documents import (
    CityDocument,
    Document,
    GroupDocument,
    MeetingDocument,
    PairDocument,
    ProgrammeDocument,
    ThemeDocument,
    WebinarDocument,
)
from scheduler.configuration.blocks.partial import PartialBlock, partial_block
from scheduler.configuration.blocks.strays import is_about_strays, is_missed_stray, stray_problems, strays
from scheduler.configuration.source.plain import Plain
from scheduler.configuration.source.tree import Tree
from scheduler.programme.problems import Path, Problem
from scheduler.programme.programme import Programme

D = TypeVar("D", bound=Document)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The programme of all parts that are sound (None where its own block is not), and the problems."""

    sound: Programme | None
    problems: tuple[Problem, ...]


_KINDS: dict[str, type[Document]] = {
    "themes": ThemeDocument,
    "cities": CityDocument,
    "pairs": PairDocument,
    "meetings": MeetingDocument,
    "webinars": WebinarDocument,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drafts:
    programme: PartialBlock[ProgrammeDocument]
    themes: dict[str, PartialBlock[ThemeDocument]]
    cities: dict[str, PartialBlock[CityDocument]]
    pairs: dict[str, PartialBlock[PairDocument]]
    groups: dict[str, PartialBlock[GroupDocument]]
    meetings: dict[str, PartialBlock[MeetingDocument]]
    webinars: dict[str, PartialBlock[WebinarDocument]]

    def problems(self) -> list[Problem]:
        """What is wrong with the form of all parts."""
        sections = (self.themes, self.cities, self.pairs, self.groups, self.meetings, self.webinars)
        parts = [draft for section in sections for draft in section.values()]
        return [problem for part in (self.programme, *parts) for problem in part.problems]


def assemble(tree: Tree) -> Assembled:
    """The programme that `tree` describes, with every problem of form and of meaning."""
    drafts = _drafts(tree)
    names = _names(tree, drafts)
    slipped = _strays(tree)
    ids = [problem for problem in id_problems(tree) if problem.path not in slipped]
    findings = Findings([*stray_problems(slipped), *ids, *former_id_problems(tree, _former(drafts))])
    top = head(drafts.programme, names, findings)
    themes = _all(drafts.themes, theme, names, findings)
    cities = _all(drafts.cities, city, names, findings)
    pairs = _all(drafts.pairs, pair, names, findings)
    groups = _all(drafts.groups, group, names, findings)
    meetings = _all(drafts.meetings, meeting, names, findings)
    series = {**meetings, **_all(drafts.webinars, webinar, names, findings)}
    form = (problem for problem in drafts.problems() if not is_about_strays(problem, slipped))
    meaning = (problem for problem in findings.problems if not is_missed_stray(problem, slipped))
    problems = (*_absent(tree), *form, *meaning)
    if top is None:
        return Assembled(sound=None, problems=problems)
    whole = sound(replace(top, themes=themes, cities=cities, pairs=pairs, groups=groups, series=series))
    return Assembled(sound=whole, problems=(*problems, *_unclear(tree, whole, problems)))


def _unclear(tree: Tree, programme: Programme, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Nothing that is written may drop out in silence: where nothing is wrong, every part must be there."""
    if tree.problems or any(problem.level == "error" for problem in problems):
        return ()
    made: dict[str, Container[str]] = {
        "programme": tree.data["programme"],
        "themes": programme.themes,
        "cities": programme.cities,
        "pairs": programme.pairs,
        "groups": programme.groups,
        "meetings": programme.series,
        "webinars": programme.series,
    }
    words = "this cannot be understood as it stands"
    return tuple(Problem(path, words, at="key") for path in tree.parts if path[1] not in made[path[0]])


def _absent(tree: Tree) -> list[Problem]:
    """The programme's block is the one section that must be there."""
    if "programme" in tree.sections or "programme" in tree.lost_sections or not tree.sheets:
        return []
    words = "there is no `programme:` in any file; it needs `id`, `name`, `host` and `languages`"
    return [Problem(("programme",), words)]


def _drafts(tree: Tree) -> _Drafts:
    return _Drafts(
        programme=_programme(tree),
        themes=_section(tree, "themes", ThemeDocument),
        cities=_section(tree, "cities", CityDocument),
        pairs=_section(tree, "pairs", PairDocument),
        groups={name: _group(value, ("groups", name)) for name, value in tree.data["groups"].items()},
        meetings=_section(tree, "meetings", MeetingDocument),
        webinars=_section(tree, "webinars", WebinarDocument),
    )


def _programme(tree: Tree) -> PartialBlock[ProgrammeDocument]:
    """What is missing may stand in a file that could not be read, or the whole block is missing."""
    whole = partial_block(ProgrammeDocument, dict(tree.data["programme"]), ("programme",))
    if "programme" in tree.sections and "programme" not in tree.lost_sections:
        return whole
    below = (problem for problem in whole.problems if len(problem.path) > 1)
    said = tuple(problem for problem in below if whole.wrote(*problem.path[1:]))
    return replace(whole, problems=said)


def _section(tree: Tree, section: str, kind: type[D]) -> dict[str, PartialBlock[D]]:
    slipped = strays(section, tree.data[section], kind)
    parts = {name: value for name, value in tree.data[section].items() if (section, name) not in slipped}
    return {name: partial_block(kind, value, (section, name)) for name, value in parts.items()}


def _strays(tree: Tree) -> dict[Path, str]:
    found = [strays(section, tree.data[section], kind) for section, kind in _KINDS.items()]
    return {path: owner for some in found for path, owner in some.items()}


def _group(value: Plain, path: Path) -> PartialBlock[GroupDocument]:
    """A group may be the bare list of its cities."""
    bare = isinstance(value, list)
    return partial_block(GroupDocument, {"cities": value} if bare else value, path)


def _names(tree: Tree, drafts: _Drafts) -> Declared:
    programme = drafts.programme.document
    return Declared(
        themes={name: draft.document for name, draft in drafts.themes.items()},
        cities={name: draft.document for name, draft in drafts.cities.items()},
        pairs={name: draft.document for name, draft in drafts.pairs.items()},
        groups={name: draft.document for name, draft in drafts.groups.items()},
        languages=tuple(dict.fromkeys(programme.languages or ())),
        ways=_ways(drafts),
        lost=frozenset(tree.lost),
        lost_sections=frozenset(tree.lost_sections),
    )


def _ways(drafts: _Drafts) -> frozenset[str]:
    """The addresses of all joins but those that some meeting makes public."""
    found = [
        join for part in (*drafts.meetings.values(), *drafts.webinars.values()) for join in all_joins(part)
    ]
    public = {join.url.rstrip("/") for join in found if join.public}
    return frozenset(join.url.rstrip("/") for join in found) - public


def _former(drafts: _Drafts) -> dict[Path, list[str]]:
    sections = (drafts.themes, drafts.cities, drafts.pairs, drafts.meetings, drafts.webinars)
    return {part.path: part.document.formerly for section in sections for part in section.values()}


def _all(
    drafts: dict[str, PartialBlock[D]],
    make: Callable[[PartialBlock[D], Declared, Findings], T | None],
    names: Declared,
    findings: Findings,
) -> dict[str, T]:
    """What came out of each part without an error, by id."""
    made = ((name, _made(part, make, names, findings)) for name, part in drafts.items())
    return {
        name: value
        for name, value in made
        if value is not None and ID.fullmatch(name) and name not in RESERVED
    }


def _made(
    part: PartialBlock[D],
    make: Callable[[PartialBlock[D], Declared, Findings], T | None],
    names: Declared,
    findings: Findings,
) -> T | None:
    if part.shapeless:
        return None
    before = findings.errors()
    value = make(part, names, findings)
    return value if part.clean and findings.errors() == before else None
