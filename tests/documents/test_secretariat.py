"""The pages of the secretariat work when they are copied: commands run, and the example gives the plan shown."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from support.shell import Answer, Shell

ROOT = Path(__file__).parents[2]
PAGES = ("secretariat", "good-times", "refusals")
TEXT = "\n".join((ROOT / f"docs/{name}.md").read_text(encoding="utf-8") for name in PAGES)
BLOCKS = re.findall(
    r"^ *```sh\n(.*?)^ *```|^\|[^\n]* \| `(twincal [^\n]*)` \|$", TEXT, re.MULTILINE | re.DOTALL
)
"""Those with commands, and the rows of tables with one."""
COMMANDS = [line.strip() for each in BLOCKS for line in "".join(each).splitlines() if "twincal " in line]
START = COMMANDS[: COMMANDS.index("twincal apply my-programme") + 1]
(CONVERSATION,) = re.findall(r"^```\n(Name of your programme: .*?)^```", TEXT, re.MULTILINE | re.DOTALL)
(CITY,) = re.findall(r"^```yaml\n(  rotterdam:\n.*?)^```", TEXT, re.MULTILINE | re.DOTALL)

OFFICE = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:Office
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/Sofia:20270107T100000
DURATION:PT1H
SUMMARY:Trams
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")
ASKS = "twincal import office.ics --into my-programme"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The working folder of an officer who has done what the page begins with."""
    monkeypatch.chdir(tmp_path)
    shell = Shell(tmp_path)
    begin, *others = START
    lines = CONVERSATION.splitlines()
    begun = run(
        shell, begin, "".join(f"{'' if line[-1] == ':' else line.partition(': ')[2]}\n" for line in lines)
    )
    assert re.sub(r"(?m) $", "", begun.err).endswith(f"\n\n{CONVERSATION}"), begun.err
    file = tmp_path / "my-programme/programme.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("\ncities:\n", f"\ncities:\n{CITY}"), encoding="utf-8"
    )
    assert [run(shell, command).code for command in others] == [0, 2, 0]
    (tmp_path / "office.ics").write_bytes(OFFICE)
    return shell


def run(shell: Shell, command: str, typed: str = "y\n") -> Answer:
    """What a command prints that an officer types, who says yes to its question."""
    program, *words = shlex.split(command)
    assert program == "twincal"
    return shell.run(*words, typed=typed)


def test_every_command_runs_in_the_order_of_the_pages(shell: Shell) -> None:
    assert len(COMMANDS) > 10
    for command in COMMANDS[len(START) :]:
        answer = run(shell, command)

        assert answer.code == (1 if command == ASKS else 0), f"{command}: {answer.err}"
        if command == ASKS:
            questions = shell.folder / "answers.csv"
            asked = questions.read_text(encoding="utf-8")
            questions.write_text(
                asked.replace("title,Trams,1,", "title,Trams,1,sofia-sejong"), encoding="utf-8"
            )


def test_the_example_gives_the_plan_that_is_shown(shell: Shell) -> None:
    """But for its digest, which other data of holidays or time zones would change: the page has … in its place."""
    use_example(shell.folder / "my-programme/meetings.yaml")

    planned = shell.run("plan", "my-programme").text

    (shown,) = re.findall(r"^```\n(Compared with revision 1:.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert without_digest(planned) == shown


def test_the_example_stands_in_the_files_of_init(shell: Shell) -> None:
    """An officer only takes away `#` and one space."""
    written = use_example(shell.folder / "my-programme/meetings.yaml")
    (example,) = re.findall(r"^```yaml\n(    changes:\n.*?)^```", TEXT, re.MULTILINE | re.DOTALL)

    assert example in written


def use_example(path: Path) -> str:
    """Takes the comment signs of the changes away, but not those of the notes among them."""
    before, changes, after = path.read_text(encoding="utf-8").partition("    # changes:\n")
    block, blank, rest = after.partition("\n\n")
    lines = [line.replace("# ", "", 1) for line in block.splitlines() if not line.startswith("    #   # ")]
    written = "\n".join([before + changes.replace("# ", "").rstrip(), *lines]) + blank + rest
    path.write_text(written, encoding="utf-8")
    return written


def test_a_renamed_id_is_refused_with_the_words_that_are_shown(shell: Shell) -> None:
    path = shell.folder / "my-programme/meetings.yaml"
    path.write_text(path.read_text().replace("sofia-sejong-monthly:", "sofia-sejong-meeting:"))

    refused = shell.run("apply", "my-programme")

    assert refused.code == 1
    assert refused.err.splitlines()[0] in TEXT


def without_digest(plan: str) -> str:
    (digest,) = re.findall(r"^Plan ([0-9a-f]{16})$", plan, re.MULTILINE)
    assert plan.count(digest) == 2
    return plan.replace(digest, "…")
