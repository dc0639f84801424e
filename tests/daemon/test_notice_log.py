"""The daemon looks for notices once a day, and logs each new one once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from scheduler.commands.consent import NO_CONSENT
from scheduler.commands.prepare import DatedReading, plan_directory
from scheduler.daemon import notice_log
from scheduler.daemon.notice_log import NoticeLog
from scheduler.state.state import NOTHING_PUBLISHED
from support.shell import Shell
from support.small_programme import SMALL, small

LATE = small(('at: "10:00"', 'at: "11:30"'))


Look = Callable[[str, str], list[str]]


@pytest.fixture
def look_at(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Look:
    """Looks at a text at a time with the same log, and returns its new lines."""
    return looking(tmp_path, caplog)


def looking(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Look:
    """The same for a new log of the folder."""
    caplog.set_level(logging.INFO, "twincal")
    shell = Shell(tmp_path)
    notices = NoticeLog(shell.config, tmp_path)

    async def search(dated: DatedReading, now: datetime) -> None:
        if (search := notices.look_at(dated, now)) is not None:
            await search

    def look(time: str, text: str) -> list[str]:
        caplog.clear()
        shell.write(text)
        now = datetime.fromisoformat(f"{time}+00:00")
        asyncio.run(search(plan_directory(shell.config, NOTHING_PUBLISHED, now, NO_CONSENT).dated, now))
        return [record.getMessage() for record in caplog.records if "notice" in record.getMessage()]

    return look


def test_the_first_look_counts_and_later_ones_log_what_is_new(
    look_at: Look,
) -> None:
    assert look_at("2026-11-24 09:00", SMALL) == [
        "3 notices about the next months: `twincal notices` lists them"
    ]
    assert look_at("2026-11-24 10:00", LATE) == []  # it has looked today

    [late, *others] = look_at("2026-11-25 09:00", LATE)
    assert late.startswith("notice outside-office-hours: “Monthly” on Wednesday, 16 December 2026 is outside")
    assert all("11:30" in each or "18:30" in each or "17:30" in each for each in others)

    assert look_at("2026-11-26 09:00", LATE) == []


def test_a_restart_and_another_title_make_no_notice_new(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = looking(tmp_path, caplog)
    first("2026-11-24 09:00", LATE)
    again = looking(tmp_path, caplog)
    assert again("2026-11-25 09:00", LATE.replace("title: Monthly", "title: Talks")) == []

    restarted = looking(tmp_path, caplog)
    new = restarted("2026-11-26 09:00", LATE.replace("title: Monthly", "title: 'Talks, 9:00 CET'"))
    assert new
    assert all(line.startswith("notice wrong-") for line in new)
    assert "CET" not in (tmp_path / "twincal-notices.json").read_text()


def test_a_notice_about_many_meetings_is_not_new_when_one_has_passed(
    look_at: Look,
) -> None:
    look_at("2026-11-24 09:00", LATE)

    assert look_at("2026-12-17 09:00", LATE) == []


def test_an_error_in_the_search_is_logged(look_at: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_log, "coming_notices", lambda _search: 1 / 0)

    assert look_at("2026-11-24 09:00", SMALL) == ["the search for notices ended in an error of Twincal"]
