"""Twice as many cities mean twice as much work: no command compares every feed with every meeting."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.growth import steps
from support.shell import Answer, Shell

FEW, MANY = 20, 40
SLACK = 1.1
"""Sorting grows a little faster than what is sorted."""


def programme(cities: int) -> str:
    """So many cities and pairs, each of which meets once a month."""
    head = "programme: {id: cities, name: Cities, languages: [en], host: {name: Host, timezone: UTC}}\n"
    body = [f"  c{n}: {{name: City {n}, country: BG, timezone: Europe/Sofia}}" for n in range(cities)]
    pairs = [f"  p{n}: {{cities: [c{n}, c{(n + 1) % cities}]}}" for n in range(cities)]
    meetings = [
        f"  m{n}: {{pair: p{n}, title: Meeting {n}, every: first Monday, at: '10:00', clock: c{n}, "
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
