"""A part of the daemon that fails starts again, after longer pauses each time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from scheduler.daemon.supervise import supervise

FIRST, LONGEST = 0.01, 0.05


def supervise_acts(acts: Iterator[str]) -> None:
    """Supervises a part that does the next act at each start, and stops after the last."""
    stop = asyncio.Event()

    async def part() -> None:
        act = next(acts, "the end")
        if act == "the end":
            stop.set()
        elif act == "well for long, then an error":
            await asyncio.sleep(2 * LONGEST)
        if act not in ("the end", "well"):
            raise ZeroDivisionError

    asyncio.run(supervise(part, stop, first=FIRST, longest=LONGEST))


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
    supervise_acts(iter(acts))

    assert caplog.messages == [f"beginning again in {s} s after an error of Twincal" for s in pauses]
    assert all(record.exc_info is not None for record in caplog.records)
