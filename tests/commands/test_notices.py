"""`twincal notices` tells what is coming, in the languages of the programme."""

from __future__ import annotations

import json
from typing import Any

from support.shell import Shell
from support.small_programme import SMALL, WITH_BULGARIAN, WITH_DUBLIN, small

LATE = small(WITH_BULGARIAN, WITH_DUBLIN, ('at: "10:00"', 'at: "11:30"'))


def run(shell: Shell, *words: str) -> str:
    answer = shell.run("notices", "--config", str(shell.config), *words)
    assert (answer.code, answer.err) == (0, "")
    return answer.text


def found(shell: Shell, *words: str) -> list[dict[str, Any]]:
    notices: list[dict[str, Any]] = json.loads(run(shell, *words, "--format", "json"))["notices"]
    return notices


def test_each_day_has_its_notices_below_it(shell: Shell) -> None:
    shell.write(LATE)

    assert run(shell, "--ahead", "2").splitlines() == [
        "2026-12-16",
        "  outside-office-hours: “Monthly” on Wednesday, 16 December 2026 is outside office hours in Sejong: "
        "18:30–19:30, 1 hour outside. This is true of 1 more meeting.",
    ]


def test_json_has_all_languages(shell: Shell) -> None:
    shell.write(LATE)

    [notice] = found(shell, "--ahead", "2")

    assert notice.pop("text").keys() == {"en", "bg"}
    assert notice == {
        "date": "2026-12-16",
        "code": "outside-office-hours",
        "series": "monthly",
        "key": "2026-12",
        "cities": ["sejong"],
        "more": 1,
    }


def test_another_language_of_the_text(shell: Shell) -> None:
    shell.write(LATE)

    assert "извън работното време (Sejong)" in run(shell, "--ahead", "2", "--language", "bg")


def test_one_city_gets_what_concerns_it(shell: Shell) -> None:
    shell.write(LATE)

    assert found(shell, "--for", "sofia", "--ahead", "2") == []
    assert run(shell, "--for", "dublin") == "There is nothing to tell.\n"
    assert {notice["code"] for notice in found(shell, "--for", "sejong")} >= {
        "hour-moves",
        "outside-office-hours",
    }


def test_a_misspelt_city_leads_on(shell: Shell) -> None:
    shell.write(LATE)

    answer = shell.run("notices", "--for", "sofai", "--config", str(shell.config))

    assert (answer.code, answer.out) == (1, b"")
    assert "did you mean sofia?" in answer.err


def test_an_unknown_language_is_refused(shell: Shell) -> None:
    answer = shell.run("notices", "--language", "xx", "--config", str(shell.config))

    assert answer.code == 1
    assert "xx is none of bg, de, en," in answer.err


def test_a_visit_tells_each_of_its_days_off_and_no_hours(shell: Shell) -> None:
    shell.write(
        SMALL + "  visit:\n    pair: sofia-sejong\n    title: Visit\n    starts: 2027-05-03 09:00\n"
        "    ends: 2027-05-06 17:00\n    clock: sejong\n"
    )

    told = [notice for notice in found(shell) if notice["series"] == "visit"]
    assert {notice["code"] for notice in told} == {"holiday-kept"}
    by_day = {notice["date"]: notice["text"]["en"] for notice in told}
    assert [*by_day] == ["2027-05-03", "2027-05-04", "2027-05-05", "2027-05-06"]
    assert (
        "“Visit” on Wednesday, 5 May 2027 is on a day off: Children's Day (Sejong)." in by_day["2027-05-05"]
    )
