"""`twincal times` finds good times for cities from their office hours, days off and planned meetings."""

from __future__ import annotations

import json

import pytest

from support.shell import Shell
from support.small_programme import WITH_DUBLIN, small


def times(shell: Shell, *words: str) -> str:
    answer = shell.run("times", *words, "--config", str(shell.config))
    assert (answer.code, answer.err) == (0, "")
    return answer.text


def found(shell: Shell, *words: str) -> dict[str, list[dict[str, object]]]:
    document: dict[str, list[dict[str, object]]] = json.loads(times(shell, *words, "--format", "json"))
    return document


IN_2027 = ("--from", "2027-01-01", "--to", "2027-12-31")


@pytest.mark.parametrize(
    ("written", "asked", "left_out"),
    [
        pytest.param("third Wednesday", "3rd Wednesday of the month", True, id="other words"),
        pytest.param("third Wednesday", "third Tuesday", False, id="another weekday"),
        pytest.param("third Wednesday every 2 months", "third Wednesday every 2 months", True, id="months"),
        pytest.param("third Wednesday every 2 months", "third Wednesday", False, id="all months"),
        pytest.param("every week on Monday", "every week on Monday", True, id="weekly"),
        pytest.param("every week on Monday", "every 2 weeks on Monday", False, id="every second week"),
    ],
)
def test_the_same_rule_is_left_out(shell: Shell, written: str, asked: str, left_out: bool) -> None:
    shell.write(small(("every: third Wednesday", f"every: {written}")))

    answer = found(shell, "sejong", "sofia", "--every", asked, *IN_2027)

    assert answer["left_out"] == (["monthly"] if left_out else [])


@pytest.mark.parametrize("length", ["90", "90 min", "1 h 30 min"])
def test_a_duration_is_written_as_in_the_files(shell: Shell, length: str) -> None:
    shell.write(small())

    assert "a meeting of 90 minutes" in times(shell, "sofia", "sejong", "--duration", length)


def test_other_cities_are_not_left_out(shell: Shell) -> None:
    shell.write(small(WITH_DUBLIN))

    assert found(shell, "sofia", "dublin", "--every", "third Wednesday", *IN_2027)["left_out"] == []


ROTATE = ("dublin", "sejong", "--every", "third Tuesday", "--rotate", *IN_2027)


def test_the_lines_to_write_give_the_meetings_that_were_found(shell: Shell) -> None:
    shell.write(small(WITH_DUBLIN))
    lines = times(shell, *ROTATE).splitlines()
    rotation = json.loads(times(shell, *ROTATE, "--format", "json"))["rotation"]

    proposal = lines[lines.index("  every: third Tuesday") : lines.index("  from: 2027-01") + 1]
    shell.add(
        "".join(f"  {line}\n" for line in ["turns:", "  pair: dublin-sejong", "  title: Turns", *proposal])
    )
    shell.edit(("meetings:\n", "  dublin-sejong:\n    cities:\n      - dublin\n      - sejong\nmeetings:\n"))

    steps = [step["after"] for step in shell.plan_json()["steps"] if step["series"] == "turns"]
    planned = [step["begin"] for step in steps if step["begin"] < "2028"]
    assert planned == [meeting["begin"] for meeting in rotation["meetings"]]
    assert rotation["burdens"] == {"dublin": 120, "sejong": 180}
    assert rotation["spread"] == 60
