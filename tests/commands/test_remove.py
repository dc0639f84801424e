"""A city, a theme and what is nothing without them are taken out by one command; what is past stays."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.shell import Answer, Shell
from support.small_programme import WITH_DUBLIN, small, webinar

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PROGRAMME = small(WITH_DUBLIN, ("    title: Monthly\n", "    title: Monthly\n    themes: trams\n")) + (
    "  trio: {group: three, title: Trio, every: first Tuesday, at: {sofia: '10:00', sejong: '16:00', dublin: '09:00'}, "
    "clock: alternate, duration: 60 min, from: 2026-06}\n"
    "themes:\n  trams: {name: Trams}\n"
    "groups:\n  three: {cities: [sofia, sejong, dublin]}\n"
)
TALK = webinar("talk", "2027-04-06 10:00", audience="[sejong, sofia, sofia-sejong]")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """The programme, applied."""
    shell = Shell(tmp_path)
    shell.write(PROGRAMME + TALK)
    assert shell.apply().code == 0
    return shell


def remove(shell: Shell, *words: str) -> Answer:
    return shell.run("remove", "--yes", "--allow", "large", "--config", str(shell.config), *words)


def test_with_a_city_go_its_pairs_and_their_meetings(shell: Shell) -> None:
    before = shell.read()

    removed = remove(shell, "city", "sejong")

    assert removed.code == 0, removed.err
    assert "your files no longer have them" in removed.text
    after = shell.read()
    assert "sejong" not in after
    assert "  three: {cities: [sofia, dublin]}" in after
    assert "audience: sofia" in after
    past = shell.run("agenda", "--from", "2026-06", "--to", "2026-10", "--config", str(shell.config)).text
    assert "Monthly" in past
    assert shell.run("undo", "--yes", "--config", str(shell.config), "--allow", "large").code == 0
    assert shell.read() == before


def test_the_hour_of_a_city_goes_with_it(shell: Shell) -> None:
    assert remove(shell, "city", "dublin").code == 0
    assert "at: {sofia: '10:00', sejong: '16:00'}" in shell.read().replace('"', "'")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("clock: alternate", "clock: dublin", "dublin is the clock of meetings/trio"),
        ("audience: [sejong, sofia, sofia-sejong]", "audience: dublin", "webinars/talk is for dublin alone"),
    ],
)
def test_a_city_on_which_something_rests_is_not_taken_out(
    shell: Shell, old: str, new: str, said: str
) -> None:
    shell.edit(
        (old, new),
        *(
            [("at: {sofia: '10:00', sejong: '16:00', dublin: '09:00'}", "at: '09:00'")]
            if "clock" in old
            else []
        ),
    )
    before = shell.read()

    refused = remove(shell, "city", "dublin")

    assert (refused.code, shell.read()) == (1, before)
    assert said in refused.err


NEEDED = (
    ("    from: 2026-06\n  trio", "    from: 2026-06\n    changes: {2027-01: {clock: dublin}}\n  trio"),
    ("    cities:\n      - sofia\n      - sejong\n", "    cities: [sofia, sejong, dublin]\n"),
)


def test_the_commands_of_a_refusal_lead_to_the_end(shell: Shell) -> None:
    """They name every place at once: a series, one meeting, a rule and a webinar."""
    shell.edit(
        *NEEDED,
        ("audience: [sejong, sofia, sofia-sejong]", "audience: dublin"),
        ("every: first Tuesday, at: {sofia: '10:00', sejong: '16:00', dublin: '09:00'}, ", ""),
        ("clock: alternate, duration: 60 min, from: 2026-06}", "duration: 60 min, schedule: [{from: 2026-06, every: first Tuesday, at: '09:00', clock: dublin}]}"),
    )  # fmt: skip
    assert shell.apply("--allow", "large").code == 0

    refused = remove(shell, "city", "dublin")

    commands = re.findall("`twincal (.*?)`", refused.err)
    assert [each.split()[:2] for each in commands] == [
        ["set", "monthly/2027-01"],
        ["rule", "trio"],
        ["remove", "webinar"],
    ]
    for each in commands:
        done = shell.run(*each.split(), "--yes", "--allow", "large", "--config", str(shell.config))
        assert (done.code, done.err) == (0, "")
    assert remove(shell, "city", "dublin").code == 0
    assert "dublin" not in shell.read().replace("Europe/Dublin", "")


def test_what_names_nothing_else_goes_too(shell: Shell) -> None:
    """A change that says only that the city is absent, and what is accepted of it alone."""
    shell.edit(
        ("audience: [sejong, sofia, sofia-sejong]", "audience: all"),
        NEEDED[1],
        (
            "    from: 2026-06\n  trio",
            "    from: 2026-06\n    changes:\n      2027-01:\n        without: dublin\n    accepted:\n"
            "      holiday-kept: {city: [dublin], day: 2027-03-17, reason: agreed}\n  trio",
        ),
    )
    assert shell.apply("--allow", "large").code == 0

    removed = remove(shell, "city", "dublin")

    assert (removed.code, "changes:" in shell.read(), "accepted:" in shell.read()) == (0, False, False)


def test_a_past_meeting_stays_in_the_feed_and_has_its_page(shell: Shell) -> None:
    past = {uid for uid, each in shell.state().occurrences.items() if each.is_past(NOW)}
    assert remove(shell, "city", "sejong").code == 0

    feed = shell.run("feed", "programme", "--config", str(shell.config)).text
    shown = {uid for uid in past if uid in feed}
    assert shown == {uid for uid in past if shell.state().shows(shell.state().occurrences[uid])} != set()
    assert all(shell.state().has_page(shell.state().occurrences[uid]) for uid in past)


def test_a_theme_is_added_and_taken_out_of_all_that_has_it(shell: Shell) -> None:
    before = shell.read()
    add = ("add", "theme", "--yes", "--config", str(shell.config), "--name", "Parks", "parks")

    assert shell.run(*add).code == 0
    assert "  parks:\n    name: Parks\n" in shell.read()
    assert remove(shell, "theme", "parks").code == 0
    assert shell.read() == before

    assert remove(shell, "theme", "trams").code == 0
    assert "trams" not in shell.read()


def test_a_theme_whose_last_value_is_taken_out_is_removed_by_name(shell: Shell) -> None:
    shell.edit(("    themes: trams\n", ""))
    before = shell.read()

    refused = shell.run("set", "trams", "name", "--remove", "--yes", "--config", str(shell.config))

    assert (refused.code, shell.read()) == (1, before)
    assert "twincal remove theme trams" in refused.err
    assert remove(shell, "theme", "trams").code == 0
