"""An edit is applied when whoever edits has put the pen down, never half of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from scheduler.daemon import jobs, watch


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same quiet, in hundredths of a second."""
    monkeypatch.setattr(watch, "QUIET", 0.02)
    monkeypatch.setattr(watch, "QUIET_BEFORE_LOSS", 0.05)


def play(judge: Callable[[asyncio.Event], Callable[[], Awaitable[bool]]], touches: int = 1) -> list[str]:
    """What happens after an edit, until it is settled: each judgement and the end."""
    story: list[str] = []

    async def run() -> None:
        touched, stop = asyncio.Event(), asyncio.Event()
        asked = judge(touched)

        async def takes_away() -> bool:
            loss = await asked()
            story.append("loss" if loss else "no loss")
            return loss

        for _ in range(touches):
            touched.set()
        async with asyncio.timeout(5):
            async for _ in watch.settled(touched, stop, takes_away):
                story.append("settled")
                return

    asyncio.run(run())
    return story


def test_an_edit_that_takes_nothing_away_settles_after_one_look() -> None:
    async def no_loss() -> bool:
        return False

    assert play(lambda _: no_loss) == ["no loss", "settled"]


def test_many_touches_of_one_burst_are_one_edit() -> None:
    async def no_loss() -> bool:
        return False

    assert play(lambda _: no_loss, touches=3) == ["no loss", "settled"]


@pytest.mark.parametrize("first", [True, False], ids=["loss", "no loss"])
def test_an_edit_while_it_is_judged_begins_anew(first: bool) -> None:
    def judge(touched: asyncio.Event) -> Callable[[], Awaitable[bool]]:
        answers = iter([first, False])

        async def takes_away() -> bool:
            answer = next(answers)
            if answer is first and not touched.is_set() and not judged:
                judged.append(True)
                touched.set()
            return answer

        judged: list[bool] = []
        return takes_away

    assert play(judge) == ["loss" if first else "no loss", "no loss", "settled"]


def test_a_loss_waits_longer_and_then_settles() -> None:
    async def loss() -> bool:
        return True

    assert play(lambda _: loss) == ["loss", "settled"]


def test_jobs_only_touch() -> None:
    async def run() -> list[bool]:
        found = []
        for job in (jobs.look, jobs.look_anew):
            touched = asyncio.Event()
            await job(touched)
            found.append(touched.is_set())
        return found

    assert asyncio.run(run()) == [True, True]


def test_the_jobs_are_there_and_late_ones_are_not_dropped() -> None:
    planned = jobs.scheduler_for(asyncio.Event()).get_jobs()

    assert {job.id for job in planned} == {"window", "data"}
