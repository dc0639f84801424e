"""After a new id for a series and a city, reports use the new ids: the old ones are no longer in the text."""

from __future__ import annotations

import pytest

from support.shell import Shell
from support.small_programme import webinar


@pytest.fixture
def renamed(applied: Shell) -> Shell:
    """The small programme, applied, then with new ids and applied again."""
    applied.edit(
        ("  monthly:\n", "  regular:\n    formerly: monthly\n"),
        ("  sofia:\n", "  sofia-city:\n    formerly: sofia\n"),
        ("      - sofia\n", "      - sofia-city\n"),
        ("clock: sofia", "clock: sofia-city"),
    )
    assert applied.apply().code == 0
    return applied


def test_agenda(renamed: Shell) -> None:
    assert renamed.run("agenda", "--most", "1").text.startswith("Monthly  regular/2026-12\n")


def test_why(renamed: Shell) -> None:
    """Also the city whose day off it was: 2026-12-16 is made one."""
    renamed.edit(("  sofia-city:\n", "  sofia-city:\n    closed:\n      - 2026-12-16\n"))
    renamed.apply()

    explanation = renamed.run("why", "regular/2026-12").text

    assert explanation.startswith("Monthly: regular/2026-12\n")
    assert "  day off    Sofia: " in explanation


def test_history(renamed: Shell) -> None:
    renamed.edit(('"10:00"', '"09:00"'))
    renamed.apply()

    history = renamed.run("history").text

    assert "  regular: 2026-12 to 2028-05 (17 meetings): moved from " in history
    assert "  regular: added 2026-06 to " in history
    assert " monthly" not in history


def test_the_reasons_of_the_safety_limit(renamed: Shell) -> None:
    """One series is closed to the public, the other one is taken out."""
    text = renamed.read()
    renamed.add(webinar("talk", "2026-12-01 09:00", clock="host", audience="[sofia-city]"))
    renamed.apply()
    renamed.write(text.replace("duration: 60 min", "duration: 60 min\n    visibility: private"))

    errors = renamed.apply().err

    assert "it would take every coming meeting away from sejong and sofia-city" in errors


def test_a_plan_as_json(renamed: Shell) -> None:
    renamed.edit(('"10:00"', '"09:00"'))

    step = renamed.plan_json()["steps"][0]

    assert (step["series"], step["identity"]) == ("regular", "monthly")
    assert [city["city"] for city in step["before"]["cities"]] == ["sofia-city", "sejong"]
    assert [city["city"] for city in step["after"]["cities"]] == ["sofia-city", "sejong"]
