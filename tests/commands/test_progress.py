"""A slow command shows people at a terminal that it still works."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from threading import enumerate as threads

import pytest

from scheduler.cli import output as module
from scheduler.cli.output import progress
from support.waiting import wait_until


class Terminal(io.StringIO):
    """What a person sees."""

    def isatty(self) -> bool:
        """Says that it is a terminal."""
        return True


def is_shown() -> bool:
    """Whether a thread shows progress."""
    return any(thread.name == "progress" for thread in threads())


def test_a_slow_command_shows_what_it_does_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DELAY", 0)
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()

    with redirect_stderr(terminal), progress("Writing the site"):
        wait_until(lambda: "Writing the site" in terminal.getvalue(), terminal.getvalue)

    assert terminal.getvalue().endswith("\x1b[1A\x1b[2K")  # the line is wiped out
    assert not is_shown()


def test_a_quick_command_shows_nothing() -> None:
    with redirect_stderr(Terminal()) as terminal, progress("Writing the site"):
        pass

    assert terminal.getvalue() == ""


def test_a_program_that_reads_the_output_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DELAY", 0)

    with redirect_stderr(io.StringIO()) as file, progress("Writing the site"):
        assert not is_shown()

    assert file.getvalue() == ""


def test_an_error_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DELAY", 0)

    with redirect_stderr(Terminal()), pytest.raises(ZeroDivisionError), progress("Writing the site"):
        raise ZeroDivisionError

    assert not is_shown()
