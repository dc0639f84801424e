"""A configuration as read: the programme, and everything that is wrong with it, each at its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.configuration.assemble.programme import assemble
from scheduler.configuration.located import Located
from scheduler.configuration.source.files import Folder, Source, list_files, load
from scheduler.configuration.source.hints import cut_texts, with_hint
from scheduler.configuration.source.nodes import parse_file
from scheduler.configuration.source.positions import located
from scheduler.configuration.source.tree import Tree, merged
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one run over the files of a directory gave.

    `programme` is None when anything is an error; `partial` holds what stands without the parts that are
    wrong, so that later stages can report their problems in the same run (None where not even the block
    `programme:` will do). `sources` are the files with their digests, by name.
    """

    programme: Programme | None
    partial: Programme | None
    problems: tuple[Located, ...]
    sources: tuple[Source, ...]
    tree: Tree = field(repr=False)

    def locate(self, problems: Iterable[Problem]) -> tuple[Located, ...]:
        """Problems that a later stage found, at their places, in the order of files and lines."""
        return _in_order(located(self.tree, problem) for problem in problems)


def read(directory: Path) -> Reading:
    """The configuration in `directory`; never raises for what a person can write into it."""
    reason = _no_directory(directory)
    if reason is not None:
        return _nothing(directory, reason)
    folder = list_files(directory)
    if not folder.names:
        return _nothing(directory, _NO_FILE, folder)
    files = [load(directory, name) for name in folder.names]
    tree = merged(parse_file(file) for file in files)
    assembled = assemble(tree)
    said = {(one.file, one.line, one.column) for one in tree.problems}
    found = (located(tree, with_hint(tree, problem)) for problem in assembled.problems)
    more = (one for one in found if (one.file, one.line, one.column) not in said)  # one slip, one error
    problems = _in_order([*folder.problems, *tree.problems, *more, *cut_texts(tree.files)])
    wrong = any(problem.level == "error" for problem in problems)
    return Reading(
        programme=None if wrong else assembled.programme,
        partial=assembled.programme,
        problems=problems,
        sources=tuple(file.source for file in files),
        tree=tree,
    )


def _no_directory(directory: Path) -> str | None:
    try:
        if directory.is_dir():
            return None
        if directory.exists():
            return f"this is a file; give the directory that holds it: `{directory.parent}`"
    except OSError as error:
        return f"this directory cannot be read ({error.strerror})"
    return "there is no such directory; `twincal init` makes one with an example"


_EMPTY = Folder((), ())
_NO_FILE = "no configuration in this directory: no file ends in `.yaml` or `.yml`"


def _nothing(directory: Path, reason: str, folder: Folder = _EMPTY) -> Reading:
    told = any(problem.level == "error" for problem in folder.problems)
    problems = _in_order([*([] if told else [Located(str(directory), 1, 1, "", reason)]), *folder.problems])
    return Reading(programme=None, partial=None, problems=problems, sources=(), tree=Tree())


def _in_order(problems: Iterable[Located]) -> tuple[Located, ...]:
    return tuple(sorted(set(problems), key=lambda one: (one.file, one.line, one.column, one.message)))
