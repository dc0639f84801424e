"""The daemon looks for notices once a day, and logs each new one once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.daemon import notice_log
from scheduler.daemon.applier import Applier
from scheduler.store import open_store
from scheduler.web.health import Health
from support.shell import Shell
from support.small_programme import SMALL, small

LATE = small(('at: "10:00"', 'at: "11:30"'))


async def apply_and_look(applier: Applier) -> None:
    """Applies, and waits for the search, for which no edit waits."""
    assert await applier.apply()
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))


@pytest.fixture
def apply_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Callable[[str, str], list[str]]:
    """Applies a text at a time with the same daemon, and returns its lines about notices."""
    return applier_on(tmp_path, caplog)


def applier_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Callable[[str, str], list[str]]:
    """The same for a new daemon on the folder."""
    caplog.set_level(logging.INFO, "twincal")
    shell, times = Shell(tmp_path), list[str]()
    store = open_store(shell.url)
    applier = Applier(
        shell.config, tmp_path, store, lambda: datetime.fromisoformat(times[-1]).replace(tzinfo=UTC), Health()
    )

    def apply(now: str, text: str) -> list[str]:
        caplog.clear()
        times.append(now)
        shell.write(text)
        with closing(store):
            asyncio.run(apply_and_look(applier))
        return [record.getMessage() for record in caplog.records if "notice" in record.getMessage()]

    return apply


def test_the_first_look_counts_and_later_ones_log_what_is_new(
    apply_on: Callable[[str, str], list[str]],
) -> None:
    assert apply_on("2026-11-24 09:00", SMALL) == [
        "3 notices about the next months: `twincal notices` lists them"
    ]
    assert apply_on("2026-11-24 10:00", LATE) == []  # it has looked today

    [late, *others] = apply_on("2026-11-25 09:00", LATE)
    assert late.startswith("notice outside-office-hours: “Monthly” on Wednesday, 16 December 2026 is outside")
    assert all("11:30" in each or "18:30" in each or "17:30" in each for each in others)

    assert apply_on("2026-11-26 09:00", LATE) == []


def test_a_restart_and_another_title_make_no_notice_new(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = applier_on(tmp_path, caplog)
    first("2026-11-24 09:00", LATE)
    again = applier_on(tmp_path, caplog)
    assert again("2026-11-25 09:00", LATE.replace("title: Monthly", "title: Talks")) == []

    restarted = applier_on(tmp_path, caplog)
    new = restarted("2026-11-26 09:00", LATE.replace("title: Monthly", "title: 'Talks, 9:00 CET'"))
    assert new
    assert all(line.startswith("notice wrong-") for line in new)
    assert "CET" not in (tmp_path / "twincal-notices.json").read_text()


def test_a_notice_about_many_meetings_is_not_new_when_one_has_passed(
    apply_on: Callable[[str, str], list[str]],
) -> None:
    apply_on("2026-11-24 09:00", LATE)

    assert apply_on("2026-12-17 09:00", LATE) == []


def test_an_error_in_the_search_leaves_the_configuration_applied(
    apply_on: Callable[[str, str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_log, "coming_notices", lambda _search: 1 / 0)

    assert apply_on("2026-11-24 09:00", SMALL) == ["the search for notices ended in an error of Twincal"]
