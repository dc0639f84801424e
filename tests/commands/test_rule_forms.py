"""Rules with some months or several weekdays, and pauses: what calendars and plans show."""

from __future__ import annotations

import pytest

from support.shell import Shell

RULE = "third Wednesday"
ALTERNATE = ("clock: sofia", "clock: alternate")


def dates(shell: Shell, *edits: tuple[str, str]) -> list[str]:
    """The keys and first days of the meetings of the small programme with these edits, until June 2027."""
    shell.edit(*edits)
    assert shell.apply(now="2026-05-01T09:00:00Z").code == 0
    stored = shell.published().occurrences.values()
    occurrences = sorted((each.occurrence for each in stored), key=lambda one: one.timing.starts)
    return [f"{one.key} {one.timing.starts:%m-%d}" for one in occurrences if one.key < "2027-06"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            "third Wednesday every 3 months",
            ["2026-06 06-17", "2026-09 09-16", "2026-12 12-16", "2027-03 03-17"],
        ),
        ("third Wednesday in March and October", ["2026-10 10-21", "2027-03 03-17"]),
        ("third Wednesday except June to March", ["2027-04 04-21", "2027-05 05-19"]),
    ],
)
def test_some_months(shell: Shell, rule: str, expected: list[str]) -> None:
    assert dates(shell, (RULE, rule)) == expected


def test_cities_take_turns_every_two_months(shell: Shell) -> None:
    dates(shell, (RULE, "third Wednesday every 2 months"), ALTERNATE)

    zones = [each.occurrence.timing.zone for each in shell.published().occurrences.values()]
    assert zones[:4] == ["Europe/Sofia", "Asia/Seoul", "Europe/Sofia", "Asia/Seoul"]


def test_a_change_names_the_second_meeting_of_a_week(shell: Shell) -> None:
    shell.edit((RULE, "every week on Monday and Thursday"))
    shell.add("    changes:\n      2026-W50.2: {cancel: away}\n      2026-12-14: {cancel: ill}\n")
    assert shell.apply().code == 0

    cancelled = [
        each.occurrence for each in shell.published().occurrences.values() if each.occurrence.cancelled
    ]
    assert [f"{one.key} {one.timing.starts:%m-%d}" for one in cancelled] == [
        "2026-W50.2 12-10",
        "2026-W51 12-14",
    ]


def test_a_pause_leaves_no_trace_of_what_nobody_saw(shell: Shell) -> None:
    shell.add("    pause: [2026-07-01..2026-08-31, 2026-12-16]\n")

    assert dates(shell)[:5] == [
        *("2026-06 06-17", "2026-09 09-16", "2026-10 10-21", "2026-11 11-18", "2027-01 01-20"),
    ]
    assert "2026-07" not in shell.run("history", "--format", "json").text.replace("2026-07-", "")


def test_a_pause_cancels_what_calendars_show(shell: Shell) -> None:
    shell.apply()
    shell.add("    pause: 2026-12-10..2027-01-10\n")

    assert "1 coming meeting is cancelled, because the dates of the series leave it out" in shell.plan().text
    assert shell.apply().code == 0
    december = shell.run("why", "monthly/2026-12").text
    assert "  cancelled  its series has no date for it any more: see its rule, its dates" in december


def test_an_entry_of_a_schedule_ends_by_itself(shell: Shell) -> None:
    text = shell.read()
    start, end = text.index("    every: third"), text.index("    duration")
    shell.write(
        text[:start] + "    schedule:\n"
        "      - {from: 2026-06, until: 2026-09, every: third Wednesday, at: '10:00', clock: sofia}\n"
        "      - {from: 2027-03, every: first Tuesday, at: '10:00', clock: sofia}\n"
        + text[end:].replace("    from: 2026-06\n", "")
    )

    assert dates(shell)[:6] == [
        *("2026-06 06-17", "2026-07 07-15", "2026-08 08-19", "2026-09 09-16"),
        *("2027-03 03-02", "2027-04 04-06"),
    ]
