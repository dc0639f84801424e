"""README says nothing that is not so: its commands exist, its links lead somewhere, its example is real."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import typer.main
import yaml

from scheduler.cli import app
from scheduler.timetable.occurrence import uid
from support.shell import Shell

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"twincal ([a-z]+)((?: --[a-z-]+| [\w./-]+)*)", README)))


def options(verb: str) -> set[str]:
    """The long options of a verb."""
    command = typer.main.get_command(app).commands[verb]  # type: ignore[attr-defined]
    return {option for parameter in command.params for option in parameter.opts if option.startswith("--")}


@pytest.mark.parametrize(("verb", "rest"), COMMANDS, ids=lambda words: words.strip())
def test_every_command_and_option_exists(verb: str, rest: str) -> None:
    assert set(re.findall(r"--[a-z-]+", rest)) <= options(verb)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z]+)", README))))
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_link_within_the_project_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_picture_is_the_sample(tmp_path: Path) -> None:
    """Sofia 10:00 is 17:00 in Sejong in winter and 16:00 in summer, under the UID that is printed."""
    assert uid("iurc-korea", "sofia-sejong-monthly", "2026-12") in README
    shell = Shell(tmp_path)
    shell.run("apply", str(ROOT / "config"))

    agenda = shell.run("agenda", "pairs/sofia-sejong", "--most", "12").text

    for day, seoul in ((date(2026, 12, 16), "17:00"), (date(2027, 7, 21), "16:00")):
        spelt = f"{day:%a %-d %b %Y}"
        assert f"  {spelt} 10:00  Sofia" in agenda
        assert f"  {spelt} {seoul}  Sejong" in agenda


def test_the_move_and_the_cancellation_are_planned_as_shown(tmp_path: Path) -> None:
    """The officer's example, applied to the sample, gives the plan that README prints."""
    shell = Shell(tmp_path)
    shell.config.mkdir()
    for file in (ROOT / "config").glob("*.yaml"):
        shell.write(file.read_text(encoding="utf-8"), file.name)
    shell.run("apply", str(shell.config))
    changes = re.search(r"```yaml\n(    changes:.*?)```", README, re.DOTALL)
    assert changes is not None
    written = yaml.safe_load(changes[1])["changes"]
    meetings = yaml.safe_load((shell.config / "meetings.yaml").read_text(encoding="utf-8"))
    meetings["meetings"]["sofia-sejong-monthly"]["changes"].update(written)
    shell.write(yaml.safe_dump(meetings, allow_unicode=True, sort_keys=False), "meetings.yaml")

    told = shell.run("plan", str(shell.config)).text

    shown = re.search(r"```\n(Against revision 1:.*?)\nPlan ", README, re.DOTALL)
    assert shown is not None
    assert told.partition("\nPlan ")[0] == shown[1]
