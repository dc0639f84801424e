"""The suite of `make bench` measures what it says: its programmes, edits and stores, its arithmetic and its page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from benchmarks.aging import make_store
from benchmarks.case import FULL, SMALL, Setting
from benchmarks.figures import Aim, Cost, Row, absent, cpu, peak, ratios
from benchmarks.page import PAGE, aims, figures, how_busy, number, page
from benchmarks.processes import write
from benchmarks.programmes import (
    FEED,
    SERIES_LENGTH,
    edits,
    long_programme,
    moved,
    one_offs,
    programme,
    yaml2ics_one_offs,
)
from benchmarks.publishing import publishing
from benchmarks.run import CASES, SIZES, arguments_of
from benchmarks.starting import serve
from scheduler.state.revision import StepKind
from scheduler.store import open_file
from support.shell import Shell

ROOT = Path(__file__).parents[1]


def test_ratios_are_those_of_each_round() -> None:
    assert ratios([2, 30, 4], [1, 10, 1]) == [2, 3, 4]
    with pytest.raises(ValueError, match="shorter"):
        ratios([1, 2], [1])


def test_costs_are_seconds_and_megabytes() -> None:
    costs = [Cost(1.5, 3_000_000), Cost(4, 6_500_000)]

    assert (cpu(costs), peak(costs)) == ([1.5, 4], [3, 6.5])


@pytest.mark.parametrize(
    ("aim", "value", "is_kept"),
    [
        (Aim("", "≥", 6), 6, True),
        (Aim("", "≥", 6), 5.9, False),
        (Aim("", "≤", 0.5), 0.5, True),
        (Aim("", "≤", 0.5), 0.6, False),
    ],
)
def test_an_aim_is_kept_or_not(aim: Aim, value: float, is_kept: bool) -> None:
    assert aim.is_kept(value) == is_kept


def test_large_programmes_are_measured_less_often() -> None:
    assert [len(SMALL.rounds_at(count)) for count in (2, 100, 1_000, 10_000)] == [2, 2, 1, 1]
    assert [len(FULL.rounds_at(count)) for count in (100, 1_000, 10_000)] == [3, 2, 1]


def applied(folder: Path, files: dict[str, str]) -> Shell:
    shell = Shell(folder)
    for name, text in files.items():
        shell.write(text, name)
    answer = shell.apply()
    assert answer.code == 0, answer.err
    return shell


def test_the_programme_is_accepted_with_two_years_of_each_series(tmp_path: Path) -> None:
    shell = applied(tmp_path, dict(programme(12)))

    assert len(shell.state().occurrences) == 12 * 24


def test_the_programme_has_two_hundred_files_and_the_host() -> None:
    assert [len(programme(count)) for count in (100, 1_000, 10_000)] == [201, 201, 201]


def test_each_edit_changes_the_feed_as_it_says(tmp_path: Path) -> None:
    files = dict(programme(3))
    shell = applied(tmp_path, files)
    for number_of_edit in range(2):
        for edit in edits(files, number_of_edit):
            assert edit.sign not in feed(shell)
            shell.write(edit.text, edit.file)
            assert shell.apply().code == 0, edit.name
            assert edit.sign in feed(shell), edit.name


def feed(shell: Shell) -> str:
    return shell.run("feed", FEED.removeprefix("/feeds/").removesuffix(".ics")).text.replace("\r\n ", "")


def test_each_move_moves_the_same_meeting_to_another_time(tmp_path: Path) -> None:
    files = dict(programme(3))
    shell = applied(tmp_path, files)
    for number_of_move in range(3):
        edit = moved(files, number_of_move)
        shell.write(edit.text, edit.file)

        (step,) = shell.plan_json()["steps"]
        assert (step["key"], step["kind"]) == ("2027-03", "move")
        assert shell.apply().code == 0


def test_the_long_programme_shows_five_years(tmp_path: Path) -> None:
    shell = applied(tmp_path, dict(long_programme(3)))

    assert len(shell.state().occurrences) == 3 * SERIES_LENGTH


def test_the_peer_gets_the_same_one_off_meetings(tmp_path: Path) -> None:
    shell = applied(tmp_path, dict(one_offs(20)))
    theirs = yaml.safe_load(yaml2ics_one_offs(20))["events"]

    ours = shell.state().occurrences.values()
    assert sorted(stored.occurrence.timing.starts for stored in ours) == sorted(
        datetime.fromisoformat(str(event["begin"])) for event in theirs
    )


def test_an_aged_store_has_its_history_and_nothing_to_do(tmp_path: Path) -> None:
    write(tmp_path / "config", programme(2))
    make_store(tmp_path, 60)

    store = open_file(tmp_path / "twincal.db")
    newest, *_, first = store.history()
    assert (newest.number, first.number, len(first.entries)) == (60, 1, 48)
    assert [entry.kind for entry in newest.entries] == [StepKind.MOVE]
    assert Shell(tmp_path, database=f"sqlite:///{tmp_path}/twincal.db").plan().code == 0


def test_a_case_publishes_and_finds_that_a_move_is_cheaper(tmp_path: Path) -> None:
    size = replace(SMALL, rounds=1, published=(2,))
    rows = [*publishing(Setting(folder=tmp_path, size=size, peers={}))]

    assert [row.measure for row in rows if row.aim] == ["CPU, as a share of the cold one"]
    assert all(row.median > 0 for row in rows)


def test_serve_is_watched_until_it_rests(tmp_path: Path) -> None:
    write(tmp_path / "config", programme(2))

    first, rest = serve(tmp_path)

    assert 0.1 < first.cpu < rest.cpu
    assert rest.peak > 20_000_000


AIM = Aim("it is quick", "≥", 6)
RESULT = {
    "building": [
        Row(work="a cold apply", measure="times as fast", values=[4, 2.5, 3], aim=AIM),
        Row(work="a cold apply", measure="CPU", values=[1234, 1200, 1300], unit="ms"),
    ],
    "answering": [absent("GET", "nginx")],
}


def test_a_table_says_what_was_measured_and_what_is_absent() -> None:
    lines = [re.sub(" +", " ", line) for line in figures(RESULT).splitlines()]

    assert "| times as fast | 3.00 × | 2.50 to 4.00 | 3 | ≥ 6 |" in lines
    assert "| CPU | 1,234 ms | 1,200 to 1,300 | 3 | |" in lines
    assert "| not measured: nginx is absent | – | – | – | |" in lines
    assert [line for line in lines if line.startswith("### ")] == ["### building", "### answering"]
    assert [line for line in lines if line.startswith("**")] == ["**a cold apply**", "**GET**"]


def test_the_aims_are_listed_with_the_figures_that_keep_them_or_do_not() -> None:
    *_, line = aims(RESULT).splitlines()

    assert re.split(r" *\| *", line)[1:-1] == ["it is quick", "a cold apply: times as fast", "3.00 ×", "no"]


@pytest.mark.parametrize(
    ("value", "text"), [(12345.6, "12,346"), (12.34, "12.3"), (1.234, "1.23"), (0.0123, "0.012")]
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_a_busy_machine_is_called_so() -> None:
    assert "busy" in how_busy(2.0, 2)
    assert "busy" not in how_busy(0.1, 2)


def test_the_page_is_the_one_that_the_suite_writes() -> None:
    written = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")

    assert [text for text in re.split(r"\{\w+\}", PAGE) if text not in written] == []
    assert [name for name in CASES if f"### {name}\n" not in written] == []


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(words, id=words)
        for page in (ROOT / "docs").glob("*.md")
        for words in re.findall(r'make bench OPTIONS="([^"]*)"', page.read_text(encoding="utf-8"))
    ],
)
def test_the_commands_of_documents_run(command: str) -> None:
    assert arguments_of(command.split()).size in SIZES


def test_the_page_holds_the_result() -> None:
    written = page(RESULT, [("memory", "1 GiB")])

    assert figures(RESULT) in written
    assert "| memory | 1 GiB |" in written
