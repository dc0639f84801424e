"""A file or a section that vanishes does not take the meetings of several series with it, unless a person wants it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.commands.apply import plan_unattended, write_unattended
from scheduler.commands.refusals import NeedsConsent
from scheduler.store import open_store
from support.shell import Shell
from support.small_programme import small, webinar

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MANY = "".join(
    f"  monthly{number}:\n    pair: sofia-sejong\n    title: Call {number}\n    every: second {day}\n"
    '    at: "10:00"\n    clock: sofia\n    duration: 60 min\n    from: 2026-06\n'
    for number, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
)
"""Series beside which two others are no large share."""
TALK = webinar("talk", "2027-03-09 10:00")
ROOFS = webinar("roofs", "2027-04-09 10:00").removeprefix("webinars:\n")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Six series of a pair in one file, and two webinars in another."""
    shell = Shell(tmp_path)
    shell.write(small() + MANY)
    shell.write(TALK + ROOFS, "webinars.yaml")
    assert shell.apply().code == 0
    return shell


def refusal(shell: Shell) -> str:
    """Why `apply` and `serve` alike refuse the files as they are; empty if they do not."""
    with closing(open_store(shell.url)) as store:
        planned = plan_unattended(shell.config, store, NOW, print)
        if planned.plan.refusals:
            with pytest.raises(NeedsConsent):
                write_unattended(shell.config, store, planned)
    answer = shell.apply()
    assert bool(planned.plan.refusals) == (answer.code == 1)
    return answer.err


def test_a_file_that_is_gone(shell: Shell) -> None:
    (shell.config / "webinars.yaml").unlink()

    assert "webinars.yaml is gone or empty, and with it 2 series that have coming meetings (roofs and talk)" in refusal(shell)  # fmt: skip
    assert shell.apply("--allow", "large").code == 0


def test_a_file_that_holds_nothing_any_more(shell: Shell) -> None:
    shell.write("# webinars:\n", "webinars.yaml")

    assert "webinars.yaml is gone or empty" in refusal(shell)


def test_a_section_that_is_gone(shell: Shell) -> None:
    shell.write("themes:\n  trams:\n    name: Trams\n", "webinars.yaml")

    assert "`webinars:` is gone or empty, and with it 2 series" in refusal(shell)


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"talks.yaml": TALK + ROOFS}, id="a file has another name"),
        pytest.param({"talks.yaml": TALK}, id="one series is gone"),
        pytest.param({"talks.yaml": "webinars:\n  talk:\n    title: Talk\n    starts: open\n  roofs:\n    title: Roofs\n    starts: open\n"}, id="their dates are open"),
        pytest.param({"talks.yaml": webinar("new", "2027-05-09 10:00"), "webinars.yaml": "themes: {trams: {name: Trams}}\n"}, id="others in the section"),
    ],
)  # fmt: skip
def test_what_stands_elsewhere_is_not_lost(shell: Shell, texts: dict[str, str]) -> None:
    (shell.config / "webinars.yaml").unlink()
    for name, text in texts.items():
        shell.write(text, name)

    assert refusal(shell) == ""
