"""`check --public` refuses files that say what nobody may read in a public repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.shell import Shell
from support.small_programme import SMALL

CONTACTS = "contacts: [office@sofia.example]"
JOIN = "join: {url: 'https://example.org/room', passcode: '123'}"


def checked(folder: Path, *edits: tuple[str, str]) -> list[str]:
    """The lines that refuse a programme with these edits; none if it is accepted."""
    shell = Shell(folder)
    shell.write(SMALL)
    shell.edit(*edits)
    answer = shell.run("check", str(shell.config), "--public")
    lines = answer.err.replace(f"{shell.config}/", "").splitlines()
    assert (answer.code == 1) == bool(lines[1:]), answer.err
    return lines if answer.code else []


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (("    country: BG", f"    country: BG\n    {CONTACTS}"), "cities.sofia.contacts"),
        (("    country: BG", "    country: BG\n    telephone: +359 2 987 65 43"), "cities.sofia.telephone"),
        (("    country: BG", "    country: BG\n    busy: council.ics"), "cities.sofia.busy"),
        (
            ("    title: Monthly", "    title: Monthly\n    visibility: private"),
            "meetings.monthly.visibility",
        ),
        (
            ("    title: Monthly", "    title: Monthly\n    changes:\n      2026-12: {visibility: private}"),
            "meetings.monthly.changes.2026-12.visibility",
        ),
    ],
)
def test_it_names_the_field_and_never_its_value(tmp_path: Path, edit: tuple[str, str], field: str) -> None:
    refusal, count, advice = checked(tmp_path, edit)

    assert refusal.partition(" ")[2].startswith(f"{field}: this is not for everybody")
    assert count == "twincal: 1 error: nothing was changed"
    assert "git keeps what was pushed" in advice
    assert not any(word in refusal for word in ("office@", "987", "council"))


def test_the_way_into_a_meeting_is_refused_unless_everybody_sees_it(tmp_path: Path) -> None:
    url, passcode, *_ = checked(tmp_path, ("    title: Monthly", f"    title: Monthly\n    {JOIN}"))

    assert ("join.url" in url, "join.passcode" in passcode) == (True, True)
    assert "example.org" not in url
    (tmp_path / "shown").mkdir()
    shown = JOIN.replace("{", "{public: true, ")
    assert checked(tmp_path / "shown", ("    title: Monthly", f"    title: Monthly\n    {shown}")) == []


def test_other_mistakes_are_told_in_the_same_run(tmp_path: Path) -> None:
    lines = checked(tmp_path, ("    country: BG", f"    country: BG\n    {CONTACTS}\n    colour: red"))

    assert ("contacts" in lines[0], "colour" in lines[1]) == (True, True)


def test_no_calendar_is_downloaded_if_none_may_be(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.write(SMALL)
    shell.edit(("    country: BG", "    country: BG\n    busy: https://calendar.invalid/sofia.ics"))

    for command in ("check", "plan"):
        answer = shell.run(command, str(shell.config), "--no-downloads")
        assert "there is no fresh copy of this calendar, so it does not count" in answer.text, answer.err
