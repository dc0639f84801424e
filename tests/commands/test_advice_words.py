"""Advice in words: what a terminal shows, and what the desk shows."""

from __future__ import annotations

import pytest

from scheduler.desk.words import on_page
from scheduler.programme.advice import Advice, Option, Permission, advise, command, permissions_in
from scheduler.reports.advice_words import in_terminal, with_advice


@pytest.mark.parametrize(
    ("advice", "typed", "pressed"),
    [
        ("did you mean sofia?", "did you mean sofia?", "did you mean sofia?"),
        (
            advise("read it again: {}", command("plan", "my files")),
            'read it again: `twincal plan "my files"`',
            "read it again: what would change",
        ),
        (
            advise("write {}", command("attach", "talk", "minutes", "https://…")),
            "write `twincal attach talk minutes https://…`",
            "write “Add minutes, slides or another link”",
        ),
        (
            advise("if it is meant: {}", command("apply", "встречи", Permission("clock"))),
            "if it is meant: `twincal apply встречи --allow clock`",
            "if it is meant: `twincal apply встречи --allow clock` on the server",
        ),
        (
            advise("{} changes only with {}", "its time", Permission("past")),
            "its time changes only with --allow past",
            "its time changes only with your word that the past is to change",
        ),
        (
            advise("add {}, or {}", Option("replace"), Option("published", "FEEDS")),
            "add --replace, or `--published FEEDS`",
            "add --replace, or `--published FEEDS`",
        ),
        (
            advise("write it with {}", command("phrases", "sv", into="sv.po")),
            "write it with `twincal phrases sv > sv.po`",
            "write it with `twincal phrases sv > sv.po` on the server",
        ),
    ],
    ids=["text", "a folder", "an edit", "a permission", "the past", "options", "a file"],
)
def test_a_terminal_shows_what_to_type_and_the_desk_what_to_press(
    advice: Advice, typed: str, pressed: str
) -> None:
    assert (in_terminal(advice), on_page(advice)) == (typed, pressed)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [("it is full", "it is full; make room"), ("is it full?", "is it full? make room")],
    ids=["a statement", "a question"],
)
def test_what_is_wrong_and_what_would_help_are_one_line(wrong: str, line: str) -> None:
    assert with_advice(wrong, "make room") == line
    assert with_advice(wrong, "") == wrong


def test_a_program_reads_which_permission_would_help() -> None:
    assert permissions_in(advise("needs {}", Permission("past"))) == {"past"}
    assert permissions_in("past") == frozenset()
