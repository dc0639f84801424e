"""A plan names what changes in an entry, and says "nothing that calendars show" only if no entry changes."""

from __future__ import annotations

import pytest

from support.shell import Shell
from support.small_programme import WITH_DUBLIN, small, webinar

UNSEEN = "nothing that calendars show"
MOVED = """\
    changes:
      2026-12:
        move_to: 2026-12-17 11:00
        reason: room not free
      2027-01:
        cancel: elections
"""
PRIVATE_TALK = webinar(
    "budget",
    "2026-12-11 15:00",
    "join: {url: https://meet.example.org/one, passcode: abcd}",
).replace("    title: Budget", "    visibility: private\n    title: Budget")


def changed_after(shell: Shell, *edits: tuple[str, str]) -> dict[str, list[str]]:
    """The fields that JSON calls changed after the edits, by key; the text must name them, or say that none is."""
    shell.edit(*edits)
    text = shell.plan().text
    steps = shell.plan_json()["steps"]
    assert all(", ".join(step["changed"] or [UNSEEN]) in text for step in steps)
    return {step["key"]: step["changed"] for step in steps}


def entries(shell: Shell) -> bytes:
    """The programme's feed, to see whether anything in it changes."""
    return shell.run("feed", "programme").out


@pytest.fixture
def moved(shell: Shell) -> Shell:
    """The small programme, applied, and again with one meeting moved and one cancelled."""
    assert shell.apply().code == 0
    shell.add(MOVED)
    assert shell.apply().code == 0
    return shell


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [("2026-12", "room not free", "flood"), ("2027-01", "elections", "strike")],
    ids=["moved", "cancelled"],
)
def test_another_reason_is_named(moved: Shell, key: str, old: str, new: str) -> None:
    before = entries(moved)

    assert changed_after(moved, (old, new)) == {key: ["reason"]}
    assert moved.apply().code == 0
    assert entries(moved) != before


def test_a_change_that_no_calendar_shows_is_called_unseen(shell: Shell) -> None:
    assert shell.apply().code == 0
    assert changed_after(shell, ("country: KR", "country: JP"))["2026-12"] == []
    before = entries(shell)
    assert shell.apply().code == 0
    assert _december(entries(shell)) == _december(before)


def _december(feed: bytes) -> bytes:
    """The entry of 16 December 2026."""
    (entry,) = [part for part in feed.split(b"BEGIN:VEVENT") if b"20261216T100000" in part]
    return entry


def test_the_same_name_in_one_more_language_changes_nothing(shell: Shell) -> None:
    shell.apply()
    before = entries(shell)
    edit = ("    name: Sejong\n", "    name: {en: Sejong, bg: Sejong}\n")

    assert changed_after(shell, edit)["2026-12"] == []
    assert shell.apply().code == 0
    assert entries(shell) == before


class TestTheOldAndTheNewValue:
    """Of what changes, so that nobody agrees to what they have not read."""

    @pytest.mark.parametrize(
        ("old", "new", "name"),
        [
            ("passcode: abcd", "passcode: efgh", "way to join (private calendars only)"),
            ("meet.example.org/one", "meet.example.org/two", "way to join (private calendars only)"),
            ("title: Budget", "title: Salaries", "title"),
            ("    visibility: private\n    title: Budget", "    title: Salaries", "title"),
        ],
        ids=["passcode", "link to join", "private meeting", "published meeting that was private"],
    )
    def test_is_not_told_if_it_is_private(self, shell: Shell, old: str, new: str, name: str) -> None:
        shell.write(PRIVATE_TALK, "private.yaml")
        assert shell.apply().code == 0
        shell.write(PRIVATE_TALK.replace(old, new), "private.yaml")

        text = shell.plan().text
        (step,) = shell.plan_json()["steps"]

        assert name in text
        assert {"field": "join" if "join" in name else "title", "part": "", "old": None, "new": None} in step[
            "values"
        ]
        assert not any(
            secret in text for secret in ("abcd", "efgh", "example.org/one", "example.org/two", "Budget”")
        )


def test_if_one_city_has_another_day_each_hour_has_its_day(shell: Shell) -> None:
    """`Dublin Thu 10 Dec 23:30, Sejong 08:30` would seem to be Thursday in Sejong too."""
    shell.write(small(WITH_DUBLIN) + webinar("talk", "2026-12-10 23:30", clock="dublin"))

    plan = shell.plan().text

    assert "Fri 11 Dec 2026 01:30 (UTC+2; Dublin Thu 10 Dec 23:30, Sejong Fri 11 Dec 08:30)" in plan
    assert "(UTC+2; Sejong 17:00)" in plan
