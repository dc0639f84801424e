"""The suite of `make bench` is right where it can be checked without measuring: its arithmetic, programmes and report."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from benchmarks.document import PAGE, document
from benchmarks.figures import Cost, Row, Spread, Target, absent, each, exponent, ratios, spread
from benchmarks.lifecycle import Life, Serving
from benchmarks.machine import how_busy
from benchmarks.programmes import (
    SERIES_LENGTH,
    feeds,
    long_programme,
    moved,
    one_offs,
    programme,
    reason,
    yaml2ics_one_offs,
)
from benchmarks.report import bar_of, bars, growth_table, number, tables
from benchmarks.rows import growth, moved_in_daemon, planned, resident
from benchmarks.selection import IDS, parts_of
from benchmarks.sizes import LARGE, SMALL
from support.shell import Shell

ROOT = Path(__file__).parents[1]


def test_a_spread_has_the_median_and_both_ends() -> None:
    assert spread([4, 1, 9]) == Spread(median=4, lowest=1, highest=9, rounds=3)


def test_ratios_are_those_of_each_round() -> None:
    assert ratios([2, 30, 4], [1, 10, 1]) == Spread(median=3, lowest=2, highest=4, rounds=3)


def test_ratios_need_as_many_rounds_of_both() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratios([1, 2], [1])


def test_costs_add_up_and_the_larger_peak_counts() -> None:
    assert Cost(1, 2, 50) + Cost(3, 4, 40) == Cost(4, 6, 50)


def test_each_round_is_scaled() -> None:
    assert each([Cost(1, 2, 30), Cost(4, 5, 60)], "peak", 0.1) == (3, 6)


@pytest.mark.parametrize("power", [0, 1, 2])
def test_the_exponent_is_that_of_the_curve(power: int) -> None:
    sizes = [100, 1_000, 10_000]

    assert exponent(sizes, [7 * size**power for size in sizes]) == pytest.approx(power)


@pytest.mark.parametrize(
    ("target", "value", "met", "score"),
    [
        (Target("≥", 6), 6, True, 1),
        (Target("≥", 6), 3, False, 0.5),
        (Target("≤", 0.5), 0.5, True, 1),
        (Target("≤", 0.5), 0.25, True, 2),
        (Target("≤", 0.5), 1, False, 0.5),
    ],
)
def test_a_target(target: Target, value: float, met: bool, score: float) -> None:
    assert (target.is_met(value), target.score(value)) == (met, score)


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


def test_the_feeds_are_those_of_the_programme(tmp_path: Path) -> None:
    shell = applied(tmp_path, dict(programme(3)))
    shell.run("publish", str(tmp_path / "site"))

    written = {f"/{path.relative_to(tmp_path / 'site')}" for path in (tmp_path / "site").rglob("*.ics")}
    assert set(feeds(3)) <= written
    assert {path for path in written if ".en." not in path} == set(feeds(3))


def test_each_move_moves_the_same_meeting_to_another_time(tmp_path: Path) -> None:
    files = dict(programme(3))
    shell = applied(tmp_path, files)
    for move in range(3):
        name, text = moved(files, move)
        shell.write(text, name)

        (step,) = shell.plan_json()["steps"]
        assert (step["key"], step["kind"]) == ("2027-03", "move")

        assert shell.apply().code == 0
        feed = shell.run("feed", "cities/c0").text.replace("\r\n ", "")
        assert [other for other in range(3) if reason(other) in feed] == [move]


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


@pytest.mark.parametrize(
    ("cities", "round", "wanted", "parts"),
    [
        (100, 2, {"P9"}, {"publish"}),
        (300, 0, {"P9"}, None),
        (300, 0, {"P3"}, {"publish", "serve"}),
        (300, 1, {"P3"}, {"serve"}),
        (300, 0, {"P7"}, {"serve"}),
        (100, 0, {"P7"}, None),
        (100, 1, {"growth"}, {"publish", "serve"}),
        (LARGE, 0, {"growth"}, {"serve"}),
        (LARGE, 1, {"growth"}, None),
        (LARGE, 0, {"P3"}, None),
    ],
)
def test_a_round_does_what_its_measurements_need(
    cities: int, round: int, wanted: set[str], parts: set[str] | None
) -> None:
    assert parts_of(cities, round, frozenset(wanted), SMALL) == parts


def life(cities: int, cpu: float) -> Life:
    serving = Serving(
        first=1,
        all_feeds=1,
        ready=2,
        resident=130_000_000,
        feeds=10_000_000,
        nothing=0.25,
        edits=(0.2, 0.6),
        finished=(1, 1),
    )
    plan, feed = Cost(cpu / 2, 1, 100), Cost(cpu / 8, 1, 100)
    return Life(cities, apply=Cost(cpu, 1, 100), plan=plan, feed=feed, publishing=None, serving=serving)


def test_shares_are_of_the_cold_apply_of_the_same_round() -> None:
    lives = [life(10, 4), life(10, 2)]

    assert next(iter(moved_in_daemon(lives))).values == Spread(0.125, 0.05, 0.3, 4)
    assert [row.values for row in planned(lives)] == [
        Spread(0.5, 0.5, 0.5, 2),
        Spread(0.09375, 0.0625, 0.125, 2),
    ]


def test_memory_is_compared_with_what_the_feeds_need() -> None:
    assert next(iter(resident([life(10, 4)]))).values == Spread(1, 1, 1, 1)


def test_growth_names_the_medians_and_leaves_out_what_was_not_measured() -> None:
    lines = growth_table(growth({100: [life(100, 1)], 1_000: [life(1_000, 100)]})).splitlines()

    assert re.split(r" *\| *", lines[2])[1:4] == [
        "cold apply, CPU",
        "2.00",
        "100: 1 s, 1,000: 100 s",
    ]
    assert not any("publish" in line for line in lines)


RESULT = [
    Row(
        id="P1", work="building", measure="times as fast", values=Spread(3, 2.5, 4, 3), target=Target("≥", 6)
    ),
    Row(id="P1", work="building", measure="CPU", values=Spread(1234, 1200, 1300, 3), unit="ms"),
    absent("P2", "answering", "nginx"),
]


def test_a_table_says_whether_the_target_is_met_and_what_is_absent() -> None:
    lines = [re.sub(" +", " ", line) for line in tables(RESULT).splitlines()]

    assert "| times as fast | 3.00 × | 2.50 to 4.00 | 3 | ≥ 6 | no |" in lines
    assert "| CPU | 1,234 ms | 1,200 to 1,300 | 3 | | |" in lines
    assert "| nginx is absent | – | – | – | | |" in lines
    assert [line for line in lines if line.startswith("**")] == ["**P1** building", "**P2** answering"]


def test_only_a_target_has_a_bar() -> None:
    (line,) = bars(RESULT).splitlines()

    assert line.startswith("P1   " + "█" * 10 + " " * 10 + "|")


@pytest.mark.parametrize(
    ("score", "bar"),
    [
        (1, "█" * 20 + "|" + " " * 20),
        (1.5, "█" * 20 + "|" + "█" * 10 + " " * 10),
        (2, "█" * 20 + "|" + "█" * 20),
        (7, "█" * 20 + "|" + "█" * 19 + "→"),
        (0, " " * 20 + "|" + " " * 20),
    ],
)
def test_a_bar_reaches_the_line_when_the_target_is_met(score: float, bar: str) -> None:
    assert bar_of(score) == bar


@pytest.mark.parametrize(
    ("value", "text"), [(12345.6, "12,346"), (12.34, "12.3"), (1.234, "1.23"), (0.0123, "0.012")]
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_a_busy_machine_is_called_so() -> None:
    assert "busy" in how_busy(2.0, 2)
    assert "busy" not in how_busy(0.1, 2)


def test_the_page_is_the_one_that_the_suite_writes() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")

    assert [text for text in re.split(r"\{\w+\}", PAGE) if text not in page] == []
    assert [id for id in IDS if id != "growth" and f"**{id}** " not in page] == []


def test_the_page_holds_the_result() -> None:
    page = document(RESULT, [("memory", "1 GiB")])

    assert tables(RESULT) in page
    assert "| memory | 1 GiB |" in page
