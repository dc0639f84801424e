"""A plan shows what each city would see change, in the same words in every format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.shell import Shell
from support.small_programme import DUBLIN_JOINS, DUBLIN_LEAVES, WITH_DUBLIN, small

TRIO = (
    small(WITH_DUBLIN, DUBLIN_JOINS, ("from: 2026-06", "from: 2026-12"))
    + """\
    until: 2027-02
    changes:
      2027-01:
        cancel: elections
"""
)
LEAVES = "no longer in this city's calendar; it still takes place"


@pytest.fixture
def trio(tmp_path: Path) -> Shell:
    """Three cities with three meetings to come, the second cancelled; applied."""
    shell = Shell(tmp_path)
    shell.write(TRIO)
    assert shell.apply().code == 0
    return shell


def plan_text(shell: Shell, form: str = "text") -> str:
    return shell.plan("--format", form).text


def lines(shell: Shell, city: str) -> list[str]:
    """The lines of the text for a city."""
    part = re.search(rf"^{city}\n(.*?)(?=\n\n)", plan_text(shell), re.MULTILINE | re.DOTALL)
    return part[1].splitlines() if part else []


def rows(shell: Shell, city: str) -> list[list[str]]:
    """The cells of each row of Markdown for a city."""
    part = plan_text(shell, "markdown").partition(f"## {city}\n\n")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in part.splitlines()[2:]]


class TestACityThatLeaves:
    @pytest.fixture(autouse=True)
    def without_dublin(self, trio: Shell) -> None:
        trio.edit(DUBLIN_LEAVES, ('at: "10:00"', 'at: "11:00"'))

    def test_sees_that_it_leaves_at_its_own_hour_and_sees_no_move(self, trio: Shell) -> None:
        first, second, last = lines(trio, "Dublin")

        time = "Wed 16 Dec 2026 08:00 (UTC+0; Sofia 10:00, Sejong 17:00)"
        assert first == f"  leave      Monthly (2026-12): {time}, {LEAVES}"
        assert second.startswith("  leave      Monthly (2027-01): Wed 20 Jan 2027 08:00")
        assert last.startswith("  leave      Monthly (2027-02): Wed 17 Feb 2027 08:00")

    def test_sees_the_same_in_markdown(self, trio: Shell) -> None:
        time = "Wed 16 Dec 2026 08:00 (UTC+0; Sofia 10:00, Sejong 17:00)"

        assert rows(trio, "Dublin")[0] == ["leave", "Monthly (2026-12)", time, "", LEAVES]
        assert [row[0] for row in rows(trio, "Sofia")] == ["move", "change", "move"]

    def test_is_listed_in_json_with_the_step_of_each_city(self, trio: Shell) -> None:
        steps = trio.plan_json()["steps"]

        assert [step["cities"] for step in steps] == [
            {"sofia": "move", "dublin": "leave", "sejong": "move"},
            {"sofia": "change", "dublin": "leave", "sejong": "change"},
            {"sofia": "move", "dublin": "leave", "sejong": "move"},
        ]

    def test_does_not_read_that_a_cancelled_meeting_takes_place(self, trio: Shell) -> None:
        remark = "no longer in this city's calendar; it is cancelled"

        assert lines(trio, "Dublin")[1].endswith(f", {remark}")
        assert rows(trio, "Dublin")[1][4] == remark

    def test_sees_many_meetings_in_one_line_on_its_own_clock(self, trio: Shell) -> None:
        shell = trio
        leaving = shell.read()
        whole = TRIO.partition("    until:")[0]
        shell.write(whole)
        assert shell.apply().code == 0
        shell.write(leaving.partition("    until:")[0])

        (line,) = lines(shell, "Dublin")

        assert "Wed 16 Dec 2026 08:00 (UTC+0; Sofia 10:00, Sejong 17:00) to Wed 17 May 2028 08:00" in line
        assert line.endswith(LEAVES)


class TestACityThatJoins:
    @pytest.fixture(autouse=True)
    def with_dublin(self, trio: Shell) -> None:
        trio.edit(DUBLIN_LEAVES)
        assert trio.apply("--allow-large").code == 0
        trio.edit(DUBLIN_JOINS, ('at: "10:00"', 'at: "11:00"'))

    def test_sees_the_hour_it_joins_at_and_nothing_of_before(self, trio: Shell) -> None:
        time = "Wed 16 Dec 2026 09:00 (UTC+0; Sofia 11:00, Sejong 18:00)"

        assert lines(trio, "Dublin")[0] == f"  join       Monthly (2026-12): {time}"
        assert rows(trio, "Dublin")[0] == ["join", "Monthly (2026-12)", "", time, "configuration"]

    def test_sees_which_meeting_is_cancelled(self, trio: Shell) -> None:
        assert lines(trio, "Dublin")[1].endswith(", cancelled")
        assert rows(trio, "Dublin")[1][4] == "cancelled"


def test_both_forms_say_that_a_changed_meeting_is_cancelled(trio: Shell) -> None:
    trio.edit(("title: Monthly", "title: Regular"))

    assert lines(trio, "Sofia")[1].endswith(", cancelled, title: “Monthly” → “Regular”")
    assert rows(trio, "Sofia")[1][4] == "cancelled, title: “Monthly” → “Regular”"


def test_a_new_meeting_that_is_cancelled_from_the_start_is_called_so(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.write(TRIO)

    assert [line.endswith(", cancelled") for line in lines(shell, "Sofia")] == [False, True, False]


@pytest.mark.parametrize(
    "change",
    ["duration: 90 min", "duration: 40 min", "cancel: flood"],
    ids=["longer", "shorter", "cancelled"],
)
def test_a_meeting_that_is_going_on_asks_for_a_call(trio: Shell, change: str) -> None:
    """From 08:00 to 09:00 UTC."""
    trio.edit(("      2027-01:", f"      2026-12:\n        {change}\n      2027-01:"))

    text = trio.plan(now="2026-12-16T08:30:00Z").text

    assert text.count("! feeds may not show this in time: call") == 3


class TestADayOff:
    """17 March 2027, a third Wednesday, is Saint Patrick's Day."""

    DAY_OFF = "day off in Dublin: Saint Patrick's Day on Wed 17 Mar 2027"

    @pytest.fixture(autouse=True)
    def following(self, trio: Shell) -> None:
        """Meetings of Sofia and Sejong in March and April that keep clear of holidays."""
        trio.edit(
            DUBLIN_LEAVES,
            ("until: 2027-02", "until: 2027-04\n    on_holiday: next working day"),
        )
        assert trio.apply("--allow-large").code == 0

    def test_of_a_city_that_joins_is_the_reason_of_the_move_for_the_others(self, trio: Shell) -> None:
        trio.edit(DUBLIN_JOINS)

        moves = [line for line in lines(trio, "Sofia") if line.startswith("  move")]

        assert len(moves) == 1
        assert "Wed 17 Mar 2027 10:00 (UTC+2; Sejong 17:00) → Thu 18 Mar 2027 10:00" in moves[0]
        assert moves[0].endswith(f", other cities, {self.DAY_OFF}")
        assert [row[4] for row in rows(trio, "Sofia") if row[0] == "move"] == [
            f"other cities, {self.DAY_OFF}"
        ]

    def test_is_no_reason_for_a_move_by_hand(self, trio: Shell) -> None:
        trio.edit(
            DUBLIN_JOINS,
            ("      2027-01:", "      2027-03:\n        move_to: 2027-03-23\n      2027-01:"),
        )

        assert "day off" not in plan_text(trio)

    def test_that_was_known_is_not_repeated(self, trio: Shell) -> None:
        trio.edit(DUBLIN_JOINS)
        assert trio.apply().code == 0
        trio.edit(('at: "10:00"', 'at: "11:00"'))

        assert "Thu 18 Mar 2027 11:00" in plan_text(trio)
        assert "day off" not in plan_text(trio)
