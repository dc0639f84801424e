"""Looks for notices about the coming months once a day, and logs the new ones."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from datetime import date, datetime
from pathlib import Path

import msgspec

from scheduler.advice.notices.all_notices import NoticeSearch, coming_notices
from scheduler.advice.notices.notice import ComingNotice
from scheduler.busy.busy_times import find_busy_times
from scheduler.busy.copies import write_private_file
from scheduler.commands.prepare import DatedReading
from scheduler.programme.spans import Length
from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE
from scheduler.publication.languages.language import language
from scheduler.publication.languages.notice_words import notice_text
from scheduler.timetable.workdays import Workdays

log = logging.getLogger("twincal")
FILE_NAME = "twincal-notices.json"
AHEAD = Length(months=12)
"""How far it looks."""


class NoticeLog:
    """Logs each notice about the configuration in `directory` once, also over restarts.

    The first look of all only counts them, because `twincal notices` lists them. A file in `state_folder`
    keeps the SHA-256 of each known notice.
    """

    def __init__(self, directory: Path, state_folder: Path) -> None:
        self._directory, self._state_folder = directory, state_folder
        self._file = state_folder / FILE_NAME
        self._day: date | None = None
        self._search: asyncio.Task[None] | None = None

    def look_at(self, dated: DatedReading, now: datetime) -> asyncio.Task[None] | None:
        """Begins to look at the meetings of `dated`; returns None if it has done so on this day (UTC)."""
        is_running = self._search is not None and not self._search.done()
        if self._day == now.date() or is_running:
            return None
        self._day = now.date()
        self._search = asyncio.create_task(self._look_in_peace(dated, now))
        return self._search

    async def _look_in_peace(self, dated: DatedReading, now: datetime) -> None:
        try:
            await asyncio.to_thread(self._look, dated, now)
        except Exception:  # the configuration is applied all the same
            log.exception("the search for notices ended in an error of Twincal")

    def _look(self, dated: DatedReading, now: datetime) -> None:
        notices = {
            _digest(notice): notice for notice in _find(dated, self._directory, self._state_folder, now)
        }
        known = _read_known(self._file)
        if known is None and notices:
            log.info("%d notices about the next months: `twincal notices` lists them", len(notices))
        for digest, notice in notices.items():
            if known is not None and digest not in known:
                log.info("notice %s: %s", notice.code, notice_text(notice, language(SOURCE_LANGUAGE)))
        write_private_file(self._file, msgspec.json.encode(sorted(notices)))


def _read_known(file: Path) -> frozenset[str] | None:
    """Returns the digests of the known notices; None if there is no file, or a damaged one."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=frozenset[str])
    except (OSError, ValueError):
        return None


def _digest(notice: ComingNotice) -> str:
    return hashlib.sha256(repr(notice.subject).encode()).hexdigest()


def _find(
    dated: DatedReading, directory: Path, state_folder: Path, now: datetime
) -> tuple[ComingNotice, ...]:
    programme = dated.programme
    return coming_notices(
        NoticeSearch(
            programme=programme,
            meetings=dated.timetable.wanted,
            workdays=Workdays(dated.holidays, programme.closed),
            now=now,
            last=AHEAD.after(now.date()),
            busy=find_busy_times(programme, directory, state_folder, now).spans,
        )
    )
