"""Every command finds the store beside the folder of its configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli.command_line import app
from scheduler.store import StoreError
from support.small_programme import SMALL


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the folder `first` of a configuration, and a working directory elsewhere."""
    monkeypatch.delenv("TWINCAL_DATABASE", raising=False)
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


@pytest.mark.parametrize("words", [("history",), ("agenda",), ("feed", "programme"), ("token", "list")])
def test_a_command_without_a_folder_reads_the_working_directory_and_says_so(
    work: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    run("apply", str(work / "first"))
    monkeypatch.chdir(work)

    answer = run(*words)

    assert (answer.exit_code, answer.stderr) == (0, f"Store: twincal.db in {work}\n")


def test_a_command_without_a_folder_reads_the_store_of_the_variable(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("apply", str(work / "first"))
    monkeypatch.chdir(work / "first")
    monkeypatch.setenv("TWINCAL_CONFIG", str(work / "first"))

    answer = run("history")

    assert (answer.exit_code, answer.stderr) == (0, f"Store: twincal.db in {work}\n")
    assert "Revision 1" in answer.output


def test_a_name_with_signs_that_addresses_use(work: Path) -> None:
    odd = work / "50% ?#"
    odd.mkdir()
    (work / "first").rename(odd / "first")

    run("apply", str(odd / "first"))

    assert (odd / "twincal.db").exists()
