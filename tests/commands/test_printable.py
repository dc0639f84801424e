"""Nothing that a text holds steers a terminal or a log, or becomes a link or HTML in Markdown."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.cli.log import LogFormat, set_up_log
from scheduler.reports.formats import markdown, printable
from support.shell import Answer, Shell
from support.small_programme import SMALL

EVIL = "\\e[31mRED\\u202Eevil\\u009b2J <img src=x onerror=alert(1)> [x](javascript:alert(1)) a|b"
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def meeting(title: str) -> str:
    return (
        f'\nwebinars:\n  talk:\n    title: "{title}"\n    starts: 2027-02-11 10:00\n'
        "    clock: Europe/Brussels\n    duration: 60 min\n    audience: all\n"
    )


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A programme with a meeting whose title is an attack."""
    shell = Shell(tmp_path)
    shell.write(SMALL + meeting(EVIL))
    return shell


def is_fit(answer: Answer) -> bool:
    return not UNFIT.search(answer.text + answer.err)


def test_no_command_prints_what_steers_a_terminal(shell: Shell) -> None:
    answers = [shell.run("check", str(shell.config))]
    answers += [shell.plan("--format", style) for style in ("text", "json", "markdown")]
    answers.append(shell.apply())
    shell.edit(("starts: 2027-02-11", "starts: 2027-02-12"))
    answers += [shell.plan("--details"), shell.apply()]
    for words in (("agenda",), ("history",), ("history", "--format", "json"), ("why", "talk"), ("reach",)):
        answers.append(shell.run(*words))
    answers += [shell.run("export", "--format", style) for style in ("json", "markdown")]

    assert sum("RED" in answer.text for answer in answers) >= 6
    assert [answer for answer in answers if not is_fit(answer)] == []


FORGED = "cancel     Monthly"
BROKEN = f"room\\n\\n  {FORGED}"
"""What looks like a second line of a plan, as YAML in quotes."""


def test_a_text_with_line_breaks_is_one_line_of_a_report(shell: Shell) -> None:
    shell.write(SMALL + meeting(f"Trams {BROKEN}"))
    answers = [shell.plan(), shell.apply(), shell.run("check", str(shell.config))]
    shell.edit(
        ("audience: all", f'audience: all\n    changes: {{once: {{move_to: 15:00, reason: "{BROKEN}"}}}}')
    )
    answers += [shell.plan("--format", style) for style in ("text", "markdown")]
    answers += [shell.apply(), *(shell.run(*words) for words in (("agenda",), ("history",), ("why", "talk")))]
    shell.edit(("15:00", "16:00"))
    answers.append(shell.plan("--allow", "clock", now="2027-03-01T10:00:00Z"))

    assert f"Trams room {FORGED} (once)" in answers[0].text
    assert f", room {FORGED}" in answers[3].text
    assert f"room {FORGED}" in answers[-2].text.split("change")[1]
    assert f"Trams room {FORGED}: it took place" in answers[-1].err
    lines = [line for answer in answers for line in (answer.text + answer.err).splitlines()]
    assert [line for line in lines if line.strip(" |").startswith(FORGED)] == []


def test_an_error_about_a_key_does_not_steer_it_either(shell: Shell) -> None:
    shell.write(SMALL + meeting("x").replace("talk:", '"\\e]0;x\\a\\u2028":'))

    answer = shell.run("check", str(shell.config))

    assert (answer.code, "is not an id" in answer.err) == (1, True)
    assert is_fit(answer)


@given(st.text())
def test_json_still_says_the_same(text: str) -> None:
    shown = printable(json.dumps(text, ensure_ascii=False))

    assert json.loads(shown) == text
    assert not UNFIT.search(shown)


def test_markdown_has_neither_html_nor_links_nor_cells_of_a_text(shell: Shell) -> None:
    rows = [line for line in shell.plan("--format", "markdown").text.splitlines() if "RED" in line]

    assert rows
    for row in rows:
        assert re.findall(r"(?<!\\)[<\[\]]", row) == []
        assert len(re.findall(r"(?<!\\)\|", row)) == 6


def test_markdown_makes_no_link_of_an_address_nor_calls_anybody() -> None:
    assert markdown("~~Cancelled~~ $$y$$") == r"\~\~Cancelled\~\~ \$\$y\$\$"
    assert markdown("see https://x.example, WWW.x.example, @all, #12, `a` *b* _c_ a_b") == (
        r"see https\://x.example, WWW\.x.example, \@all, \#12, \`a\` \*b\* \_c\_ a_b"
    )


@pytest.mark.parametrize("character", "\u00ad\u034f\u115f\u2063\u3164\ufff9\U000e0041")
def test_a_character_without_ink_is_seen(character: str) -> None:
    """Without it, two names that look alike may differ."""
    assert printable(f"So{character}fia") == f"So{json.dumps(character)[1:-1]}fia"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_message_is_one_line_of_the_log_and_steers_nothing(
    form: LogFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = logged(
        form, monkeypatch, lambda log: log.info("a title: %s", "\x1b[31mred\u202e\n2026-11-24 ERROR forged")
    )

    assert "forged" in line
    assert not UNFIT.search(line)


def logged(
    form: LogFormat, monkeypatch: pytest.MonkeyPatch, write: Callable[[logging.Logger], None]
) -> list[str]:
    """The lines that reach stderr."""
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    root.handlers.clear()
    monkeypatch.setattr("sys.stderr", stream)
    try:
        set_up_log("INFO", form)
        write(logging.getLogger("twincal"))
    finally:
        root.handlers[:], root.level = before
    return stream.getvalue().splitlines()
