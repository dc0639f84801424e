"""How often a client asks."""

from __future__ import annotations

import pytest

from scheduler.web.limits import FEW_ANSWERS, SELDOM_AFTER, SHORTEST_PAUSE
from scheduler.web.pace import AnswerTimes, Pace

A_MOMENT = SHORTEST_PAUSE / 2


def pace(*answers: float, asks: float) -> Pace:
    """The pace of a client that had answers at these times and asks now."""
    times = AnswerTimes()
    for answer in answers:
        times.note(answer)
    return times.pace(asks)


def in_a_row(count: int, begins: float = 0) -> list[float]:
    """The times of so many answers, each a moment after the last."""
    return [begins + number * A_MOMENT for number in range(count)]


def test_a_client_without_an_answer_is_new() -> None:
    assert pace(asks=5) is Pace.NEW


@pytest.mark.parametrize("count", [1, 100])
def test_a_client_that_had_no_answer_for_a_second_asks_seldom(count: int) -> None:
    answers = in_a_row(count)

    assert pace(*answers, asks=answers[-1] + SELDOM_AFTER) is Pace.SELDOM


def test_a_client_may_ask_a_few_times_in_a_row() -> None:
    paces = [pace(*in_a_row(count), asks=count * A_MOMENT) for count in range(FEW_ANSWERS + 2)]

    few = [Pace.FEW_TIMES] * (FEW_ANSWERS - 1)
    assert paces == [Pace.NEW, *few, Pace.OFTEN, Pace.OFTEN]


def test_after_a_second_it_may_do_so_again() -> None:
    before, begins = in_a_row(100), 200.0

    assert (
        pace(*before, *in_a_row(FEW_ANSWERS - 1, begins), asks=begins + FEW_ANSWERS * A_MOMENT)
        is Pace.FEW_TIMES
    )
    assert pace(*before, *in_a_row(FEW_ANSWERS, begins), asks=begins + FEW_ANSWERS * A_MOMENT) is Pace.OFTEN


def test_a_pause_is_noticed() -> None:
    answers = in_a_row(100)

    assert pace(*answers, asks=answers[-1] + SHORTEST_PAUSE * 1.01) is Pace.WITH_PAUSES
