"""Every command finds the folder of the programme, and the store beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from scheduler.cli.command_line import app
from scheduler.commands.refusals import Refused
from scheduler.reports.advice_words import in_terminal
from scheduler.store import StoreError
from support.small_programme import SMALL


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the folder `first` of a configuration, and a working directory elsewhere."""
    monkeypatch.delenv("TWINCAL_DATABASE", raising=False)
    monkeypatch.delenv("TWINCAL_CONFIG", raising=False)
    monkeypatch.setenv("TWINCAL_NOW", "2026-11-24T09:00:00Z")
    (tmp_path / "work" / "first").mkdir(parents=True)
    (tmp_path / "work" / "first" / "all.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "work"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_it_stands_beside_the_folder(work: Path) -> None:
    run("apply", str(work / "first"))

    assert (work / "twincal.db").exists()
    assert not Path("twincal.db").exists()


def test_every_way_to_name_the_folder_leads_to_it(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("apply", str(work / "first"))

    for folder, name in (
        (work, "first"),
        (work, "first/"),
        (work / "first", "."),
        (work / "first", "../first"),
        (work.parent / "elsewhere", "../work/first"),
    ):
        monkeypatch.chdir(folder)
        assert run("plan", name).exit_code == 0, name


def test_a_link_to_the_folder_has_a_store_of_its_own(work: Path) -> None:
    """A server reads the files of a secretariat by a link, and keeps its store beside the link."""
    Path("config").symlink_to(work / "first")

    run("apply")

    assert Path("twincal.db").exists()
    assert not (work / "twincal.db").exists()


@pytest.mark.parametrize("by", ["option", "variable"])
def test_an_address_counts_more(work: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    address = f"sqlite:///{work.parent}/other.db"
    options = ["--database", address] if by == "option" else []
    if by == "variable":
        monkeypatch.setenv("TWINCAL_DATABASE", address)

    run("apply", str(work / "first"), *options)

    assert (work.parent / "other.db").exists()
    assert not (work / "twincal.db").exists()


def test_a_store_that_cannot_be_read_is_reported_once(work: Path) -> None:
    (work / "twincal.db").write_text("no database at all, but a long enough text\n" * 100, encoding="utf-8")

    answer = run("apply", str(work / "first"))

    assert isinstance(answer.exception, StoreError)
    assert answer.stderr == ""


READING = [("history",), ("agenda", "sofia"), ("feed", "programme"), ("token", "list"), ("store", "verify")]


@pytest.mark.parametrize("words", READING, ids=" ".join)
@pytest.mark.parametrize("place", [".", "first"])
def test_a_command_that_reads_no_files_finds_it_where_the_others_do_and_says_so(
    work: Path, monkeypatch: pytest.MonkeyPatch, place: str, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(work / place)
    run("apply")

    answer = run(*words)
    monkeypatch.chdir(work.parent / "elsewhere")
    named = run(*words, "--config", str(work / "first"))

    assert [path.name for path in work.iterdir() if path.suffix] == ["twincal.db"]
    assert (answer.exit_code, answer.stderr) == (0, f"Record: twincal.db in {work}\n")
    assert (named.exit_code, named.stderr) == (0, answer.stderr)


@pytest.mark.parametrize("name", [(), (".",), ("../first",)], ids=["none", "dot", "from above"])
def test_the_working_directory_may_be_the_folder(
    work: Path, monkeypatch: pytest.MonkeyPatch, name: tuple[str, ...]
) -> None:
    run("apply", str(work / "first"))
    monkeypatch.chdir(work / "first")

    assert run("plan", *name).exit_code == 0


_VALUES = yaml.load(SMALL, Loader=yaml.BaseLoader)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(json.dumps(_VALUES), id="JSON"),
        pytest.param(json.dumps(_VALUES, indent=2), id="JSON of many lines"),
        pytest.param(yaml.dump(_VALUES, default_flow_style=True, sort_keys=False), id="braces"),
    ],
)
def test_a_programme_is_found_however_it_is_written(
    work: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (work / "first" / "all.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(work)

    assert run("plan").exit_code == 2


def test_without_a_programme_it_says_what_it_looked_for() -> None:
    Path("notes.yaml").write_text("shopping: [tea]\n", encoding="utf-8")
    Path(".hidden").mkdir()
    Path(".hidden/all.yaml").write_text(SMALL, encoding="utf-8")

    refused = run("check").exception

    assert str(refused) == (
        f"there is no programme here: no YAML file in {Path.cwd()} or in a folder there has a section like "
        "`programme:`"
    )
    assert isinstance(refused, Refused)
    assert in_terminal(refused.advice) == (
        "go to the folder of your files, or name it: `twincal check --config FOLDER`. `twincal init FOLDER` makes a new one"
    )


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("plan", "plan --config first"),
        ("mail check", "mail check --config first"),
        ("fairness", "fairness --config first"),
        ("cancel monthly/2026-12", "cancel … --config first"),
    ],
)
def test_two_programmes_are_both_named(
    work: Path, monkeypatch: pytest.MonkeyPatch, words: str, command: str
) -> None:
    (work / "second").mkdir()
    (work / "second" / "all.yaml").write_text(SMALL, encoding="utf-8")
    monkeypatch.chdir(work)

    refused = run(*words.split()).exception

    assert isinstance(refused, Refused)
    assert str(refused) == "there are 2 programmes here: first and second"
    assert refused.advice == f"name the one that you mean: `twincal {command}`"
    assert run("apply", "second").exit_code == run("history").exit_code == 0


def test_a_command_without_a_folder_reads_the_store_of_the_variable(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("apply", str(work / "first"))
    monkeypatch.chdir(work / "first")
    monkeypatch.setenv("TWINCAL_CONFIG", str(work / "first"))

    answer = run("history")

    assert (answer.exit_code, answer.stderr) == (0, f"Record: twincal.db in {work}\n")
    assert "Revision 1" in answer.output


def test_a_name_with_signs_that_addresses_use(work: Path) -> None:
    odd = work / "50% ?#"
    odd.mkdir()
    (work / "first").rename(odd / "first")

    run("apply", str(odd / "first"))

    assert (odd / "twincal.db").exists()
