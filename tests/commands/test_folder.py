"""`--config FOLDER` names the folder of the programme in every command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from scheduler.cli.command_line import app
from support.shell import Shell

READING = (
    *("check", "plan", "agenda sofia", "why monthly/2026-12", "history", "announce", "times sofia sejong"),
    *("fairness", "notices", "report", "export", "mail sent", "store verify", "token list"),
    *("reach", "doctor", "feed programme", "schema", "phrases sv"),
)
"""The commands that change nothing, with what they need."""
WITHOUT_OPTION = ("check", "plan", "apply", "doctor", "mail check", "serve")
"""Those that take the folder as an argument, too."""


def commands(command: click.Command, *names: str) -> Iterator[tuple[str, click.Command]]:
    """Each command, also those of groups, with its name."""
    if not isinstance(command, click.Group):
        yield " ".join(names), command
        return
    for name, each in command.commands.items():
        yield from commands(each, *names, name)


COMMANDS = dict(commands(app))


@pytest.fixture
def beside(applied: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The working directory has two folders of programmes, so that one must be named."""
    other = applied.folder / "other"
    other.mkdir()
    (other / "all.yaml").write_text(applied.read(), encoding="utf-8")
    monkeypatch.delenv("TWINCAL_CONFIG", raising=False)
    monkeypatch.chdir(applied.folder)
    return applied


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_it_and_shows_one_way_to_name_it(name: str) -> None:
    command = COMMANDS[name]
    help, usage = (text(click.Context(command)) for text in (command.get_help, command.get_usage))

    assert any("--config" in parameter.opts for parameter in command.params)
    assert ("[CONFIG]" in usage) == (name in WITHOUT_OPTION)
    assert ("--config" in help) == (name not in (*WITHOUT_OPTION, "init", "schema", "phrases"))


@pytest.mark.parametrize("words", READING)
def test_a_command_that_changes_nothing_runs_with_it(beside: Shell, words: str) -> None:
    answer = beside.run(*words.split(), "--config", "config")

    assert answer.code == 0, answer.err


def test_what_changes_runs_with_it(beside: Shell) -> None:
    moved = beside.run("move", "monthly/2026-12", "11:00", "--config", "config", "--yes")
    published = beside.run("publish", "site", "--config", "config")
    again = beside.run("apply", "--config", "config")
    new = beside.run("init", "--config", "new", "--example")

    assert [each.code for each in (moved, published, again, new)] == [0, 0, 0, 0], moved.err
    assert (beside.folder / "new" / "programme.yaml").exists()


@pytest.mark.parametrize("name", WITHOUT_OPTION)
def test_two_different_folders_are_refused(beside: Shell, name: str) -> None:
    refused = beside.run(*name.split(), "other", "--config", "config")

    assert refused.code == 1
    assert "other and --config config are two folders; give one of them" in refused.err


def test_a_new_folder_is_named_once(beside: Shell) -> None:
    refused = [beside.run("init", *words, "--example") for words in ((), ("new", "--config", "new"))]

    assert [("name one folder" in each.err, each.code) for each in refused] == [(True, 1), (True, 1)]


def test_one_folder_in_both_ways_is_one(beside: Shell) -> None:
    assert beside.run("plan", "./config/", "--config", "config").code == 0


def test_the_option_counts_more_than_the_variable(beside: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWINCAL_CONFIG", "missing")

    assert [beside.run("plan", *words).code for words in (("config",), ("--config", "config"), ())] == [
        0,
        0,
        1,
    ]


@pytest.mark.parametrize(
    "words",
    [
        *("why ./config", "report config", "agenda config", "history config", "feed config", "reach config"),
        *("times sofia config", "cancel config", "token create --label x --for config", "announce config"),
        *("fairness config", "undo config", "mail due config"),
    ],
)
def test_a_folder_in_place_of_a_name_is_told(
    applied: Shell, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(applied.folder)

    refused = applied.run(*words.split())

    folder = "./config" if "./" in words else "config"
    assert refused.code == 1
    assert f"{folder} is the folder of a programme; give it as --config {folder}" in refused.err


@pytest.mark.parametrize(
    "word", ["x" * 5_000, "a\0b", "", "third Wednesday"], ids=["long", "zero", "empty", "text"]
)
def test_a_word_that_is_no_folder_is_just_unknown(beside: Shell, word: str) -> None:
    refused = beside.run("agenda", word, "--config", "config")

    assert (refused.code, "is the folder of" in refused.err) == (1, False)


def test_a_calendar_with_the_name_of_a_folder_is_found(beside: Shell) -> None:
    Path("config").rename("sofia")

    assert beside.run("agenda", "sofia").code == 0
