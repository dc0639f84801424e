"""`accepted:`: warnings that the secretariat knows of are counted, and no others disappear with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.shell import Shell
from support.small_programme import small

HOURS = 'outside-office-hours: {city: sejong, at: "18:30", reason: agreed by phone}'
DAY = "holiday-kept: {city: sejong, day: 2027-09-15, reason: they meet all the same}"
ADDRESS = "personal-address: {address: maria.petrova@sofia.example, reason: she asked for it}"
NIGHT = "meetings.monthly: warning: outside the office hours of Sejong (18:30–19:00) on 16 December 2026"
DAY_OFF = "meetings.monthly: warning: Sejong has a day off: Chuseok (15 September 2027)"
PERSON = "cities.sofia.contacts[1]: warning: maria.petrova@sofia.example looks like"
WARNINGS = (NIGHT, DAY_OFF, PERSON)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Half an hour at 11:30 in Sofia, which is 18:30 in Sejong in winter, and is on Chuseok in 2027."""
    shell = Shell(tmp_path)
    contact = "timezone: Europe/Sofia\n    contacts: [maria.petrova@sofia.example]\n"
    shell.write(
        small(
            ("duration: 60 min", "duration: 30 min"),
            ('at: "10:00"', 'at: "11:30"'),
            ("timezone: Europe/Sofia\n", contact),
        )
    )
    return shell


def accept(shell: Shell, *lines: str, of: str = "title: Monthly\n", column: int = 4) -> None:
    """Writes lines below `accepted:` of the meeting, or of the city with the line `of`."""
    inner = "".join(f"{' ' * (column + 2)}{line}\n" for line in lines)
    shell.edit((of, f"{of}{' ' * column}accepted:\n{inner}"))


def accept_of_sofia(shell: Shell, line: str) -> None:
    accept(shell, line, of="contacts: [maria.petrova@sofia.example]\n")


def shown(shell: Shell) -> list[str]:
    """Which of the warnings `check` shows."""
    answer = shell.run("check", str(shell.config))
    assert answer.code == 0, answer.err
    return [warning for warning in WARNINGS if warning in answer.text]


def test_check_and_plan_count_what_is_accepted_in_one_line(shell: Shell) -> None:
    assert shown(shell) == [*WARNINGS]

    accept(shell, HOURS, DAY)
    accept_of_sofia(shell, ADDRESS)

    assert (
        shell.run("check", str(shell.config))
        .text.splitlines()[-1]
        .endswith("good, no warnings; 3 accepted warnings are not shown")
    )
    assert shell.plan().text.splitlines()[-1] == "  3 accepted warnings are not shown"
    assert shown(shell) == []


@pytest.mark.parametrize(
    "line",
    [
        'outside-office-hours: {city: sofia, at: "18:30", reason: x}',
        'outside-office-hours: {city: sejong, at: "19:30", reason: x}',
        "holiday-kept: {city: sofia, day: 2027-09-15, reason: x}",
        "holiday-kept: {city: sejong, day: 2027-09-14, reason: x}",
    ],
    ids=["hours of another city", "another hour", "day off of another city", "another day"],
)
def test_another_city_hour_or_day_shows(shell: Shell, line: str) -> None:
    accept(shell, line)

    assert shown(shell) == [*WARNINGS]
    assert "accepted" not in shell.run("check", str(shell.config)).text


def test_another_address_and_another_meeting_show(shell: Shell) -> None:
    accept(shell, HOURS)
    accept_of_sofia(shell, ADDRESS.replace("maria", "ivan"))
    shell.add(
        "  other:\n    pair: sofia-sejong\n    title: Other\n    starts: 2026-12-17 11:30\n"
        "    clock: sofia\n    duration: 30 min\n"
    )

    text = shell.run("check", str(shell.config)).text
    assert PERSON in text
    assert "meetings.other: warning: outside the office hours of Sejong (18:30–19:00)" in text


def test_a_day_shows_until_each_city_that_is_off_is_named(shell: Shell) -> None:
    accept(shell, DAY)
    assert DAY_OFF not in shown(shell)

    shell.edit(("country: BG\n", "country: BG\n    closed: 2027-09-15\n"))
    assert DAY_OFF in shown(shell)

    shell.edit(("{city: sejong, day", "{city: [sofia, sejong], day"))
    assert DAY_OFF not in shown(shell)


def test_a_code_may_have_several_entries(shell: Shell) -> None:
    accept(
        shell,
        "outside-office-hours:",
        '  - {city: sofia, at: "08:00", reason: y}',
        '  - {city: sejong, at: ["17:30", "18:30"], reason: x}',
    )

    assert NIGHT not in shown(shell)


def test_notices_still_tell_the_cities(shell: Shell) -> None:
    before = shell.run("notices", "--config", str(shell.config)).text

    accept(shell, HOURS, DAY)

    assert "outside office hours in Sejong" in before
    assert shell.run("notices", "--config", str(shell.config)).text == before


def test_an_edit_asks_about_an_hour_unless_it_is_accepted(shell: Shell) -> None:
    """18:30 in Sejong is accepted, and 19:30 is not."""
    accept(shell, HOURS)
    shell.apply("--yes")
    shell.edit(("from: 2026-06\n", 'from: 2026-06\n    changes:\n      2027-01: {move_to: "12:30"}\n'))

    assert "outside the office hours of Sejong (19:30–20:00)" in shell.plan().text.split("Plan ")[0]

    shell.edit(('move_to: "12:30"', "move_to: 2027-01-21 11:30"))
    assert "office hours" not in shell.plan().text.split("Plan ")[0]


def test_what_is_accepted_is_no_part_of_what_is_published(shell: Shell) -> None:
    shell.apply("--yes")

    accept(shell, HOURS.replace("agreed by phone", "ask anna@sejong.example"), DAY)

    assert shell.plan().text.startswith("Nothing to do")
