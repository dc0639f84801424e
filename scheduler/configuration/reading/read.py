"""Reads a configuration: the programme, and all that is wrong with it, each problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from scheduler.configuration.assemble.context import MOST_ERRORS, TooManyErrorsError
from scheduler.configuration.blocks.own_phrases import PhraseFile, read_phrases
from scheduler.configuration.located import Located
from scheduler.configuration.reading.hints import with_hint
from scheduler.configuration.reading.positions import Positions
from scheduler.configuration.reading.programme import assemble
from scheduler.configuration.reading.tree import Tree
from scheduler.configuration.source.files import (
    MAX_FOLDER_BYTES,
    MOST_FOLDER_ENTRIES,
    SUFFIXES,
    File,
    FileDigest,
    Folder,
    list_files,
    load_all,
)
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The result of reading a directory.

    `programme` is None if there is an error. `partial` is the programme without its wrong parts, so that
    later stages can report their problems in the same run; None if the block `programme:` is wrong.
    `files` are in the order of their names; `phrase_files` are those with phrases, by language.
    """

    programme: Programme | None
    partial: Programme | None
    problems: tuple[Located, ...]
    files: tuple[File, ...] = field(default=(), repr=False)
    tree: Tree = field(repr=False)
    phrase_files: Mapping[str, PhraseFile] = field(default_factory=dict, repr=False)

    @property
    def digests(self) -> tuple[FileDigest, ...]:
        """The files with their digests, in the order of their names."""
        return tuple(file.digest for file in self.files)

    def locate(self, problems: Iterable[Problem]) -> tuple[Located, ...]:
        """Returns the problems of a later stage with their places, in the order of files and lines."""
        positions = Positions(self.tree)
        return _in_order(
            self._place_of_phrases(problem) or positions.located(problem) for problem in problems
        )

    def _place_of_phrases(self, problem: Problem) -> Located | None:
        is_about_phrases = problem.path[:2] == ("programme", "phrases")
        return self.phrase_files[str(problem.path[2])].located(problem) if is_about_phrases else None


def read(directory: Path) -> Reading:
    """Returns the configuration in `directory`; mistakes in it are problems, never exceptions."""
    reason = _not_a_directory(directory)
    if reason is not None:
        return _without_files(directory, reason)
    folder = list_files(directory)
    if not any(name.lower().endswith(SUFFIXES) for name in folder.names):
        return _without_files(directory, _NO_FILE, folder)
    files = load_all(directory, folder.names)
    if files is None:
        return _without_files(directory, _TOO_LARGE, folder)
    phrase_files, phrase_problems = _phrase_files(files)
    tree = Tree()
    try:
        for file in files:
            if not file.has_phrases:
                tree.add(file)
        programme, found = assemble(tree)
        too_many: tuple[Located, ...] = ()
    except TooManyErrorsError as error:
        programme, found = None, error.problems
        too_many = (Located(str(directory), 1, 1, "", _TOO_MANY_ERRORS),)
    places = {(problem.file, problem.line, problem.column) for problem in tree.problems}
    positions = Positions(tree)
    located_problems = (positions.located(with_hint(positions, problem)) for problem in found)
    # One mistake in the text is reported once.
    new_problems = (
        problem for problem in located_problems if (problem.file, problem.line, problem.column) not in places
    )
    in_files = (*tree.problems, *new_problems, *tree.warnings, *phrase_problems)
    problems = _in_order([*too_many, *folder.problems, *in_files])
    has_error = any(problem.level == "error" for problem in problems)
    if programme is not None:
        phrases = tuple(file.phrases for file in phrase_files.values() if file.phrases is not None)
        programme = replace(programme, phrases=phrases)
    return Reading(
        programme=None if has_error else programme,
        partial=programme,
        problems=problems,
        files=files,
        tree=tree,
        phrase_files=phrase_files,
    )


def _phrase_files(files: Iterable[File]) -> tuple[dict[str, PhraseFile], list[Located]]:
    """Returns the files with phrases by language, and their problems."""
    found: dict[str, PhraseFile] = {}
    problems: list[Located] = []
    for file in map(read_phrases, (file for file in files if file.has_phrases)):
        problems.extend(file.problems)
        if file.phrases is None:
            continue
        first = found.setdefault(file.phrases.language, file)
        if first is not file:
            words = f"this language has a file already, {first.shown}; put all phrases into one"
            problems.append(Located(file.shown, 1, 1, "", words))
    return found, problems


def _not_a_directory(directory: Path) -> str | None:
    try:
        if directory.is_dir():
            return None
        if directory.exists():
            return f"this is a file; give the directory that holds it: `{directory.parent}`"
    except OSError as error:
        return f"this directory cannot be read ({error.strerror})"
    if any(file.suffix in (".yaml", ".yml") for file in Path().iterdir()):
        return (
            "there is no such directory; to use the YAML files of this folder, write `.` behind the command"
        )
    folders = sorted(str(file.parent) for pattern in ("*/*.yaml", "*/*.yml") for file in Path().glob(pattern))
    if folders:
        return f"there is no such directory; is it `{folders[0]}`?"
    return "there is no such directory; `twincal init` makes one with an example"


_EMPTY = Folder((), ())
_NO_FILE = "no configuration in this directory: no file ends in `.yaml` or `.yml`"
_TOO_MANY_ERRORS = f"there are more than {MOST_ERRORS:,} mistakes; correct the first ones, and check again"
_TOO_LARGE = (
    f"the files in this directory have more than {MAX_FOLDER_BYTES // 1_000_000} MB, or more than "
    f"{MOST_FOLDER_ENTRIES:,} lines and items, together; give the directory that holds the programme alone"
)


def _without_files(directory: Path, reason: str, folder: Folder = _EMPTY) -> Reading:
    """Returns the reading of a directory without files; `reason` is its error unless the folder has one."""
    has_error = any(problem.level == "error" for problem in folder.problems)
    directory_problems = [] if has_error else [Located(str(directory), 1, 1, "", reason)]
    problems = _in_order([*directory_problems, *folder.problems])
    return Reading(programme=None, partial=None, problems=problems, tree=Tree())


def _in_order(problems: Iterable[Located]) -> tuple[Located, ...]:
    """Returns the problems in the order of files and lines, each once."""
    return tuple(
        sorted(
            set(problems),
            key=lambda each: (each.file, each.line, each.column, each.message, each.field, each.level),
        )
    )
