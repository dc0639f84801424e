"""What the daemon does again and again begins again after an error, after longer pauses each time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from scheduler.daemon.repeat import repeat

FIRST, LONGEST = 0.01, 0.05


async def repeat_all(acts: Iterator[str]) -> None:
    """Repeats what does the next act each time, and is cancelled after the last."""
    over = asyncio.Event()

    async def act() -> None:
        name = next(acts, "the end")
        if name == "the end":
            over.set()
            await asyncio.Event().wait()
        elif name == "well for long, then an error":
            await asyncio.sleep(2 * LONGEST)
        if name != "well":
            raise ZeroDivisionError

    repeating = asyncio.create_task(repeat(act, first=FIRST, longest=LONGEST))
    await over.wait()
    repeating.cancel()


@pytest.mark.parametrize(
    ("acts", "pauses"),
    [
        pytest.param(["an error"] * 5, ["0.01", "0.02", "0.04", "0.05", "0.05"], id="errors alone"),
        pytest.param(["an error", "an error", "well", "an error"], ["0.01", "0.02", "0.01"], id="an end"),
        pytest.param(
            ["an error", "an error", "well for long, then an error", "an error"],
            ["0.01", "0.02", "0.01", "0.02"],
            id="a long while",
        ),
    ],
)
def test_the_pause_doubles_up_to_a_limit_and_is_short_again_after_success(
    caplog: pytest.LogCaptureFixture, acts: list[str], pauses: list[str]
) -> None:
    asyncio.run(repeat_all(iter(acts)))

    assert caplog.messages == [f"beginning again in {s} s after an error of Twincal" for s in pauses]
    assert all(record.exc_info is not None for record in caplog.records)


def test_the_next_time_waits_for_the_pause() -> None:
    done = []

    async def act() -> None:
        done.append(True)

    async def run() -> None:
        repeating = asyncio.create_task(repeat(act, 1000))
        for _ in range(10):
            await asyncio.sleep(0)
        repeating.cancel()

    asyncio.run(run())

    assert done == [True]
