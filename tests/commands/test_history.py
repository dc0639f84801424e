"""`why` and `history` show what each revision did, each with the clock that was in force."""

from __future__ import annotations

import pytest

from support.shell import Shell

pytestmark = pytest.mark.usefixtures("applied")


def edit(shell: Shell, *edits: tuple[str, str]) -> None:
    """Each text replaced by another, then applied."""
    shell.edit(*edits)
    assert shell.apply().code == 0


def december(shell: Shell) -> tuple[list[str], list[str]]:
    """What `why` and `history` say of each change of the December meeting, the oldest first."""
    why = shell.run("why", "monthly/2026-12").text.splitlines()
    history = shell.run("history", "monthly").text.splitlines()
    return (
        [line.partition("UTC  ")[2] for line in why if line.startswith("  revision")][1:],
        [line.partition("2026-12: ")[2] for line in history if "monthly/2026-12:" in line][::-1],
    )


def test_another_clock_is_listed_with_both_zones(shell: Shell) -> None:
    """The same instant: the old hour is one of the clock before."""
    edit(shell, ('at: "10:00"', 'at: "17:00"'), ("clock: sofia", "clock: sejong"))

    changes = ["move (configuration) 2026-12-16 10:00 Europe/Sofia → 2026-12-16 17:00 Asia/Seoul"]
    assert december(shell) == (changes, changes)


def test_the_same_hour_of_another_clock_is_a_move_too(shell: Shell) -> None:
    """It is three in the morning in Sofia then, so it must be meant."""
    shell.edit(("clock: sofia", "clock: sejong"))
    assert shell.apply("--allow-large").code == 0

    changes = ["move (configuration) 2026-12-16 10:00 Europe/Sofia → 2026-12-16 10:00 Asia/Seoul"]
    assert december(shell) == (changes, changes)


def test_later_changes_are_listed_by_the_clock_of_their_time(shell: Shell) -> None:
    edit(shell, ('at: "10:00"', 'at: "17:00"'), ("clock: sofia", "clock: sejong"))
    edit(shell, ("title: Monthly", "title: Regular"))
    edit(shell, ('at: "17:00"', 'at: "16:00"'))

    changes = [
        "move (configuration) 2026-12-16 10:00 Europe/Sofia → 2026-12-16 17:00 Asia/Seoul",
        "change (configuration) 2026-12-16 17:00 Asia/Seoul",
        "move (configuration) 2026-12-16 17:00 → 2026-12-16 16:00 Asia/Seoul",
    ]
    assert december(shell) == (changes, changes)


def test_another_length_is_listed_with_the_new_one(shell: Shell) -> None:
    edit(shell, ("duration: 60 min", "duration: 90 min"))

    changes = ["move (configuration) 2026-12-16 10:00 Europe/Sofia, another end"]
    assert december(shell) == (changes, changes)
    assert "(UTC+2; Sejong 17:00), 90 min, confirmed\n" in shell.run("why", "monthly/2026-12").text
