"""A slip of the desk and of a command: what belongs to a meeting that is over goes to one that has not begun."""

from __future__ import annotations

from desk.conftest import Visitor, words
from support.shell import Shell

URL = "https://example.org/minutes"
ASKED = "it has minutes before it begins (16 December 2026): is this the right meeting?"


def test_the_plan_of_the_form_and_of_the_command_asks_about_minutes(visitor: Visitor, shell: Shell) -> None:
    page = visitor.post("plan", do="attach", meeting="monthly/2026-12", label="minutes", url=URL)
    config = ("--config", str(shell.config))
    told = shell.run("attach", "monthly/2026-12", "minutes", URL, *config, typed="n\n")

    assert f"Please check Monthly, Wed 16 Dec 2026: {ASKED}" in words(page)
    assert ASKED in told.text
    assert "https" not in shell.read()

    assert shell.run("attach", "monthly/2026-12", "minutes", URL, "--yes", *config).code == 0
    assert URL in shell.read()
