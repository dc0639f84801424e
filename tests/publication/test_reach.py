"""How often a family usually asks, from the little that is remembered: first, last and number by version."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.publication.fetched_versions import rounded, usual_gap
from scheduler.state.feeds import Poll

BEGIN = datetime(2026, 12, 1, tzinfo=UTC)


def poll(version: str, first: float, last: float, count: int) -> Poll:
    """Requests for one version between two hours."""
    return Poll(
        feed="cities/sofia",
        language="bg",
        family="google",
        digest=version,
        first=BEGIN + timedelta(hours=first),
        last=BEGIN + timedelta(hours=last),
        count=count,
    )


@pytest.mark.parametrize(
    ("polls", "hours"),
    [
        pytest.param([], None, id="never heard"),
        pytest.param([poll("a", 0, 0, 1)], None, id="once"),
        pytest.param([poll("a", 0, 9, 2)], None, id="twice says nothing of what is usual"),
        pytest.param([poll("a", 0, 18, 3)], 9, id="one version"),
        pytest.param([poll("a", 0, 0, 1), poll("b", 9, 9, 1), poll("c", 18, 18, 1)], 9, id="always another"),
        pytest.param([poll("a", 0, 27, 4), poll("b", 1000, 1009, 2)], 9, id="a long silence is not usual"),
        pytest.param([poll("b", 30, 48, 3), poll("a", 0, 18, 3)], 9, id="in any order"),
        pytest.param([poll("a", 0, 18, 3), poll("b", 10, 40, 4)], 10, id="two daemons, or a private feed"),
    ],
)
def test_the_usual_gap_is_the_median(polls: list[Poll], hours: float | None) -> None:
    assert usual_gap(polls) == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(seconds=10), timedelta(minutes=1)),
        (timedelta(minutes=29, seconds=40), timedelta(minutes=30)),
        (timedelta(hours=2, minutes=50), timedelta(hours=3)),
        (timedelta(hours=47), timedelta(hours=47)),
        (timedelta(hours=71), timedelta(days=3)),
    ],
    ids=str,
)
def test_a_length_is_rounded_as_people_say_it(length: timedelta, expected: timedelta) -> None:
    assert rounded(length) == expected
