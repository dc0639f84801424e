"""`twincal times` finds good times for cities from their office hours, days off and planned meetings."""

from __future__ import annotations

import json

import pytest

from support.shell import Shell
from support.small_programme import SMALL, WITH_DUBLIN, small

JANUARY = ("--from", "2027-01-18", "--to", "2027-01-22")


def times(shell: Shell, *words: str) -> str:
    answer = shell.run("times", *words, "--config", str(shell.config))
    assert (answer.code, answer.err) == (0, "")
    return answer.text


def found(shell: Shell, *words: str) -> dict[str, list[dict[str, object]]]:
    document: dict[str, list[dict[str, object]]] = json.loads(times(shell, *words, "--format", "json"))
    return document


def test_times_inside_all_office_hours_come_with_their_days(shell: Shell) -> None:
    shell.write(SMALL)

    assert times(shell, "sofia", "sejong", *JANUARY).splitlines()[:7] == [
        "Sofia and Sejong: a meeting of 60 minutes, 18 January 2027 to 22 January 2027",
        "",
        "Inside everyone's office hours. It may start:",
        "  from 09:00 to 10:00 Sofia (UTC+2), from 16:00 to 17:00 Sejong (UTC+9)",
        "    on 18–19, 21–22 January 2027",
        "  09:00 Sofia (UTC+2), 16:00 Sejong (UTC+9)",  # at 10:00 they have their monthly meeting
        "    on 20 January 2027",
    ]


def test_without_such_a_time_it_says_so_and_names_the_least_inconvenient(shell: Shell) -> None:
    shell.write(small(WITH_DUBLIN))

    lines = times(shell, "dublin", "sejong", *JANUARY).splitlines()

    assert lines[2:7] == [
        "There is no time inside everyone's office hours.",
        "The least inconvenient times:",
        "  1. 08:30–09:30 Dublin (UTC+0), 17:30–18:30 Sejong (UTC+9)",
        "     burden 60: Dublin 30 minutes early; Sejong 30 minutes late",
        "     on 18–19, 21–22 January 2027",  # Sejong has its monthly meeting on the 20th
    ]


def test_a_strip_shows_the_day_of_each_city(shell: Shell) -> None:
    shell.write(SMALL)

    strip = times(shell, "sofia", "sejong", *JANUARY).splitlines()[-6:]

    assert strip == [
        "Monday 18 January 2027, by the clock of Sofia; the best start is marked",
        "        0   2   4   6   8   10  12  14  16  18  20  22  ",
        "Sofia   ..............++++##################++++++++....",
        "Sejong  ++++##################++++++++..................",
        "                          ^^",
        "# office hours, + early or late, - day off, . night, ^ the meeting",
    ]


def test_json_has_instants_in_utc(shell: Shell) -> None:
    shell.write(SMALL)

    answer = found(shell, "sofia", "sejong", "--from", "2027-01-19", "--to", "2027-01-19")

    assert answer == {
        "left_out": [],
        "inside": [["2027-01-19T07:00:00Z", "2027-01-19T08:00:00Z"]],
        "best": [
            {
                "begin": "2027-01-19T07:00:00Z",
                "end": "2027-01-19T08:00:00Z",
                "burden": 0,
                "sides": [
                    {"city": "sofia", "local": "2027-01-19T09:00", "outside_minutes": 0},
                    {"city": "sejong", "local": "2027-01-19T16:00", "outside_minutes": 0},
                ],
            }
        ],
    }


def test_weights_of_an_older_text_are_refused(shell: Shell) -> None:
    shell.write(small(("    - en\n", "    - en\n  burden: {early: 2, late: 5}\n")))

    answer = shell.run("check", str(shell.config))

    assert answer.code == 1
    assert "the programme has no `burden`: the weights of hours outside office hours are fixed" in " ".join(
        (answer.text + answer.err).split()
    )


def test_a_series_gets_the_lines_to_write_and_its_bad_meetings(shell: Shell) -> None:
    shell.write(SMALL)

    lines = times(
        shell, "sofia", "sejong", "--every", "third Tuesday", "--from", "2027-01-01", "--to", "2027-06-30"
    ).splitlines()

    assert lines[2:26] == [
        "The best hour is 09:00 by the clock of Sofia. Write:",
        "  every: third Tuesday",
        '  at: "09:00"',
        "  clock: sofia",
        "  duration: 60 min",
        "  from: 2027-01",
        "",
        "All 6 meetings are inside everyone's office hours, burden 0.",
        "  09:00–10:00 Sofia (UTC+2), 16:00–17:00 Sejong (UTC+9)",
        "    on 19 January, 16 February and 16 March 2027: no burden",
        "    Tuesday 19 January 2027, by the clock of Sofia",
        "            0   2   4   6   8   10  12  14  16  18  20  22  ",
        "    Sofia   ..............++++##################++++++++....",
        "    Sejong  ++++##################++++++++..................",
        "                              ^^",
        "  09:00–10:00 Sofia (UTC+3), 15:00–16:00 Sejong (UTC+9)",
        "    on 20 April, 18 May and 15 June 2027: no burden",
        "    Tuesday 20 April 2027, by the clock of Sofia",
        "            0   2   4   6   8   10  12  14  16  18  20  22  ",
        "    Sofia   ..............++++##################++++++++....",
        "    Sejong  ..++++##################++++++++................",
        "                              ^^",
        "",
        "# office hours, + early or late, - day off, . night, ^ the meeting",
    ]


IN_2027 = ("--from", "2027-01-01", "--to", "2027-12-31")
THIRD_WEDNESDAY = ("sofia", "sejong", "--every", "third Wednesday", *IN_2027)


def test_a_series_does_not_stand_in_its_own_way(shell: Shell) -> None:
    """In 2027 nothing but the 15th of September is bad, a holiday in Korea."""
    shell.write(small(('at: "10:00"', 'at: "09:00"')))

    lines = times(shell, *THIRD_WEDNESDAY).splitlines()

    assert lines[1:5] == [
        "The meetings of monthly are left out.",
        "Today monthly is at 09:00 (Sofia), burden 180 on the same days (Sofia 0, Sejong 180). "
        "That is the best already.",
        "",
        "The best hour is 09:00 by the clock of Sofia. Write:",
    ]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        pytest.param(
            "10:00", "burden 180 on the same days (Sofia 0, Sejong 180). That is as good", id="good"
        ),
        pytest.param("11:30", "burden 810 on the same days (Sofia 0, Sejong 810).\n\nThe best", id="bad"),
    ],
)
def test_another_hour_is_compared_with_the_best(shell: Shell, at: str, words: str) -> None:
    shell.write(small(('at: "10:00"', f'at: "{at}"')))

    text = times(shell, *THIRD_WEDNESDAY)

    assert f"Today monthly is at {at} (Sofia), {words}" in text
    assert "The best hour is 09:00 by the clock of Sofia" in text


def test_json_has_what_was_left_out_and_the_hour_of_today(shell: Shell) -> None:
    shell.write(small(('at: "10:00"', 'at: "11:30"')))

    answer = found(shell, *THIRD_WEDNESDAY)

    assert answer["left_out"] == ["monthly"]
    assert answer["today"] == [
        {
            "series": "monthly",
            "hours": [{"at": "11:30", "timezone": "Europe/Sofia"}],
            "burden": 810,
            "burdens": {"sofia": 0, "sejong": 810},
            "clashes": [],
        }
    ]


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


def test_other_cities_are_not_left_out(shell: Shell) -> None:
    shell.write(small(WITH_DUBLIN))

    assert found(shell, "sofia", "dublin", "--every", "third Wednesday", *IN_2027)["left_out"] == []


def test_the_meetings_of_a_series_that_is_named_are_left_out(shell: Shell) -> None:
    shell.write(SMALL)

    day = ("--from", "2027-01-20", "--to", "2027-01-20")
    lines = times(shell, "sofia", "sejong", *day, "--without", "monthly").splitlines()

    assert lines[1:5] == [
        "The meetings of monthly are left out.",
        "",
        "Inside everyone's office hours. It may start:",
        "  from 09:00 to 10:00 Sofia (UTC+2), from 16:00 to 17:00 Sejong (UTC+9)",
    ]


def test_turns_that_would_not_help_are_not_proposed(shell: Shell) -> None:
    shell.write(SMALL)

    lines = times(shell, *THIRD_WEDNESDAY, "--rotate").splitlines()

    assert lines[1:] == [
        "The meetings of monthly are left out.",
        "Today monthly is at 10:00 (Sofia), burden 180 on the same days (Sofia 0, Sejong 180). "
        "That is as good as the best.",
        "",
        "Turns would not help: whatever the hours, the city that carries most would carry no less, "
        "or all cities together more than a tenth more.",
        "Without turns the best hour is 09:00 by the clock of Sofia: Sofia 0, Sejong 180; the difference is 180.",
    ]
    assert json.loads(times(shell, *THIRD_WEDNESDAY, "--rotate", "--format", "json"))["rotation"] is None


ROTATE = ("dublin", "sejong", "--every", "third Tuesday", "--rotate", *IN_2027)


def test_cities_that_take_turns_get_an_hour_each(shell: Shell) -> None:
    shell.write(small(WITH_DUBLIN))

    lines = times(shell, *ROTATE).splitlines()

    assert lines[:24] == [
        "Dublin and Sejong: third Tuesday, 60 minutes, 19 January 2027 to 21 December 2027",
        "",
        "The cities take turns. Write:",
        "  every: third Tuesday",
        "  at:",
        '    dublin: "09:00"',
        '    sejong: "17:00"',
        "  clock: alternate",
        "  duration: 60 min",
        "  from: 2027-01",
        "",
        "Burden over all meetings: Dublin 120, Sejong 180; the difference is 60.",
        "Without turns the best hour is 09:00 by the clock of Dublin: Dublin 0, Sejong 300; the difference is 300.",
        "",
        "Turn of Dublin, at 09:00:",
        "  09:00–10:00 Dublin (UTC+0), 18:00–19:00 Sejong (UTC+9)",
        "    on 19 January, 16 March and 16 November 2027: burden 60: Sejong 60 minutes late",
        "    Tuesday 19 January 2027, by the clock of Dublin",
        "            0   2   4   6   8   10  12  14  16  18  20  22  ",
        "    Dublin  ..............++++##################++++++++....",
        "    Sejong  ##################++++++++..................++++",
        "                              ^^",
        "  09:00–10:00 Dublin (UTC+1), 17:00–18:00 Sejong (UTC+9)",
        "    on 18 May, 20 July and 21 September 2027: no burden",
    ]


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


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("sofai",), "there is no city sofai did you mean sofia?", id="city"),
        pytest.param(
            ("sofia", "--without", "monthyl"), "there is no series monthyl did you mean monthly?", id="series"
        ),
        pytest.param(("sofia", "--every", "third Wensday"), "did you mean `third Wednesday`?", id="rule"),
        pytest.param(("sofia", "--format", "html"), "'html' is not one of 'text', 'json'", id="format"),
        pytest.param(
            ("sofia", "--month", "January"), "January is not a month; write year and month", id="month"
        ),
        pytest.param(
            ("sofia", "--month", "2027-01", "--from", "2027-01-01"), "leave --from and --to out", id="both"
        ),
        pytest.param(
            ("sofia", "--from", "2027-02-01", "--to", "2027-01-01"),
            "before it begins on 2027-02-01",
            id="order",
        ),
        pytest.param(
            ("sofia", "--from", "2027-01-01", "--to", "2029-01-01"), "longer than a year", id="years"
        ),
        pytest.param(
            ("sofia", "--every", "first Monday", "--from", "2027-01-05", "--to", "2027-01-09"),
            "first Monday has no date from 2027-01-05 to 2027-01-09",
            id="no date",
        ),
        pytest.param(
            ("sofia", "sejong", "--rotate"), 'name its rule, such as --every "third Wednesday"', id="no rule"
        ),
        pytest.param(
            ("sofia", "--every", "first Monday", "--rotate"), "nobody to take turns with", id="one city"
        ),
        pytest.param(
            ("sofia", "sejong", "--every", "first Monday", "--month", "2027-01", "--rotate"),
            "first Monday has fewer dates than there are cities",
            id="no turn",
        ),
    ],
)
def test_a_mistake_leads_on(shell: Shell, words: tuple[str, ...], message: str) -> None:
    shell.write(SMALL)

    answer = shell.run("times", *words, "--config", str(shell.config))

    assert answer.code != 0
    assert message in " ".join(answer.err.split())


def test_holidays_before_the_first_meeting_and_before_the_last_year_count(shell: Shell) -> None:
    """The search ends in another year than it begins, and the text has no meeting in the first one."""
    shell.write(small(("from: 2026-06", "from: 2027-02")))

    answer = shell.run(
        "times", "sofia", "sejong", "--config", str(shell.config),
        "--from", "2026-12-23", "--to", "2027-01-05",
    )  # fmt: skip

    assert "on 23, 29–31 December 2026; 4–5 January 2027" in answer.text
