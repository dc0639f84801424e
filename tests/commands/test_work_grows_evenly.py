"""Twice as many cities mean twice as much work: no command compares every feed with every meeting."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.growth import steps
from support.shell import Answer, Shell

FEW, MANY = 20, 40
SLACK = 1.1
"""Sorting grows a little faster than what is sorted."""


def programme(cities: int, pair: str = "p", formerly: str = "") -> str:
    """So many cities and pairs, each of which meets once a month; the ids of pairs begin with `pair`."""
    head = "programme: {id: cities, name: Cities, languages: [en], host: {name: Host, timezone: UTC}}\n"
    body = [f"  c{n}: {{name: City {n}, country: BG, timezone: Europe/Sofia}}" for n in range(cities)]
    earlier = [f", formerly: {formerly}{n}" if formerly else "" for n in range(cities)]
    pairs = [f"  {pair}{n}: {{cities: [c{n}, c{(n + 1) % cities}]{earlier[n]}}}" for n in range(cities)]
    meetings = [
        f"  m{n}: {{pair: {pair}{n}, title: Meeting {n}, every: first Monday, at: '10:00', clock: c{n}, "
        f"duration: 60 min, from: 2026-06}}"
        for n in range(cities)
    ]
    return "\n".join([head, "cities:", *body, "pairs:", *pairs, "meetings:", *meetings, ""])


def applied(folder: Path, cities: int) -> Shell:
    """A programme that has been published, in a folder of its own."""
    folder.mkdir()
    shell = Shell(folder)
    shell.write(programme(cities))
    assert shell.apply().code == 0
    return shell


def work(shell: Shell, code: int, *words: str) -> int:
    """The steps of one run that ends with `code`; what only the first run does is done before."""
    answers: list[Answer] = []
    count = steps(lambda: answers.append(shell.run(*words, str(shell.config))))
    assert answers[0].code == code, answers[0].err
    return count


@pytest.mark.parametrize("verb", ["check", "plan"])
def test_with_nothing_to_do(tmp_path: Path, verb: str) -> None:
    few, many = applied(tmp_path / "few", FEW), applied(tmp_path / "many", MANY)
    work(few, 0, verb)

    assert work(many, 0, verb) < work(few, 0, verb) * MANY / FEW * SLACK


def test_where_every_pair_gives_way_to_another(tmp_path: Path) -> None:
    """Each pair that is removed is looked for in what is still to come."""
    counts = []
    for cities in (FEW, FEW, MANY):
        shell = applied(tmp_path / str(len(counts)), cities)
        shell.write(programme(cities, pair="q"))
        counts.append(work(shell, 2, "plan"))

    assert counts[2] < counts[1] * MANY / FEW * SLACK


def test_where_every_pair_drops_an_earlier_id(tmp_path: Path) -> None:
    """Each of the errors names how many meetings are concerned."""
    counts = []
    for cities in (FEW, FEW, MANY):
        shell = applied(tmp_path / str(len(counts)), cities)
        shell.write(programme(cities, pair="q", formerly="p"))
        assert shell.apply().code == 0
        shell.write(programme(cities, pair="q"))
        counts.append(work(shell, 1, "plan"))

    assert counts[2] < counts[1] * MANY / FEW * SLACK


def test_of_notices(tmp_path: Path) -> None:
    counts = []
    for cities in (FEW, FEW, MANY):
        folder = tmp_path / str(len(counts))
        folder.mkdir()
        shell = Shell(folder)
        shell.write(programme(cities))
        answers: list[Answer] = []
        counts.append(steps(lambda: answers.append(shell.run("notices", "--config", str(shell.config)))))  # noqa: B023
        assert answers[0].code == 0, answers[0].err

    assert counts[2] < counts[1] * MANY / FEW * SLACK
