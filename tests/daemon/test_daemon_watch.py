"""An edit is applied when whoever edits has put the pen down, never half of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

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
    planned = jobs.scheduler_for(asyncio.Event(), lambda: datetime.now(UTC)).get_jobs()

    assert {job.id for job in planned} == {"window", "data"}


@pytest.mark.parametrize(
    ("job", "clock", "waits"),
    [
        pytest.param("window", "2026-11-30T23:59:59", timedelta(seconds=6), id="a-month-ends"),
        pytest.param("window", "2026-12-01T00:00:05", timedelta(hours=1), id="it-has-just-struck"),
        pytest.param("window", "2026-12-01T00:00:05.25", timedelta(hours=1, seconds=-0.25), id="and-is-over"),
        pytest.param("data", "2026-12-01T03:29:00", timedelta(minutes=1), id="the-data-of-the-day"),
    ],
)
def test_jobs_follow_the_clock_of_the_run_wherever_the_real_one_stands(
    job: str, clock: str, waits: timedelta
) -> None:
    """The real instant of a job is as far away as the run's clock is from its hour."""
    real = datetime(2031, 5, 4, 12, 34, 56, tzinfo=UTC)
    moment = datetime.fromisoformat(clock).replace(tzinfo=UTC)
    planned = {one.id: one for one in jobs.scheduler_for(asyncio.Event(), lambda: moment).get_jobs()}

    assert planned[job].trigger.get_next_fire_time(None, real) == real + waits


def test_the_window_job_touches_when_the_clock_of_the_run_passes_a_month_start() -> None:
    async def run() -> bool:
        begun, mark = datetime(2026, 12, 1, 0, 0, 4, 900_000, tzinfo=UTC), time.monotonic()
        touched = asyncio.Event()
        running = jobs.scheduler_for(touched, lambda: begun + timedelta(seconds=time.monotonic() - mark))
        running.start()
        try:
            async with asyncio.timeout(5):
                await touched.wait()
        finally:
            running.shutdown(wait=False)
        return touched.is_set()

    assert asyncio.run(run())
