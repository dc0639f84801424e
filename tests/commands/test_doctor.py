"""`doctor` finds what is not right about an installation, and says what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from support.readers import only_reading
from support.shell import Shell
from support.small_programme import SMALL


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A published programme."""
    shell = Shell(tmp_path)
    shell.write(SMALL)
    assert shell.apply().code == 0
    return shell


def doctor(shell: Shell, now: str | None = None) -> tuple[int, str]:
    """The diagnoses of the installation."""
    answer = shell.run("doctor", str(shell.config), now=now)
    return answer.code, answer.text


def test_mistakes_in_the_files_are_an_error(shell: Shell) -> None:
    shell.edit(("title: Monthly", "titel: Monthly"))

    code, text = doctor(shell)

    assert (code, "run `twincal check" in text) == (1, True)


def test_a_wrong_clock_is_an_error(shell: Shell) -> None:
    code, text = doctor(shell, now="2025-11-24T09:00:00Z")

    assert (code, "set the clock right" in text) == (1, True)


def test_a_database_that_others_may_read_is_a_warning(shell: Shell) -> None:
    (shell.folder / "t.db").chmod(0o644)

    code, text = doctor(shell)

    assert (code, "chmod 600" in text) == (0, True)


def test_older_time_zone_data_than_those_of_the_last_revision_are_an_error(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.commands.doctor.tzdata_version", lambda: "2019a")

    code, text = doctor(shell)

    assert (code, "older than" in text) == (1, True)


@pytest.mark.parametrize(
    ("release", "now", "level"),
    [
        pytest.param("2026f", "2027-12-31T23:00:00Z", "good", id="a-year-and-a-half"),
        pytest.param("2026f", "2028-01-01T00:00:00Z", "warning", id="more"),
        pytest.param("2025a", "2026-11-24T09:00:00Z", "warning", id="of-January"),
        pytest.param("2025m", "2027-06-30T00:00:00Z", "good", id="more-than-twelve-in-a-year"),
        pytest.param("2099a", "2026-11-24T09:00:00Z", "good", id="later"),
    ],
)
def test_time_zone_data_of_more_than_18_months_are_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str, now: str, level: str
) -> None:
    """The letter of a release counts as its month."""
    shell = Shell(tmp_path)
    shell.write(SMALL)
    monkeypatch.setattr("scheduler.commands.doctor.tzdata_version", lambda: release)

    code, text = doctor(shell, now)

    (line,) = (line for line in text.splitlines() if f"time-zone data {release}" in line)
    assert (code, line.split()[-6:] == ["are", "more", "than", "18", "months", "old"]) == (
        0,
        level == "warning",
    )
    assert f" {level} " in line


def test_a_database_that_cannot_be_read_is_an_error_in_words(shell: Shell) -> None:
    (shell.folder / "t.db").write_bytes(b"no database" * 1000)

    code, text = doctor(shell)

    assert (code, "is not a database" in text) == (1, True)


def test_a_damaged_page_is_an_error(shell: Shell) -> None:
    file = shell.folder / "t.db"
    with closing(sqlite3.connect(file)) as database:
        [[root]] = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'token'")
        [[size]] = database.execute("PRAGMA page_size")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file.open("r+b") as opened:
        opened.seek((root - 1) * size)
        opened.write(b"\xff" * size)

    code, text = doctor(shell)

    assert (code, "is damaged" in text) == (1, True)
    assert "put the last backup back with `twincal store restore`" in text


def test_a_folder_that_may_not_be_written_is_a_warning(shell: Shell) -> None:
    """Neither the database nor a copy of a calendar can be written there."""
    shell.edit(("    country: KR\n", "    country: KR\n    busy: https://calendar.example.org/sejong.ics\n"))

    with only_reading(shell.folder):
        code, text = doctor(shell)

    assert code == 0
    assert "t.db or its folder, so it cannot apply" in text
    assert "so no copy of the calendars under `busy:` is kept" in text


def test_names_files_that_their_owners_could_not_save_after_a_change_at_the_desk(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.write(SMALL)
    assert shell.apply().code == 0
    assert shell.run("token", "create", "--desk", "--label", "Office").code == 0
    file = shell.config / "all.yaml"
    monkeypatch.setattr("os.geteuid", lambda: file.stat().st_uid + 1)
    words = f"after a change at the desk, {file} belongs to this user"

    file.chmod(0o640)
    assert words in shell.run("doctor", str(shell.config)).text
    file.chmod(0o660)
    assert words not in shell.run("doctor", str(shell.config)).text
