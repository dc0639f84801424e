"""README says nothing that is not so: its commands exist, its links lead somewhere, its example is real."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import typer.main

from scheduler.cli import app
from scheduler.timetable.occurrence import uid
from support.shell import Shell

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"twincal ([a-z]+)((?: --[a-z-]+| [\w./-]+)*)", README)))


def options(verb: str, rest: str) -> set[str]:
    """The long options of a verb, or of the one of its group that `rest` begins with."""
    command = typer.main.get_command(app).commands[verb]  # type: ignore[attr-defined]
    for inner in rest.split()[:1] if hasattr(command, "commands") else ():
        command = command.commands[inner]
    return {option for parameter in command.params for option in parameter.opts if option.startswith("--")}


@pytest.mark.parametrize(("verb", "rest"), COMMANDS, ids=lambda words: words.strip())
def test_every_command_and_option_exists(verb: str, rest: str) -> None:
    assert set(re.findall(r"--[a-z-]+", rest)) <= options(verb, rest)


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
    """The officer's example, written into the sample, gives the whole plan that README prints, but its name."""
    shell = Shell(tmp_path)
    shell.config.mkdir()
    for file in (ROOT / "config").glob("*.yaml"):
        shell.write(file.read_text(encoding="utf-8"), file.name)
    shell.run("apply", str(shell.config))
    written = re.search(r"```yaml\n    changes:\n(.*?)```", README, re.DOTALL)
    assert written is not None
    before, changes, after = _sample("meetings.yaml").partition("    changes:\n")
    assert before.count("every:") == 1, "the first changes are those of the first series"
    shell.write(before + changes + written[1] + after, "meetings.yaml")

    told = shell.run("plan", str(shell.config)).text

    shown = re.search(r"```\n(Against revision 1:.*?)```", README, re.DOTALL)
    assert shown is not None
    assert _under_any_name(told.replace(str(shell.config), "config")) == _under_any_name(shown[1])


def _sample(name: str) -> str:
    return (ROOT / "config" / name).read_text(encoding="utf-8")


def _under_any_name(plan: str) -> str:
    """A plan without its digest, which other data of holidays or time zones would change."""
    found = re.search(r"^Plan ([0-9a-f]{16})$", plan, re.MULTILINE)
    assert found is not None
    assert plan.count(found[1]) == 2
    return plan.replace(found[1], "DIGEST")
