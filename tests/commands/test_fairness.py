"""`twincal fairness` shows who meets outside office hours, and how hours in turn would share it."""

from __future__ import annotations

import json

from support.shell import Shell
from support.small_programme import SMALL, small

LATE = small(('at: "10:00"', 'at: "11:30"'))
"""Sejong meets until 19:30 in winter and 18:30 in summer."""


def fairness(shell: Shell, *words: str) -> str:
    answer = shell.run("fairness", "--config", str(shell.config), *words)
    assert (answer.code, answer.err) == (0, "")
    return answer.text


def test_cities_series_and_meetings_have_a_table_each(shell: Shell) -> None:
    shell.write(LATE)

    lines = fairness(shell, "--year", "2027").splitlines()

    assert lines[:17] == [
        "Meetings outside office hours in 2027",
        "",
        "12 meetings with hours, burden 810 in all. "
        "The city that carries most and the one that carries least differ by 810.",
        "",
        "City    Meetings  Outside office hours  Burden",
        "Sejong  12        540 min               810",
        "Sofia   12        0 min                 0",
        "",
        "Series   Burden of each city                   Difference",
        "monthly  Sofia 0, Sejong 810                   810",
        "         in turn: Sofia 0, Sejong 180          180",
        "           at 09:00 in Sofia, 16:00 in Sejong",
        "",
        "Date        Meeting          Outside office hours            Burden",
        "2027-01-20  monthly/2027-01  Sejong 60 minutes late          90",
        "2027-02-17  monthly/2027-02  Sejong 60 minutes late          90",
        "2027-03-17  monthly/2027-03  Sejong 60 minutes late          90",
    ]
    assert "2027-09-15  monthly/2027-09  Sejong 60 minutes on a day off  180" in lines


def test_json_has_the_burden_of_each_side(shell: Shell) -> None:
    shell.write(LATE)

    found = json.loads(fairness(shell, "--year", "2027", "--format", "json"))

    assert found["meetings"][1] == {
        "series": "monthly",
        "key": "2027-02",
        "begin": "2027-02-17T09:30:00Z",
        "end": "2027-02-17T10:30:00Z",
        "burden": 90,
        "sides": [
            {"city": "sofia", "outside_minutes": 0, "burden": 0},
            {"city": "sejong", "outside_minutes": 60, "burden": 90},
        ],
    }


def test_this_year_is_meant_if_none_is_named(shell: Shell) -> None:
    shell.write(LATE)

    assert json.loads(fairness(shell, "--format", "json"))["year"] == 2026


def test_a_year_without_meetings_is_said_to_be_empty(shell: Shell) -> None:
    shell.write(SMALL)

    assert "No meeting with an hour takes place in this year." in fairness(shell, "--year", "2020")


def test_an_invalid_configuration_is_explained(shell: Shell) -> None:
    shell.write(small(("every: third Wednesday", "every: third Wensday")))

    answer = shell.run("fairness", "--config", str(shell.config))

    assert answer.code == 1
    assert "did you mean `third Wednesday`?" in " ".join(answer.err.split())
