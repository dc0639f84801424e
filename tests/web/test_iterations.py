"""Answers that wait for a later iteration of the event loop."""

from __future__ import annotations

import asyncio
from functools import partial
from math import inf

from scheduler.web.iterations import Iterations


def answered(longest: float, count: int) -> list[list[int]]:
    """The numbers of those that are answered in each iteration, if `count` wait at once."""

    async def run() -> list[list[int]]:
        iterations = Iterations(longest)
        answers: list[int] = []
        ends: list[int] = []
        for number in range(count):
            iterations.wait(partial(answers.append, number), pause=0)
        while len(answers) < count:
            await asyncio.sleep(0)
            ends.append(len(answers))
        return [answers[begin:end] for begin, end in zip([0, *ends], ends, strict=False) if begin < end]

    return asyncio.run(run())


def test_those_that_wait_are_answered_in_their_order() -> None:
    assert answered(0, 3) == [[0], [1], [2]]


def test_an_iteration_answers_as_many_as_it_has_time_for() -> None:
    assert answered(60, 3) == [[0, 1, 2]]


def test_one_that_waits_again_is_answered_once_in_an_iteration() -> None:
    async def run() -> int:
        iterations = Iterations(60)
        answers: list[str] = []

        def answer() -> None:
            answers.append("again")
            iterations.wait(answer, pause=0)

        iterations.wait(answer, pause=0)
        for _ in range(5):
            await asyncio.sleep(0)
        return len(answers)

    assert 1 < asyncio.run(run()) <= 5


def test_clients_with_and_without_a_pause_are_answered_in_turn() -> None:
    """Thousands that ask at once make a client with a pause wait for one answer, and none of them for ever."""

    async def run() -> str:
        iterations = Iterations(60)
        answers: list[str] = []
        for name, pause in (("a", 0.0), ("b", 0.01), ("c", 0.0), ("D", 0.05), ("E", 0.5)):
            iterations.wait(partial(answers.append, name), pause)
        await asyncio.sleep(0)
        return "".join(answers)

    assert asyncio.run(run()) == "DaEbc"


def test_an_iteration_is_over_after_its_time() -> None:
    async def run() -> list[bool]:
        iterations = Iterations(0)
        found = [iterations.must_wait(0), iterations.must_wait(0), iterations.must_wait(inf)]
        await asyncio.sleep(0)
        return [*found, iterations.must_wait(0)]

    assert asyncio.run(run()) == [False, True, False, False]


def test_clients_that_do_not_ask_often_wait_only_in_a_burst() -> None:
    async def run() -> tuple[bool, str]:
        iterations = Iterations(longest=0, longest_burst=0)
        answers: list[str] = []
        found = [iterations.must_wait(inf), iterations.must_wait(inf)]
        for name, pause in (("a", 0.0), ("b", 0.0), ("C", inf), ("D", inf)):
            iterations.wait(partial(answers.append, name), pause)
        while len(answers) < 4:
            await asyncio.sleep(0)
        return found[-1], "".join(answers)

    assert asyncio.run(run()) == (True, "aCbD")
