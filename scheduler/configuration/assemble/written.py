"""Everything that is written, as blocks by section and id."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import chain
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from scheduler.configuration.assemble.found_problems import FoundProblems
from scheduler.configuration.assemble.series import joins_of_series
from scheduler.configuration.blocks.block import Block, read_block
from scheduler.configuration.blocks.documents import (
    DOCUMENTS,
    CityDocument,
    GroupDocument,
    MeetingDocument,
    PairDocument,
    ThemeDocument,
    WebinarDocument,
)
from scheduler.configuration.blocks.programme_documents import ProgrammeDocument
from scheduler.configuration.source.plain import Plain
from scheduler.configuration.source.tree import Tree
from scheduler.programme.problems import FieldPath, Problem


class Written(Struct, frozen=True, kw_only=True):
    """The blocks of all sections, by id."""

    programme: Block[ProgrammeDocument]
    themes: dict[str, Block[ThemeDocument]]
    cities: dict[str, Block[CityDocument]]
    pairs: dict[str, Block[PairDocument]]
    groups: dict[str, Block[GroupDocument]]
    meetings: dict[str, Block[MeetingDocument]]
    webinars: dict[str, Block[WebinarDocument]]

    @property
    def by_section(self) -> Mapping[str, Mapping[str, Block[Any]]]:
        """The blocks that have ids, by the name of their section."""
        return {name: getattr(self, name) for name in DOCUMENTS}

    @property
    def _blocks(self) -> Iterator[Block[Any]]:
        return chain.from_iterable(blocks.values() for blocks in self.by_section.values())

    def problems(self) -> list[Problem]:
        """Returns the problems with the form of the blocks."""
        blocks = [self.programme, *self._blocks]
        return [problem for block in blocks for problem in block.problems]

    def former_ids(self) -> dict[FieldPath, tuple[str, ...]]:
        """Returns the ids under `formerly`, by the path of their block."""
        return {block.path: block.document.formerly for block in self._blocks if block.document.formerly}

    def private_addresses(self) -> frozenset[str]:
        """Returns the addresses of all joins but those that some meeting makes public."""
        series = (*self.meetings.values(), *self.webinars.values())
        joins = [join for block in series for join in joins_of_series(block)]
        public = {join.url.rstrip("/") for join in joins if join.public}
        return frozenset(join.url.rstrip("/") for join in joins) - public


def read_blocks(tree: Tree, excluded: Container[FieldPath], found: FoundProblems) -> Written:
    """Returns the blocks of `tree` but the `excluded` ones.

    Adds their problems to `found`. Raises TooManyErrorsError.
    """
    data = tree.data | {"groups": {id: _group(value) for id, value in tree.data["groups"].items()}}
    blocks: dict[str, dict[str, Block[Any]]] = {name: {} for name in DOCUMENTS}
    for name, document in DOCUMENTS.items():
        for id, value in data[name].items():
            if (name, id) not in excluded:
                block = read_block(document, value, (name, id))
                found.add(block.problems)
                blocks[name][id] = block
    return Written(programme=_programme(tree), **blocks)


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


def _group(value: Plain) -> Plain:
    """Returns a group as a block; it may also be written as the list of its cities alone."""
    return {"cities": value} if isinstance(value, list) else value
