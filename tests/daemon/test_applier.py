"""Changes by new holiday data alone wait for a person; a failed attempt is reported and ends nothing."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.commands.consent import Consent
from scheduler.daemon.applier import Applier
from scheduler.store import Store, open_store
from scheduler.web.health import Health
from support import databases
from support.faulty import faulty, mistake
from support.shell import Shell
from support.small_programme import SMALL
from support.zone_data import ZoneData

TEXT = f"{SMALL}    on_holiday: next working day\n"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, database: str) -> Iterator[Store]:
    """State by holidays in which 20 January 2027 is one, which the data of today do not say."""
    shell = Shell(tmp_path)
    shell.write(TEXT)
    with closing(open_store(database)) as first:
        assert asyncio.run(Applier(shell.config, shell.folder, first, lambda: NOW, Health()).apply())
    _add_holiday(database, "2027-01-20")
    opened = open_store(database)
    assert asyncio.run(Applier(shell.config, shell.folder, opened, lambda: NOW, Health()).apply())
    yield opened
    opened.close()


def _add_holiday(database: str, day: str) -> None:
    where = f"country = 'BG' AND year = {day[:4]}"
    days = json.loads(databases.value(database, f"SELECT days FROM holiday WHERE {where}"))
    days.append({**days[0], "day": day})
    databases.execute(database, f"UPDATE holiday SET days = :days WHERE {where}", days=json.dumps(days))


@pytest.mark.parametrize(
    ("id", "text"),
    [
        pytest.param("monthly", TEXT, id="as it always was"),
        pytest.param("regular", TEXT.replace("monthly:", "regular:\n    formerly: monthly"), id="renamed"),
    ],
)
def test_a_waiting_change_is_logged_with_the_line_that_keeps_the_date(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, id: str, text: str
) -> None:
    shell, health = Shell(tmp_path), Health()
    shell.write(text)

    assert asyncio.run(Applier(shell.config, shell.folder, store, lambda: NOW, health).apply())

    assert health.waiting == 1
    assert (
        f"note: {id}/2027-01: new holiday data would move it to 2027-01-20 10:00. To keep it, write under its "
        "changes: `2027-01: {move_to: 2027-01-21 10:00}`; to let it go, run `twincal apply`"
    ) in caplog.messages


@pytest.mark.usefixtures("store")
def test_notices_tell_the_same_with_a_code_of_its_own(tmp_path: Path, database: str) -> None:
    shell = Shell(tmp_path, database=database)
    words = ("notices", "--config", str(shell.config), "--format", "json")

    found = json.loads(shell.run(*words).text)["notices"]

    [notice] = [each for each in found if each["code"] == "new-holiday-data"]
    assert (notice["date"], notice["series"], notice["key"]) == ("2027-01-21", "monthly", "2027-01")
    assert notice["text"]["en"] == (
        "New data about public holidays would move “Monthly” from Thursday, 21 January 2027 to Wednesday, "
        "20 January 2027. To keep its day, write under its `changes:` `2027-01: {move_to: 2027-01-21 10:00}`"
    )


def test_that_line_keeps_the_date(store: Store, tmp_path: Path) -> None:
    shell, health = Shell(tmp_path), Health()
    shell.write(f"{TEXT}    changes:\n      2027-01: {{move_to: 2027-01-21 10:00}}\n")

    assert asyncio.run(Applier(shell.config, shell.folder, store, lambda: NOW, health).apply())

    assert health.waiting == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            TEXT.replace("monthly:", "regular:"),
            "write `formerly: monthly` below `meetings: regular:`",
            id="a renamed series",
        ),
        pytest.param(
            TEXT.replace("clock: sofia", "clock: sejong"),
            "meetings of monthly would move into the night: 03:00 or 04:00 in Sofia",
            id="a move into the night",
        ),
    ],
)
def test_a_plan_that_looks_like_a_mistake_is_refused(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, reason: str
) -> None:
    shell, health = Shell(tmp_path), Health(is_ready=True)
    before = shell.run("feed", "programme").out
    shell.write(text)

    assert not asyncio.run(Applier(shell.config, shell.folder, store, lambda: NOW, health).apply())

    assert health.report()["status"] == "serving the last good state"
    assert health.problems == ["the files were not applied; the log says why"]
    assert reason in caplog.text
    assert shell.run("feed", "programme").out == before


def test_the_log_shows_the_whole_command_for_a_plan_that_is_held(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shell = Shell(tmp_path)
    shell.write(TEXT.replace("clock: sofia", "clock: sejong"))
    consent = Consent(command=("twincal", "apply", "my-programme", "--database", "sqlite:///other.db"))

    applier = Applier(shell.config, shell.folder, store, lambda: NOW, Health(), consent=consent)

    assert not asyncio.run(applier.apply())
    assert "`twincal apply my-programme --database sqlite:///other.db --allow-large`" in caplog.text


class TestTheLog:
    def levels(self, caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
        return [(record.levelname, record.message) for record in caplog.records]

    def test_says_when_the_configuration_is_good_again(
        self, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Otherwise the error would be the last word."""
        shell, health = Shell(tmp_path), Health(is_ready=True)
        applier = Applier(shell.config, shell.folder, store, lambda: NOW, health)
        caplog.set_level(logging.INFO)
        shell.write(TEXT.replace("clock: sofia", "clock: sofa"))
        assert not asyncio.run(applier.apply())
        caplog.clear()
        shell.write(TEXT)

        assert asyncio.run(applier.apply())
        assert asyncio.run(applier.apply())

        good_again = ("INFO", "the configuration is good again, and changes nothing")
        assert self.levels(caplog).count(good_again) == 1

    def test_calls_a_race_with_an_editor_no_error(
        self, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        shell, health = Shell(tmp_path), Health(is_ready=True)
        applier = Applier(shell.config, shell.folder, store, lambda: NOW, health)
        caplog.set_level(logging.INFO)
        shell.write(TEXT.replace("title: Monthly", "title: Regular"))

        async def race() -> bool:
            await applier.removes_meetings()
            shell.write(TEXT.replace("title: Monthly", "title: Usual"))
            return await applier.apply_as_checked()

        assert not asyncio.run(race())
        assert ("INFO", "not applied yet: a file was saved meanwhile; it is read again") in self.levels(
            caplog
        )
        assert health.failed == 0


class TestAnErrorOfOurs:
    """A mistake in Twincal itself, not in a store or a configuration."""

    def test_is_a_failed_attempt_with_a_traceback_in_the_log_only(
        self, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        health = Health(is_ready=True)
        applier = Applier(
            Shell(tmp_path).config, tmp_path, faulty(store, {"state": mistake}), lambda: NOW, health
        )

        assert not asyncio.run(applier.apply())

        assert (health.failed, health.applied, health.checked_at) == (1, 0, NOW.isoformat())
        assert health.problems == ["an error of Twincal; the log says what"]
        assert health.report()["status"] == "serving the last good state"
        assert "ZeroDivisionError: two cities, no meeting" in caplog.text

    def test_in_logging_a_success_is_one_as_well(
        self, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        health = Health()
        monkeypatch.setattr("scheduler.daemon.applier.notice_lines", mistake)

        assert not asyncio.run(Applier(Shell(tmp_path).config, tmp_path, store, lambda: NOW, health).apply())

        assert health.problems == ["an error of Twincal; the log says what"]
        assert (health.applied, health.failed) == (0, 1)
        assert "ZeroDivisionError" in caplog.text

    def test_while_an_edit_is_checked_leaves_it_to_the_attempt(self, store: Store, tmp_path: Path) -> None:
        applier = Applier(
            Shell(tmp_path).config, tmp_path, faulty(store, {"state": mistake}), lambda: NOW, Health()
        )

        assert not asyncio.run(applier.removes_meetings())
        assert not asyncio.run(applier.apply_as_checked())
        assert not applier.store_failed, "the same would come again before the next edit"


def test_new_zone_data_move_meetings_while_the_daemon_runs(tmp_path: Path) -> None:
    """Sofia gets the clocks of Berlin; the daemon has dated the same text before."""
    shell, zones = Shell(tmp_path), ZoneData(tmp_path / "zones")
    shell.write(SMALL)
    with zones.in_use(), closing(open_store(shell.url)) as store:
        applier = Applier(shell.config, shell.folder, store, lambda: NOW, Health())
        assert asyncio.run(applier.apply())
        zones.change("Europe/Sofia", "Europe/Berlin")
        assert asyncio.run(applier.apply())

        (december,) = [
            item for item in store.state().occurrences.values() if item.occurrence.key == "2026-12"
        ]

    assert (december.occurrence.timing.starts.hour, december.occurrence.timing.begin_utc.hour) == (10, 9)
    assert december.stamp.sequence == 1
