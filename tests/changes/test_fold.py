"""Several changes of a meeting as readers could follow them: what was taken back within an hour is no news."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from scheduler.changes.fold import RevisedEntry, without_slips
from scheduler.state.revision import Revision, RevisionEntry, Snapshot, StepKind
from scheduler.timetable.occurrence import Start
from support import store_values as values

MEETING = values.stored()
FIRST = values.entry(MEETING)
THERE = FIRST.after
AWAY = replace(THERE, start=Start(datetime(2026, 12, 17, 11), "Europe/Sofia"))


def entry(before: Snapshot, after: Snapshot, *details: str) -> RevisionEntry:
    return replace(FIRST, kind=StepKind.MOVE, before=before, after=after, details=details)


def history(minutes: int, *entries: RevisionEntry, undoes: int | None = None) -> list[RevisedEntry]:
    """The meeting is added; then each entry follows the one before after so many minutes."""
    found: list[RevisedEntry] = [(values.record(1), FIRST)]
    for number, each in enumerate(entries, 2):
        time = values.NOW + timedelta(minutes=number * minutes)
        revision: Revision = replace(values.record(number), time=time, undoes=undoes if number == 3 else None)
        found.append((revision, each))
    return found


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        pytest.param(history(20, entry(THERE, AWAY), entry(AWAY, THERE)), 1, id="a move and its way back"),
        pytest.param(history(20, entry(THERE, AWAY, "reason"), entry(AWAY, THERE, "reason")), 1, id="with a reason"),
        pytest.param(history(61, entry(THERE, AWAY), entry(AWAY, THERE)), 3, id="more than an hour later"),
        pytest.param(history(20, entry(THERE, AWAY), entry(AWAY, replace(THERE, private=True))), 3, id="another way"),
        pytest.param(history(20, entry(THERE, THERE, "place"), entry(THERE, THERE, "place")), 3, id="two places"),
        pytest.param(history(20, entry(THERE, THERE, "place"), entry(THERE, THERE, "place"), undoes=2), 1, id="an undone place"),
        pytest.param(history(5, entry(THERE, AWAY), entry(AWAY, THERE), entry(THERE, AWAY)), 2, id="there, back and there"),
    ],
)  # fmt: skip
def test_what_was_taken_back_within_an_hour_is_no_news(told: list[RevisedEntry], kept: int) -> None:
    assert len(without_slips(told)) == kept
