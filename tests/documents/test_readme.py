"""README is short, and what it shows is real."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from scheduler.timetable.occurrence import uid
from support.demonstration import PICTURE, drawn
from support.shell import Shell

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
ANSWERS = "Our city pairs\nCity office\nSofia\n\nSejong\n\n\n\n\n\n"
"""What a person types whom `init` asks."""


def test_it_is_short() -> None:
    assert len(README.read_bytes()) <= 8000


def test_the_picture_is_the_sample(tmp_path: Path) -> None:
    """Sofia 10:00 is 17:00 in Sejong in winter and 16:00 in summer, under the UID that is printed."""
    assert uid("iurc-korea", "sofia-sejong-monthly", "2026-12") in README.read_text(encoding="utf-8")
    shell = Shell(tmp_path)
    shell.run("apply", str(ROOT / "config"))

    agenda = shell.run("agenda", "pairs/sofia-sejong", "--limit", "12").text

    for day, seoul in ((date(2026, 12, 16), "17:00–18:00"), (date(2027, 7, 21), "16:00–17:00")):
        spelt = f"{day:%a %-d %b %Y}"
        assert f"  {spelt} 10:00–11:00  Sofia" in agenda
        assert f"  {spelt} {seoul}  Sejong" in agenda


def test_the_drawn_edit_is_what_the_commands_print() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawn(), "run `make demo`, and look at docs/images"


@pytest.mark.parametrize(("start", "programme"), [(".venv/bin/twincal ", "config"), ("twincal ", None)])
def test_its_commands_run(
    start: str, programme: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those after `make serve`, and those in an empty folder."""
    monkeypatch.chdir(tmp_path)
    shell = Shell(tmp_path)
    if programme is not None:
        shutil.copytree(ROOT / programme, tmp_path / programme)
        shell.run("apply", programme)
    commands = re.findall(rf"^{re.escape(start)}([^#\n]+)", README.read_text(encoding="utf-8"), re.MULTILINE)

    assert len(commands) > 2
    for command in commands:
        answer = shell.run(*command.split(), typed=ANSWERS)

        assert answer.code == (2 if command.startswith("plan") else 0), answer.err
