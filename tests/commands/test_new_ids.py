"""After a new id for a series and a city, reports use the new ids: the old ones are no longer in the text."""

from __future__ import annotations

import json

import pytest

from support.shell import Shell

PAIR = "    cities:\n      - sofia\n"


@pytest.fixture
def renamed(shell: Shell) -> Shell:
    """The small programme, applied, then with new ids and applied again."""
    shell.run("apply", str(shell.config))
    text = (shell.config / "all.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("  monthly:\n", "  regular:\n    formerly: monthly\n"),
        ("  sofia:\n", "  sofia-city:\n    formerly: sofia\n"),
        (PAIR, PAIR.replace("sofia", "sofia-city")),
        ("clock: sofia", "clock: sofia-city"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    shell.write(text)
    assert shell.run("apply", str(shell.config)).code == 0
    return shell


def test_agenda(renamed: Shell) -> None:
    assert renamed.run("agenda", "--most", "1").text.startswith("Monthly  regular/2026-12\n")


def test_why(renamed: Shell) -> None:
    """Also the city whose day off it was: 2026-12-16 is made one."""
    renamed.edit(("  sofia-city:\n", "  sofia-city:\n    closed:\n      - 2026-12-16\n"))
    renamed.run("apply", str(renamed.config))

    told = renamed.run("why", "regular/2026-12").text

    assert told.startswith("Monthly: regular/2026-12\n")
    assert "  day off    sofia-city: " in told


def test_history(renamed: Shell) -> None:
    renamed.edit(('"10:00"', '"09:00"'))
    renamed.run("apply", str(renamed.config))

    told = renamed.run("history").text

    assert "  regular/2026-12: move (configuration) " in told
    assert "  regular: add 2026-06 to " in told
    assert " monthly" not in told


def test_the_reasons_of_the_fuse(renamed: Shell) -> None:
    """One series is closed to the public, the other one is taken out."""
    talk = "webinars:\n  talk:\n    title: Talk\n    starts: 2026-12-01 09:00\n    clock: host\n    duration: 60 min\n"
    text = (renamed.config / "all.yaml").read_text(encoding="utf-8")
    renamed.write(f"{text}{talk}    audience:\n      - sofia-city\n")
    renamed.run("apply", str(renamed.config))
    renamed.write(text.replace("duration: 60 min", "duration: 60 min\n    visibility: private"))

    told = renamed.run("apply", str(renamed.config)).err

    assert "it would take every coming meeting away from sofia-city" in told


def test_a_plan_as_json(renamed: Shell) -> None:
    renamed.edit(('"10:00"', '"09:00"'))

    step = json.loads(renamed.run("plan", str(renamed.config), "--format", "json").text)["steps"][0]

    assert (step["series"], step["identity"]) == ("regular", "monthly")
    assert [city["city"] for city in step["before"]["cities"]] == ["sofia-city", "sejong"]
    assert [city["city"] for city in step["after"]["cities"]] == ["sofia-city", "sejong"]
