"""Every hint for a word from elsewhere can be typed: its commands, options and values exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import click
import pytest

from scheduler.cli import app
from scheduler.cli.hints import COMMANDS, OPTIONS, explained
from support.shell import Shell

DAYS = dict.fromkeys(("date", "day", "from", "since", "until", "end"), "2027-01-20")
VALUES = {**DAYS, "month": "2027-01", "year": "2027", "last": "5"}
EXAMPLES = {"WHEN": "11:00", "minutes|recording|slides|agenda": "minutes"}


@pytest.fixture(autouse=True)
def named_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TWINCAL_CONFIG", str(tmp_path))


def _commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, *path, name)
        else:
            yield (*path, name), command


def _arguments(command: click.Command) -> list[str]:
    return [
        EXAMPLES.get((each.metavar or "").strip("…"), "monthly/2026-12")
        for each in command.params
        if isinstance(each, click.Argument) and each.required
    ]


def _require_known(words: Sequence[str]) -> None:
    """Fails if the words are no command, or one with an option or a value that it does not take."""
    command: click.Command = app
    rest = list(words)
    while isinstance(command, click.Group) and rest and rest[0] in command.commands:
        command = command.commands[rest.pop(0)]
    assert command is not app or rest in (["--help"], ["--version"]), words
    with suppress(click.MissingParameter, click.exceptions.NoArgsIsHelpError, click.exceptions.Exit):
        command.make_context("twincal", [*rest])


def _advice(error: click.UsageError, typed: Sequence[str]) -> list[list[str]]:
    message = explained(error, typed).format_message()
    assert "Did you mean" not in message or not any(typed[-2] in each.split() for each in OPTIONS)
    return [shlex.split(each) for each in re.findall("`(.*?)`", message)]


@pytest.mark.parametrize("path", [path for path, command in _commands(app) if command.epilog], ids=" ".join)
def test_the_example_in_the_help_of_a_command_is_one_that_it_takes(path: tuple[str, ...]) -> None:
    command = dict(_commands(app))[path]

    example = str(command.epilog).partition("twincal ")[2]

    assert shlex.split(example)[: len(path)] == [*path]
    _require_known(shlex.split(example))


def test_every_command_with_arguments_of_its_own_shows_an_example() -> None:
    silent = [
        path
        for path, command in _commands(app)
        if not command.epilog and any(each.required for each in command.params)
    ]

    assert silent == []


@pytest.mark.parametrize("word", " ".join(COMMANDS).split())
def test_what_a_command_from_elsewhere_means_can_be_typed(word: str) -> None:
    context = click.Context(app, info_name="twincal")

    found = _advice(click.NoSuchCommand(word, ctx=context), [word, "monthly/2026-12"])

    assert found
    for program, *words in (each for each in found if each[1:]):
        assert program == "twincal"
        _require_known(words)


@pytest.mark.parametrize("option", " ".join(OPTIONS).split())
def test_what_an_option_from_elsewhere_means_can_be_typed_after_this_command(option: str) -> None:
    """Each command that lacks the option takes what the hint says in its place."""
    hints = 0
    for path, command in _commands(app):
        if any(option in each.opts for each in command.params):
            continue
        context, value = (
            click.Context(command, info_name=" ".join(("twincal", *path))),
            VALUES.get(option[2:], "x"),
        )
        arguments = _arguments(command)
        typed = [*path, *arguments, option, value]
        for first, *others in _advice(click.NoSuchOption(option, ctx=context), typed):
            hints += 1
            if first == "twincal":
                _require_known(others)
            elif first.startswith("--"):
                _require_known([*path, *arguments, first, *others])
            elif first != ">":
                assert any(isinstance(each, click.Argument) for each in command.params)
    assert hints


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("announce", "--end"),
        ("report", "--by-whom"),
        ("rule", "--day"),
        ("history", "--name"),
        ("move", "--day"),
    ],
)
def test_no_option_is_guessed_that_means_something_else(command: str, option: str) -> None:
    context = click.Context(app.commands[command], info_name=f"twincal {command}")

    hint = explained(click.NoSuchOption(option, ctx=context), [command, option, "x"]).format_message()

    assert "`--" not in hint


def test_a_text_that_was_quoted_is_not_joined_with_what_follows(shell: Shell) -> None:
    refused = shell.run("add", "webinar", "green-roofs", "--title", "Green roofs", "2027-05-11", "09:00")

    assert "quotation marks" not in refused.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            ("break", "monthly", "2027-07-01", "2027-07-31"),
            "`twincal break monthly --from 2027-07-01 --to 2027-07-31`",
        ),
        (("move", "monthly/2027-03", "to", "2027-03-18 09:00"), "without the word `to`"),
        (("notices", "sofia"), "`twincal notices --for sofia`"),
        (("why", "monthly", "December"), "`twincal why monthly/2026-12`"),
        (("cancel", "monthly/2027-08", "monthly/2027-09"), "then `twincal cancel monthly/2027-09`"),
    ],
)
def test_a_command_with_its_words_in_another_way_is_shown_as_it_is_typed(
    shell: Shell, typed: tuple[str, ...], said: str
) -> None:
    assert said in shell.run(*typed).err
