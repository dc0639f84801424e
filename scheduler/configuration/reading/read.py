"""Reads a configuration: the programme, and all that is wrong with it, each problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from scheduler.configuration.assemble.context import MOST_ERRORS, TooManyErrorsError
from scheduler.configuration.located import Located
from scheduler.configuration.reading.positions import Positions
from scheduler.configuration.reading.secrets import without_secret
from scheduler.configuration.reading.tree import Tree
from scheduler.configuration.reading.whole_programme import assemble
from scheduler.configuration.source import files as source
from scheduler.configuration.source.files import File, FileDigest
from scheduler.configuration.source.nodes import ParsedFile, parse_file
from scheduler.configuration.spelling import ParseError, quoted
from scheduler.configuration.vocabulary.looks import logo
from scheduler.configuration.vocabulary.own_phrases import PhraseFile, read_phrases
from scheduler.programme.advice import Advice, Option, advise, command
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The result of reading a directory.

    `programme` is None if there is an error. `partial` is the programme without its wrong parts, so that
    later stages can report their problems in the same run; None if the block `programme:` is wrong.
    `files` are in the order of their names, and `file_problems` about names; `phrase_files` are those with
    phrases, by language.
    """

    programme: Programme | None
    partial: Programme | None
    problems: tuple[Located, ...]
    files: tuple[File, ...] = field(default=(), repr=False)
    file_problems: tuple[Located, ...] = ()
    tree: Tree = field(repr=False)
    phrase_files: Mapping[str, PhraseFile] = field(default_factory=dict, repr=False)

    @property
    def digests(self) -> tuple[FileDigest, ...]:
        """The digests of its files."""
        return tuple(file.digest for file in self.files)

    @property
    def files_in_use(self) -> frozenset[str]:
        """The names of the files that hold anything: no file that is empty, or a comment."""
        entries = (*self.tree.sections.values(), *self.tree.entries.values())
        silent = {parsed.file.digest.name for parsed in self.tree.files}
        silent -= {entry.parsed.file.digest.name for entry in entries}
        return frozenset(digest.name for digest in self.digests) - silent

    def locate(self, problems: Iterable[Problem]) -> tuple[Located, ...]:
        """Returns the problems of a later stage with their places, in the order of files and lines."""
        positions = Positions(self.tree)
        located = (
            self.phrase_files[str(problem.path[2])].located(problem)
            if problem.path[:2] == ("programme", "phrases")
            else positions.located(problem)
            for problem in problems
        )
        return _in_order(located, self.tree)


def read(directory: Path) -> Reading:
    """Returns the configuration in `directory`; mistakes in it are problems, never exceptions."""
    wrong = _not_a_directory(directory)
    names, problems = source.list_files(directory) if wrong is None else ([], [])
    if wrong is None and not any(name.lower().endswith(source.SUFFIXES) for name in names):
        wrong = _of_folder(directory, "no programme in this folder: no file ends in `.yaml` or `.yml`")
    files = source.load_all(directory, names) if wrong is None else None
    if files is None:
        if all(problem.level == "warning" for problem in problems):
            problems.append(wrong or _of_folder(directory, _TOO_LARGE))
        return Reading(programme=None, partial=None, problems=_in_order(problems, Tree()), tree=Tree())
    parsed = [parse_file(file) for file in files if not file.has_phrases]
    return _reading(directory, files, parsed, tuple(problems))


def read_edited(before: Reading, directory: Path, edited: Iterable[ParsedFile]) -> Reading:
    """Returns the configuration that was read `before` from `directory`, with other or more files."""
    parsed = {each.file.digest.name: each for each in (*before.tree.files, *edited)}
    files = {file.digest.name: file for file in (*before.files, *(each.file for each in parsed.values()))}
    return _reading(directory, tuple(files.values()), parsed.values(), before.file_problems)


def _reading(
    directory: Path,
    files: tuple[File, ...],
    parsed: Iterable[ParsedFile],
    file_problems: tuple[Located, ...],
) -> Reading:
    problems = [*file_problems]
    phrase_files, phrase_problems = _phrase_files(file for file in files if file.has_phrases)
    tree, programme = Tree(), None
    try:
        for each in parsed:
            tree.add(each)
        programme, found = assemble(tree)
    except TooManyErrorsError as error:
        found = error.problems
        words = f"there are more than {MOST_ERRORS:,} mistakes; correct the first ones, and check again"
        problems.append(_of_folder(directory, words))
    programme, logo_problems = _with_logo(directory, tree, programme)
    found = (*found, *logo_problems)
    # One mistake in the text is reported once.
    places = {(problem.file, problem.line, problem.column) for problem in tree.problems}
    located = map(Positions(tree).explained, found)
    problems += (each for each in located if (each.file, each.line, each.column) not in places)
    problems += (*tree.problems, *tree.warnings, *phrase_problems)
    has_error = any(problem.level == "error" for problem in problems)
    if programme is not None:
        phrases = tuple(file.phrases for file in phrase_files.values() if file.phrases is not None)
        programme = replace(programme, phrases=phrases)
    return Reading(
        programme=None if has_error else programme,
        partial=programme,
        problems=_in_order(problems, tree),
        files=files,
        file_problems=file_problems,
        tree=tree,
        phrase_files=phrase_files,
    )


_LOGO = ("programme", "look", "logo")


def _with_logo(
    directory: Path, tree: Tree, programme: Programme | None
) -> tuple[Programme | None, list[Problem]]:
    """Returns the programme with the logo that its text names, or the problem of that file."""
    look = tree.data["programme"].get("look")
    name = look.get("logo") if isinstance(look, dict) else None
    if programme is None or not isinstance(name, str):
        return programme, []
    body = source.load_bytes(directory, name)
    try:
        if isinstance(body, str):
            raise ParseError(body)
        checked = replace(programme.look, logo=logo(body))
    except ParseError as error:
        return programme, [Problem(_LOGO, f"{quoted(name)}: {error}")]
    return replace(programme, look=checked), []


def _phrase_files(files: Iterable[File]) -> tuple[dict[str, PhraseFile], list[Located]]:
    """Returns the files with phrases by language, and their problems."""
    found: dict[str, PhraseFile] = {}
    problems: list[Located] = []
    for file in map(read_phrases, files):
        problems.extend(file.problems)
        if file.phrases is not None and (first := found.setdefault(file.phrases.language, file)) is not file:
            words = f"this language has a file already, {first.display_name}; put all phrases into one"
            problems.append(Located(file.display_name, 1, 1, "", words))
    return found, problems


def _of_folder(directory: Path, words: str, advice: Advice = "") -> Located:
    return Located(str(directory), 1, 1, "", words, advice=advice)


def _not_a_directory(directory: Path) -> Located | None:
    try:
        if directory.is_dir():
            return None
        if directory.exists():
            words = f"this is a file; give the folder that holds it: `{directory.parent}`"
            return _of_folder(directory, words)
    except OSError as error:
        return _of_folder(directory, f"this folder cannot be read ({error.strerror})")
    if any(file.suffix in source.SUFFIXES for file in Path().iterdir()):
        advice = advise("to use the YAML files of this one, write {} instead", Option("config", "."))
        return _of_folder(directory, "there is no such folder", advice)
    folders = sorted(str(file.parent) for suffix in source.SUFFIXES for file in Path().glob(f"*/*{suffix}"))
    if folders:
        return _of_folder(directory, f"there is no such folder; is it `{folders[0]}`?")
    return _of_folder(directory, "there is no such folder", advise("{} makes a new one", command("init")))


_TOO_LARGE = (
    f"the files in this folder have more than {source.MAX_FOLDER_BYTES // 1_000_000} MB, or more than "
    f"{source.MOST_FOLDER_ENTRIES:,} lines and items, together; give the folder that holds the programme "
    "alone"
)


def _in_order(problems: Iterable[Located], tree: Tree) -> tuple[Located, ...]:
    """Returns the problems in the order of files and lines, each once; they quote no secret."""
    lines = {parsed.file.display_name: parsed.file.lines for parsed in tree.files}
    return tuple(
        sorted(
            {without_secret(each, lines[each.file]) if each.file in lines else each for each in problems},
            key=lambda each: (each.file, each.line, each.column, each.message, each.field, each.level),
        )
    )
