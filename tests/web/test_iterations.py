"""Answers that wait for a later iteration of the event loop."""

from __future__ import annotations

import asyncio
from functools import partial

from scheduler.web.connections.iterations import Iterations
from scheduler.web.pace import Pace


def answered(longest: float, count: int) -> list[list[int]]:
    """The numbers of those that are answered in each iteration, if `count` wait at once."""

    async def run() -> list[list[int]]:
        iterations = Iterations(longest)
        answers: list[int] = []
        ends: list[int] = []
        for number in range(count):
            iterations.wait(partial(answers.append, number), Pace.OFTEN)
        while len(answers) < count:
            await asyncio.sleep(0)
            ends.append(len(answers))
        return [answers[begin:end] for begin, end in zip([0, *ends], ends, strict=False) if begin < end]

    return asyncio.run(run())


def test_the_newest_and_the_oldest_are_answered_in_turn() -> None:
    """Client 0 came first and is answered second; only one is answered in each iteration."""
    assert answered(0, 5) == [[4], [0], [3], [1], [2]]


def test_an_iteration_answers_as_many_as_it_has_time_for() -> None:
    assert answered(60, 3) == [[2, 0, 1]]


def test_one_that_waits_again_is_answered_once_in_an_iteration() -> None:
    async def run() -> int:
        iterations = Iterations(60)
        answers: list[str] = []

        def answer() -> None:
            answers.append("again")
            iterations.wait(answer, Pace.OFTEN)

        iterations.wait(answer, Pace.OFTEN)
        for _ in range(5):
            await asyncio.sleep(0)
        return len(answers)

    assert 1 < asyncio.run(run()) <= 5


def test_one_client_of_each_pace_is_answered_in_turn() -> None:
    """Thousands that ask often make another client wait for one answer, and none of them waits for ever."""

    async def run() -> str:
        iterations = Iterations(60)
        answers: list[str] = []
        for name in "DEabcd2":
            paces = {name.upper(): Pace.FEW_TIMES, name.lower(): Pace.OFTEN, "2": Pace.WITH_PAUSES}
            iterations.wait(partial(answers.append, name), paces[name])
        await asyncio.sleep(0)
        return "".join(answers)

    assert asyncio.run(run()) == "E2dDacb"


def test_an_iteration_is_over_after_its_time() -> None:
    async def run() -> list[bool]:
        iterations = Iterations(0)
        found = [iterations.must_wait(pace) for pace in (Pace.OFTEN, Pace.OFTEN, Pace.FEW_TIMES, Pace.SELDOM)]
        await asyncio.sleep(0)
        return [*found, iterations.must_wait(Pace.OFTEN)]

    assert asyncio.run(run()) == [False, True, True, False, False]


def test_clients_that_ask_seldom_wait_only_in_a_burst() -> None:
    async def run() -> tuple[bool, str]:
        iterations = Iterations(longest=0, longest_burst=0)
        answers: list[str] = []
        found = [iterations.must_wait(Pace.SELDOM), iterations.must_wait(Pace.SELDOM)]
        for name in "abCD":
            pace = Pace.SELDOM if name.isupper() else Pace.OFTEN
            iterations.wait(partial(answers.append, name), pace)
        while len(answers) < 4:
            await asyncio.sleep(0)
        return found[-1], "".join(answers)

    assert asyncio.run(run()) == (True, "bDaC")
