"""Rules with some months or several weekdays, and pauses: what calendars and plans show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scheduler.programme.details import SeriesChange
from support.shell import Shell

RULE = "third Wednesday"


def test_a_change_names_the_second_meeting_of_a_week(shell: Shell) -> None:
    shell.edit((RULE, "every week on Monday and Thursday"))
    shell.add("    changes:\n      2026-W50.2: {cancel: away}\n      2026-12-14: {cancel: ill}\n")
    assert shell.apply().code == 0

    cancelled = [each.occurrence for each in shell.state().occurrences.values() if each.occurrence.cancelled]
    assert [f"{one.key} {one.timing.starts:%m-%d}" for one in cancelled] == [
        "2026-W50.2 12-10",
        "2026-W51 12-14",
    ]


def cancelled(shell: Shell) -> dict[str, Any]:
    """The reason of each cancelled meeting by its key."""
    stored = shell.state().occurrences.values()
    return {one.occurrence.key: one.occurrence.content.reason for one in stored if one.occurrence.cancelled}


def test_a_weekday_added_behind_another_changes_no_meeting(shell: Shell) -> None:
    shell.edit((RULE, "every week on Thursday"))
    assert shell.apply().code == 0
    before = {uid: each.occurrence.timing for uid, each in shell.state().occurrences.items()}
    shell.edit(("week on Thursday", "week on Thursday and Monday"))
    assert shell.apply().code == 0

    after = shell.state().occurrences
    assert {uid: after[uid].occurrence.timing for uid in before} == before
    assert cancelled(shell) == {}
    assert len(after) > 1.7 * len(before)


def test_a_day_off_of_the_new_day_is_no_reason_on_the_old_one(shell: Shell) -> None:
    """Chuseok is on Wednesday 15 September 2027 in Korea, where 15 September was no date of the rule before."""
    shell.edit((RULE, "second Monday"), ("next working day", "skip"))
    assert shell.apply().code == 0
    shell.edit(("second Monday", "third Wednesday"))
    assert shell.apply("--allow", "large").code == 0

    assert cancelled(shell)["2027-09"] is SeriesChange.OTHER_DATES


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("third Wednesday every 2 months", ["2026-12", "2027-02", "2027-04", "2027-06", "2027-08"]),
        ("third Wednesday every 3 months", ["2026-12", "2027-02", "2027-04", "2027-05", "2027-08"]),
        ("third Wednesday yearly", ["2026-12", "2027-02", "2027-04", "2027-05"]),
    ],
)
def test_a_new_interval_counts_from_its_own_beginning(shell: Shell, second: str, expected: list[str]) -> None:
    text = shell.read()
    start, end = text.index("    every: third"), text.index("    duration")
    entries = (
        ("2026-12", "third Wednesday every 2 months"),
        ("2027-03" if "2 m" in second else "2027-05", second),
    )
    schedule = "".join(
        f"      - {{from: {begins}, every: {rule}, at: '10:00', clock: sofia}}\n" for begins, rule in entries
    )
    shell.write(text[:start] + "    schedule:\n" + schedule + text[end:].replace("    from: 2026-06\n", ""))
    assert shell.apply().code == 0

    keys = sorted(each.occurrence.key for each in shell.state().occurrences.values())
    assert [key for key in keys if key <= "2027-08"] == expected


def agenda(shell: Shell) -> list[str]:
    """The keys, starts and ends of all meetings of a programme without rules."""
    occurrences = [each.occurrence for each in shell.state().occurrences.values()]
    return sorted(
        f"{one.series}/{one.key} {one.timing.starts:%m-%d %H:%M}–{one.timing.ends:%m-%d %H:%M}"
        for one in occurrences
        if one.series != "monthly"
    )


def test_a_list_of_dates_keeps_its_keys_when_one_is_added(shell: Shell) -> None:
    shell.add(
        "  board:\n    pair: sofia-sejong\n    title: Board\n    dates: [2027-03-09 10:00, 2027-06-08 10:00]\n"
        "    clock: sofia\n    duration: 60 min\n    changes:\n      extra.2: {move_to: 11:00}\n"
    )
    assert shell.apply().code == 0
    before = agenda(shell)
    assert before == ["board/extra.2 06-08 11:00–06-08 12:00", "board/once 03-09 10:00–03-09 11:00"]

    shell.edit(("06-08 10:00]", "06-08 10:00, 2027-04-13 10:00]"))
    assert shell.apply().code == 0
    assert agenda(shell) == [before[0], "board/extra.3 04-13 10:00–04-13 11:00", before[1]]


OPEN = (
    "webinars:\n  roofs:\n    title: Green roofs\n    description: Costs and savings\n    starts: open\n"
    "    duration: 60 min\n"
)


def test_a_webinar_without_a_date_is_on_a_page_and_in_no_calendar(shell: Shell, tmp_path: Path) -> None:
    shell.add(OPEN)
    assert shell.apply().code == 0
    assert shell.run("publish", str(tmp_path / "site")).code == 0

    page = (tmp_path / "site/webinars.html").read_text()
    assert "Date to be announced" in page
    assert "Green roofs" in page
    assert b"Green roofs" not in shell.run("feed", "programme").out

    shell.edit(("starts: open", "starts: 2027-03-09 10:00"))
    assert shell.apply().code == 0
    assert b"Green roofs" in shell.run("feed", "programme").out
    shell.run("publish", str(tmp_path / "site"))
    assert "Date to be announced" not in (tmp_path / "site/webinars.html").read_text()
