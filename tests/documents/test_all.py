"""Documents are right: links lead somewhere, and commands, options and targets exist."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import click
import pytest

from scheduler.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """A document without its blocks of code, in which brackets are no links."""
    return re.sub(r"^ *```.*?^ *```", "", text(path), flags=re.MULTILINE | re.DOTALL)


def links() -> list[tuple[str, str]]:
    """The document and the target of each link that does not leave the project."""
    targets = [
        (name, link)
        for name, path in zip(NAMES, DOCUMENTS, strict=True)
        for link in re.findall(r"\]\(([^)\s]+)\)", prose(path))
        if not re.match(r"[a-z]+:", link)
    ]
    return sorted(set(targets))


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(("name", "link"), links(), ids=" ".join)
def test_every_link_within_the_project_leads_somewhere(name: str, link: str) -> None:
    target, _, anchor = link.partition("#")
    path = (ROOT / name).parent / target if target else ROOT / name

    assert path.exists()
    assert not anchor or anchor in anchors(path)


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_every_document_is_found_from_readme(name: str) -> None:
    assert f"(docs/{name})" in text(ROOT / "README.md")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_line_of_prose_is_short_enough_for_a_difference(path: Path) -> None:
    """A row of a table is one line, however long it is, and so is a picture with its words."""
    lines = prose(path).splitlines()

    assert [line for line in lines if len(line) > 120 and not line.lstrip().startswith(("|", "!["))] == []


def commands() -> list[tuple[str, str]]:
    """The verb and the rest of each `twincal …` in a document."""
    pattern = re.compile(r"twincal ([a-z]+)((?: --[a-z-]+| [\w./-]+)*)")
    return sorted({command for path in DOCUMENTS for command in pattern.findall(commanded(path))})


def commanded(path: Path) -> str:
    """What a document shows as code, where `twincal` is the command and not the program."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text(path), re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", prose(path))])


def options(verb: str, rest: str) -> set[str]:
    """The long options of a verb, or of the one of its group that `rest` begins with."""
    command = app.commands[verb]
    for inner in rest.split()[:1] if isinstance(command, click.Group) else ():
        command = command.commands[inner]
    return {
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--")
    }


@pytest.mark.parametrize(("verb", "rest"), commands(), ids=lambda words: words.strip())
def test_every_command_and_option_exists(verb: str, rest: str) -> None:
    assert set(re.findall(r"--[a-z-]+", rest)) <= options(verb, rest)


def test_every_command_is_in_a_document() -> None:
    assert app.commands.keys() - {verb for verb, _ in commands()} == set()


TARGETS = {name for path in DOCUMENTS for name in re.findall(r"\bmake ([a-z]+)", commanded(path))}


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", text(ROOT / "Makefile"), re.MULTILINE)


def test_the_unit_runs_a_command_that_exists() -> None:
    (line,) = re.findall(r"^ExecStart=\S+/twincal (.*)$", text(ROOT / "deploy/twincal.service"), re.MULTILINE)

    verb, _, rest = line.partition(" ")
    assert set(re.findall(r"--[a-z-]+", rest)) <= options(verb, rest)


PATHS = {
    path
    for name in ("docs/architecture.md", "docs/contributing.md")
    for path in re.findall(
        r"`((?:scheduler|calendars|tests|docs|deploy|config)(?:/[\w.-]+)*/?)`", text(ROOT / name)
    )
}


@pytest.mark.parametrize("path", sorted(path for path in PATHS if "VERB" not in path and "xx.po" not in path))
def test_every_path_that_contributors_read_exists(path: str) -> None:
    assert (ROOT / path).exists()
