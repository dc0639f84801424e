"""The facts of a change follow from what readers knew and what they know; each city hears its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.changes.change import Fact, shared_facts
from scheduler.changes.change import facts as facts_of
from scheduler.programme.details import Status
from scheduler.state.revision import Cause, CityPart, RevisionEntry, Snapshot, StepKind
from scheduler.timetable.occurrence import Start

BEGIN = datetime(2026, 12, 16, 8, tzinfo=UTC)
KNOWN = Snapshot(
    start=Start(datetime(2026, 12, 16, 10), "Europe/Sofia"),
    begin=BEGIN,
    end=BEGIN + timedelta(hours=1),
    cities=(CityPart("sofia", 120), CityPart("sejong", 540)),
)
LATER = replace(
    KNOWN,
    start=Start(datetime(2026, 12, 17, 11), "Europe/Sofia"),
    begin=BEGIN + timedelta(hours=25),
    end=BEGIN + timedelta(hours=26),
)
WITH_DUBLIN = replace(KNOWN, cities=(*KNOWN.cities, CityPart("dublin", 0)))
OFF = replace(KNOWN, status=Status.CANCELLED)
TENTATIVE = replace(KNOWN, status=Status.TENTATIVE)
NEW_LAW = replace(
    KNOWN,
    begin=BEGIN + timedelta(hours=1),
    end=BEGIN + timedelta(hours=2),
    cities=(CityPart("sofia", 60), CityPart("sejong", 540)),
)
"""Sofia gave up summer time, and keeps its hour."""
SHIFTED = replace(
    KNOWN,
    start=Start(datetime(2026, 12, 16, 11), "Europe/Sofia"),
    cities=(CityPart("sofia", 180), CityPart("sejong", 540)),
)
"""Sofia gave up winter time, and meets an hour later, which is the same hour in Sejong."""


def facts(before: Snapshot | None, after: Snapshot, city: str = "sofia", **parts: Any) -> tuple[Fact, ...]:
    return facts_of(replace(entry(before, after), **parts), city)


def entry(before: Snapshot | None, after: Snapshot) -> RevisionEntry:
    return RevisionEntry(
        uid="u",
        series="s",
        key="k",
        kind=StepKind.CHANGE,
        cause=Cause.CONFIGURATION,
        before=before,
        after=after,
    )


@pytest.mark.parametrize(
    ("before", "after", "city", "expected"),
    [
        pytest.param(None, KNOWN, "sofia", ("new",), id="new"),
        pytest.param(None, OFF, "sofia", (), id="new and cancelled: nobody knew of it"),
        pytest.param(KNOWN, KNOWN, "sofia", (), id="nothing"),
        pytest.param(KNOWN, LATER, "sofia", ("moved",), id="moved"),
        pytest.param(KNOWN, OFF, "sofia", ("cancelled",), id="cancelled"),
        pytest.param(OFF, OFF, "sofia", (), id="cancelled long ago"),
        pytest.param(OFF, LATER, "sofia", ("reinstated", "moved"), id="reinstated elsewhere"),
        pytest.param(TENTATIVE, LATER, "sofia", ("confirmed", "moved"), id="confirmed and moved"),
        pytest.param(KNOWN, TENTATIVE, "sofia", ("tentative",), id="not certain any more"),
        pytest.param(KNOWN, replace(KNOWN, end=BEGIN + timedelta(hours=2)), "sofia", ("end",), id="longer"),
        pytest.param(KNOWN, replace(LATER, end=BEGIN + timedelta(hours=27)), "sofia", ("moved", "end"), id="moved and longer"),
        pytest.param(KNOWN, WITH_DUBLIN, "dublin", ("new",), id="a city joins"),
        pytest.param(KNOWN, WITH_DUBLIN, "sofia", ("cities",), id="a city joins another"),
        pytest.param(WITH_DUBLIN, LATER, "dublin", ("left",), id="a city leaves a meeting that moves"),
        pytest.param(replace(WITH_DUBLIN, status=Status.CANCELLED), LATER, "dublin", (), id="a city leaves what was off"),
        pytest.param(KNOWN, NEW_LAW, "sofia", (), id="the city whose clock is kept"),
        pytest.param(KNOWN, NEW_LAW, "sejong", ("zones",), id="the city whose hour changes"),
        pytest.param(KNOWN, SHIFTED, "sofia", ("moved",), id="moved to keep the hour of another city"),
        pytest.param(KNOWN, SHIFTED, "sejong", (), id="the city whose hour is kept by a move"),
    ],
)  # fmt: skip
def test_the_facts_of_a_city(
    before: Snapshot | None, after: Snapshot, city: str, expected: tuple[Fact, ...]
) -> None:
    assert facts(before, after, city) == expected


def test_details_come_after_the_times_and_a_reason_belongs_to_them() -> None:
    details = ("reason", "busy", "links", "title", "place")

    assert facts(KNOWN, LATER, details=details) == ("moved", "place", "title", "details")
    assert facts(KNOWN, LATER, details=("reason",)) == ("moved",)
    assert facts(OFF, OFF, details=("reason",)) == ("details",)


def test_a_detail_is_a_fact_for_those_who_read_its_language() -> None:
    change = replace(entry(KNOWN, OFF), details=("title.bg", "place", "links.ko"))

    assert facts_of(change, "sofia", "bg") == ("cancelled", "place", "title")
    assert facts_of(change, "sofia", "ko") == ("cancelled", "place", "details")
    assert facts_of(change, "sofia", "en") == ("cancelled", "place")
    assert facts_of(change, "sofia") == ("cancelled", "place", "title", "details")


def test_what_comes_only_with_the_months_of_the_calendars_is_no_news() -> None:
    assert facts(None, KNOWN, cause=Cause.WINDOW) == ()


def test_without_recorded_instants_the_entries_say_what_moved() -> None:
    old = replace(KNOWN, begin=None, end=None, cities=tuple(CityPart(part.city) for part in KNOWN.cities))

    assert facts(old, KNOWN) == ()
    assert facts(old, KNOWN, kind=StepKind.MOVE) == ("end",)
    assert facts(old, KNOWN, cause=Cause.ZONES) == ("zones",)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(None, KNOWN, ("new",), id="new"),
        pytest.param(None, OFF, (), id="new and cancelled"),
        pytest.param(KNOWN, WITH_DUBLIN, ("cities",), id="a city joins"),
        pytest.param(WITH_DUBLIN, LATER, ("moved", "cities"), id="a city leaves a meeting that moves"),
        pytest.param(KNOWN, NEW_LAW, ("zones",), id="one of the cities has another hour"),
        pytest.param(OFF, OFF, (), id="cancelled long ago"),
    ],
)
def test_the_facts_of_all_cities(
    before: Snapshot | None, after: Snapshot, expected: tuple[Fact, ...]
) -> None:
    assert shared_facts(entry(before, after)) == expected
