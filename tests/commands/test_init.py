"""What `twincal init` writes works as it is, and so does every example in its comments."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

import scheduler
from scheduler.commands.check import check
from scheduler.commands.prepare import date_reading
from scheduler.configuration import read
from scheduler.reports.warnings import located

TEMPLATE = Path(scheduler.__file__).parent / "commands" / "template"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
RULE = ("every", "at", "duration", "clock", "from")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A directory as `twincal init` leaves it."""
    return Path(shutil.copytree(TEMPLATE, tmp_path / "config"))


def take_comment_away(file: Path, key: str) -> None:
    """Do with the example under `key` what its comment tells an officer to do."""
    lines = file.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if re.fullmatch(rf" *# {key}:.*", line))
    last = first
    while last < len(lines) and lines[last].lstrip().startswith("#"):
        lines[last] = lines[last].replace("# ", "", 1)
        last += 1
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def delete_rule(file: Path) -> None:
    """Delete the lines that a `schedule:` replaces."""
    lines = file.read_text(encoding="utf-8").splitlines()
    others = [line for line in lines if not re.match(rf"    (?:{'|'.join(RULE)}):", line)]
    file.write_text("\n".join(others) + "\n", encoding="utf-8")


def starts(directory: Path) -> dict[str, str]:
    """Key of each monthly meeting to its local start."""
    wanted = date_reading(read(directory), NOW).timetable.wanted
    monthly = (item.occurrence for item in wanted if item.occurrence.series == "sofia-sejong-monthly")
    return {meeting.key: f"{meeting.timing.starts:%Y-%m-%d %H:%M} {meeting.status}" for meeting in monthly}


def test_the_template_has_neither_errors_nor_warnings() -> None:
    assert located(check(TEMPLATE, TEMPLATE.parent, NOW).warnings) == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("programme.yaml", "address"),
        ("programme.yaml", "closed"),
        ("meetings.yaml", "join"),
        ("meetings.yaml", "changes"),
        ("meetings.yaml", "extra"),
    ],
)
def test_an_example_works_when_its_comment_is_taken_away(copy: Path, name: str, key: str) -> None:
    take_comment_away(copy / name, key)

    assert located(check(copy, copy.parent, NOW).warnings) == []


def test_the_examples_of_a_move_and_a_cancellation_do_what_they_say(copy: Path) -> None:
    take_comment_away(copy / "meetings.yaml", "changes")

    meetings = starts(copy)

    assert meetings["2027-02"] == "2027-02-17 10:00 confirmed"
    assert meetings["2027-03"] == "2027-03-18 09:00 confirmed"
    assert meetings["2027-08"] == "2027-08-18 10:00 cancelled"


def test_the_example_of_a_new_rule_moves_only_what_comes_after_it(copy: Path) -> None:
    before = starts(copy)
    delete_rule(copy / "meetings.yaml")
    take_comment_away(copy / "meetings.yaml", "schedule")

    after = starts(copy)

    assert located(check(copy, copy.parent, NOW).warnings) == []
    assert before.keys() == after.keys()
    assert after["2027-06"] == before["2027-06"]
    assert after["2027-07"] == "2027-07-13 17:00 confirmed"
