"""Databases of older schemas are brought up to date without a change of meaning."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from msgspec.structs import replace

from scheduler.programme.details import CityDayOff, DayOffReason, OfficeClosure, Status
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text
from scheduler.record.identities import RuleDays, SeriesBounds
from scheduler.record.revision import NewRevision, StepKind
from scheduler.record.stored import Stored
from scheduler.store import Store
from scheduler.timetable.occurrence import DateOrigin, Obstacle, Start
from support import databases
from support import store_values as values

CLOSED = Text.of({"en": "closed", "bg": "затворено", "ko": "휴무", "nl": "gesloten"})
NO_OFFICE_DAY = Text.of(
    {"en": "no office day", "bg": "неработен ден", "ko": "근무일 아님", "nl": "geen kantoordag"}
)
SEOLLAL = Text.of({"en": "Seollal", "ko": "설날"})
DAY = date(2026, 12, 16)
AT_MIDNIGHT = values.stored(starts="2026-12-16T00:00").occurrence.timing
IN_WORDS = Text.of({"bg": "затворено (София), Seollal (Sejong)", "ko": "휴무 (Sofia), 설날 (Sejong)"})


def cancelled(reason: Text | None, sofia: Text = CLOSED, policy: str = "skip", **parts: object) -> Stored:
    """A meeting on a day off of both cities, as schema 0005 stored it."""
    obstacles = (Obstacle(city="sofia", day=DAY, why=sofia), Obstacle(city="sejong", day=DAY, why=SEOLLAL))
    trace = DateOrigin(obstacles=obstacles, policy=policy)
    return values.stored(**{"status": Status.CANCELLED, "reason": reason, "trace": trace, **parts})


def migrated_from_0005(store: Store, url: str, meeting: Stored) -> Stored:
    """The meeting after its database was brought up to date."""
    store.write(values.revision(1, meeting))
    databases.execute(
        url,
        "DROP INDEX ix_participant_city",
        "ALTER TABLE programme DROP COLUMN phrases",
        "ALTER TABLE token DROP COLUMN issued_by",
        "ALTER TABLE revision_entry DROP COLUMN all_day",
        "ALTER TABLE series DROP COLUMN bounds",
        "ALTER TABLE revision DROP COLUMN parts",
        "ALTER TABLE occurrence DROP COLUMN moved_from",
        "UPDATE alembic_version SET version_num = '0005'",
    )
    store.migrate()
    return store.memory().occurrences[meeting.occurrence.uid]


@pytest.mark.parametrize(
    ("meeting", "why"),
    [
        pytest.param(cancelled(IN_WORDS), OfficeClosure.CLOSED, id="closed"),
        pytest.param(
            cancelled(Text.of({"nl": "geen kantoordag (Sofia), Seollal (Sejong)"}), NO_OFFICE_DAY),
            OfficeClosure.NO_OFFICE_DAY,
            id="no office day",
        ),
        pytest.param(
            cancelled(Text.of({"en": "Seollal (Sofia), Seollal (Sejong)"}), SEOLLAL), SEOLLAL, id="a holiday"
        ),
    ],
)
def test_words_for_days_off_become_days_off(
    store: Store, url: str, meeting: Stored, why: DayOffReason
) -> None:
    occurrence = migrated_from_0005(store, url, meeting).occurrence

    assert occurrence.content.reason == (
        CityDayOff(city=values.SOFIA.name, why=why),
        CityDayOff(city=values.SEJONG.name, why=SEOLLAL),
    )


@pytest.mark.parametrize(
    "meeting",
    [
        pytest.param(cancelled(Text.plain("Elections")), id="words of the secretariat"),
        pytest.param(cancelled(Text.plain("closed"), trace=DateOrigin(policy="skip")), id="no day off"),
        pytest.param(cancelled(IN_WORDS, policy="keep"), id="another policy"),
        pytest.param(cancelled(IN_WORDS, status=Status.CONFIRMED), id="not cancelled"),
        pytest.param(cancelled(IN_WORDS, participants=(values.SOFIA,)), id="without one of the cities"),
        pytest.param(cancelled(None), id="no reason"),
    ],
)
def test_all_other_reasons_stay(store: Store, url: str, meeting: Stored) -> None:
    assert migrated_from_0005(store, url, meeting) == meeting


def test_everything_else_of_the_meeting_stays(store: Store, url: str) -> None:
    before = cancelled(IN_WORDS, place=Text.plain("Зала 1"))

    after = migrated_from_0005(store, url, before)

    assert (after.stamp, after.shown, after.cancelled_at) == (before.stamp, before.shown, before.cancelled_at)
    assert after.occurrence.trace == before.occurrence.trace
    assert after.occurrence.content.place == Text.plain("Зала 1")


@pytest.mark.parametrize("all_day", [True, False])
def test_the_history_of_whole_days_has_no_hour(store: Store, url: str, all_day: bool) -> None:
    """A meeting at midnight keeps its hour."""
    meeting = values.stored(timing=replace(AT_MIDNIGHT, all_day=all_day))
    migrated_from_0005(store, url, meeting)

    assert [entry.all_day for revision in store.history() for entry in revision.entries] == [all_day]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2026-08 to None", {"first": date(2026, 8, 1)}),
        ("2026-08 to 2028-02", {"first": date(2026, 8, 1), "last": date(2028, 2, 29)}),
        ("2026-08-05 to 2027-03-10", {"first": date(2026, 8, 5), "last": date(2027, 3, 10)}),
    ],
)
def test_the_bounds_of_a_series_become_days(
    store: Store, url: str, written: str, days: dict[str, date]
) -> None:
    store.write(values.revision(1, values.stored()))
    pauses = '"pauses": [{"first": "2027-03-01", "last": "2027-04-30"}]'
    databases.execute(
        url,
        f"UPDATE series SET bounds = '{{\"rules\": [\"{written}\"], {pauses}}}' WHERE identity = 'monthly'",
        "ALTER TABLE occurrence DROP COLUMN moved_from",
        "UPDATE alembic_version SET version_num = '0011'",
    )

    store.migrate()

    bounds = store.memory().series["monthly"].bounds
    assert bounds == SeriesBounds((RuleDays(**days),), (Days(date(2027, 3, 1), date(2027, 4, 30)),))
    assert store.memory().series["kick-off"].bounds is None


def at(number: int, starts: str, zone: str = "Europe/Sofia", kind: StepKind = StepKind.MOVE) -> NewRevision:
    """A revision that puts the December meeting there, as an older release recorded it."""
    meeting = values.stored("2026-12", starts)
    written = values.revision(number, meeting)
    entry = replace(written.revision.entries[0], kind=kind, zone=zone)
    return replace(written, revision=replace(written.revision, entries=(entry,)))


def test_a_moved_meeting_gets_its_old_start_from_the_history(store: Store, url: str) -> None:
    """Another clock that showed the same start was called a move."""
    store.write(at(1, "2026-12-16T10:00", kind=StepKind.ADD))
    store.write(at(2, "2026-12-17T10:00"))
    store.write(at(3, "2026-12-18T10:00"))
    store.write(at(4, "2026-12-18T17:00", "Asia/Seoul"))
    databases.execute(
        url,
        "ALTER TABLE occurrence DROP COLUMN moved_from",
        "UPDATE alembic_version SET version_num = '0012'",
    )

    store.migrate()

    (meeting,) = store.memory().occurrences.values()
    assert meeting.moved_from == Start(datetime(2026, 12, 17, 10), "Europe/Sofia")
    newest, *others = [entry for revision in store.history() for entry in revision.entries]
    assert (newest.kind, newest.changed[0]) == (StepKind.CHANGE, "clock")
    assert [entry.kind for entry in others] == [StepKind.MOVE, StepKind.MOVE, StepKind.ADD]
