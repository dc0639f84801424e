"""A city in several pairs: each title in its calendar names the pair, and what is new is offered such a title."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.conftest import Visitor, at_desk, hidden, words
from support.shell import Shell
from support.small_programme import WITH_BULGARIAN, WITH_DUBLIN, small

SEJONG = "cities.sejong: warning: the calendar of Sejong shows several meetings called “Monthly”: monthly and calls; "
CURES = ('retitle monthly "Monthly Sofia–Sejong"', 'retitle calls "Monthly Dublin–Sejong"')
CALLS = (
    "  calls:\n    pair: dublin-sejong\n    title: Monthly\n    every: first Monday\n    at: 08:00\n"
    "    clock: dublin\n    duration: 60 min\n    from: 2026-06\n"
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Sejong has a monthly meeting with Sofia, and one with Dublin; Dublin and Sofia are no pair."""
    shell = Shell(tmp_path)
    pairs = "pairs:\n  dublin-sejong:\n    cities: [dublin, sejong]\n"
    shell.write(small(WITH_DUBLIN, ("pairs:\n", pairs)) + CALLS)
    return shell


@pytest.fixture
def visitor(shell: Shell) -> Iterator[Visitor]:
    """The secretariat at its desk."""
    assert shell.apply().code == 0
    with at_desk(shell) as visitor:
        yield visitor


def found(shell: Shell) -> list[str]:
    """What `check` says of titles, without its place."""
    lines = shell.run("check", str(shell.config)).text.splitlines()
    return [line.partition(": ")[2] for line in lines if "several meetings called" in line]


def add_third(shell: Shell, pair: str, cities: str, id: str = "third") -> None:
    """Adds a pair with a monthly meeting."""
    shell.edit(("pairs:\n", f"pairs:\n  {pair}:\n    cities: [{cities}]\n"))
    shell.add(CALLS.replace("calls", id).replace("dublin-sejong", pair))


def test_check_and_plan_name_the_series_and_the_commands_that_help(shell: Shell) -> None:
    advice = f"a title that names the pair tells them apart: `twincal {CURES[0]}`, `twincal {CURES[1]}`"

    assert found(shell) == [SEJONG + advice]
    assert SEJONG + advice in shell.plan().text.partition("\nWarnings\n")[2]


def test_the_commands_help(shell: Shell) -> None:
    assert shell.apply().code == 0

    for command in CURES:
        assert shell.run(*shlex.split(command), "--config", str(shell.config), "--yes").code == 0

    assert "title: Monthly Dublin–Sejong\n" in shell.read()
    assert found(shell) == []


@pytest.mark.parametrize(
    "edit",
    [
        ("title: Monthly\n    every: first", "title: Monthly Dublin\n    every: first"),
        ("title: Monthly\n    every: first", "title: Monthly\n    visibility: private\n    every: first"),
        ("from: 2026-06\n  calls", "from: 2026-06\n    until: 2026-10\n  calls"),
        ("pair: dublin-sejong", "pair: sofia-sejong"),
        ("title: Monthly\n    every: first", "every: first"),
    ],
    ids=["another title", "private", "over", "of one pair", "called like its cities"],
)
def test_nothing_is_said_where_readers_are_not_misled(shell: Shell, edit: tuple[str, str]) -> None:
    shell.edit(edit, ("clock: dublin", "clock: sejong"))

    assert found(shell) == []


def test_a_cancelled_meeting_misleads_nobody(shell: Shell) -> None:
    rule = "every: first Monday\n    at: 08:00\n    clock: dublin\n    duration: 60 min\n    from: 2026-06\n"
    once = "starts: 2027-02-02 08:00\n    clock: dublin\n    duration: 60 min\n"
    shell.edit((rule, once))
    assert found(shell) != []

    shell.edit((once, f"{once}    cancel: true\n"))

    assert found(shell) == []


def test_one_finding_for_each_title_names_the_city_that_shows_most(shell: Shell) -> None:
    add_third(shell, "dublin-sofia", "dublin, sofia")
    shell.edit(("pairs:\n", "  busan:\n    name: Busan\n    country: KR\n    timezone: Asia/Seoul\npairs:\n"))
    add_third(shell, "busan-dublin", "busan, dublin", id="fourth")
    shell.edit(("busan-dublin\n    title: Monthly", "busan-dublin\n    title: monthly"))

    (line,) = found(shell)
    assert "the calendar of Dublin shows several meetings called “Monthly”: calls, third and fourth;" in line


def test_readers_of_another_language_need_its_title(shell: Shell) -> None:
    """Sejong reads Bulgarian here: its titles are the same, those in English are not."""
    shell.edit(WITH_BULGARIAN, ("    name: Sofia\n", "    name: {en: Sofia, bg: София}\n"))
    shell.edit(("    name: Sejong\n", "    name: Sejong\n    languages: [bg]\n"))
    shell.edit(("title: Monthly\n    every: third", "title: {en: With Sofia, bg: Среща}\n    every: third"))
    shell.edit(("title: Monthly\n    every: first", "title: {en: With Dublin, bg: Среща}\n    every: first"))

    (line,) = found(shell)
    assert "called “Среща”" in line
    assert '`twincal retitle monthly "Среща София–Sejong" --language bg`' in line


def test_a_city_that_accepts_a_title_hides_neither_another_title_nor_another_city(shell: Shell) -> None:
    shell.edit(
        (
            "    name: Sejong\n",
            "    name: Sejong\n    accepted:\n      same-title: {title: Monthly, reason: x}\n",
        )
    )
    assert found(shell) == []
    assert "1 accepted warning is not shown" in shell.run("check", str(shell.config)).text

    shell.edit(("title: Monthly\n", "title: Talks\n"))
    assert "the calendar of Sejong shows several meetings called “Talks”" in found(shell)[0]

    shell.edit(("title: Talks\n", "title: Monthly\n"))
    add_third(shell, "dublin-sofia", "dublin, sofia")
    assert (
        "the calendar of Sofia shows several meetings called “Monthly”: monthly and third;" in found(shell)[0]
    )


def test_the_desk_has_a_button_to_a_filled_in_form_for_each_series(visitor: Visitor, shell: Shell) -> None:
    page = visitor.get("warnings")
    links = re.findall(r'href="(edit\?[^"]*)">(Change[^<]*)</a>', page.body)
    assert "tells them apart: “Monthly Sofia–Sejong”, “Monthly Dublin–Sejong”" in words(page)
    assert [label for _, label in links] == ["Change the title of monthly", "Change the title of calls"]

    fields = dict(re.findall(r"[?&](\w+)=([^&]*)", html.unescape(links[1][0])))
    assert fields == {"do": "change-series", "series": "calls", "title": "Monthly+Dublin%E2%80%93Sejong"}
    form = visitor.get("edit", do="change-series", series="calls", title="Monthly Dublin–Sejong")
    assert 'value="Monthly Dublin–Sejong"' in form.body

    visitor.publish(title="Monthly Dublin–Sejong", **hidden(form))
    assert "title: Monthly Dublin–Sejong\n" in shell.read()


def test_the_desk_has_no_button_for_a_series_that_is_not_published(visitor: Visitor, shell: Shell) -> None:
    add_third(shell, "dublin-sofia", "dublin, sofia")

    page = visitor.get("warnings")

    assert "several meetings called “Monthly”: monthly and third;" in words(page)
    assert re.findall(r">(Change the title of [^<]*)</a>", page.body) == ["Change the title of monthly"]


@pytest.mark.parametrize(
    ("form", "title"),
    [("add-monthly", "Dublin–Sejong monthly meeting"), ("add-single", "Dublin–Sejong meeting")],
)
def test_the_desk_offers_a_title_that_names_the_pair(visitor: Visitor, form: str, title: str) -> None:
    assert f'value="{title}"' in visitor.get("edit", do=form, of="pairs/dublin-sejong").body


def test_the_titles_of_new_meetings_are_in_no_language_that_readers_do_not_share(
    visitor: Visitor, shell: Shell
) -> None:
    """English words are offered where English comes first."""
    shell.edit(("    - en\n", "    - bg\n"))
    assert shell.apply("--yes", "--allow", "large").code == 0

    assert 'value="Dublin–Sejong"' in visitor.get("edit", do="add-single", of="pairs/dublin-sejong").body


def test_a_new_pair_ends_with_a_command_for_a_first_meeting(shell: Shell) -> None:
    assert shell.apply().code == 0
    at = ("--config", str(shell.config), "--database", shell.url)

    said = shell.run("add", "pair", "south", "dublin", "sofia", *at, "--yes").text.splitlines()[-1]

    assert said.startswith("Next, for example: twincal add meeting south-monthly --pair south ")
    command = shlex.split(said.partition("twincal ")[2])
    assert "Dublin–Sofia monthly meeting" in command
    assert command[-4:] == [*at]
    assert shell.run(*command, "--yes").code == 0
    assert "  south-monthly:\n    pair: south\n    title: Dublin–Sofia monthly meeting\n" in shell.read()
    assert len(found(shell)) == 1
