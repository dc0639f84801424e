"""A city, a theme and what is nothing without them are taken out by one command; what is past stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.shell import Answer, Shell
from support.small_programme import WITH_DUBLIN, small, webinar

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


def test_a_theme_is_added_and_taken_out_of_all_that_has_it(shell: Shell) -> None:
    before = shell.read()
    add = ("add", "theme", "--yes", "--config", str(shell.config), "--name", "Parks", "parks")

    assert shell.run(*add).code == 0
    assert "  parks:\n    name: Parks\n" in shell.read()
    assert remove(shell, "theme", "parks").code == 0
    assert shell.read() == before

    assert remove(shell, "theme", "trams").code == 0
    assert "trams" not in shell.read()
