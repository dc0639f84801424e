"""Looks for notices about the coming months once a day, and logs the new ones."""

from __future__ import annotations

import asyncio
import logging
from datetime import date, datetime
from pathlib import Path

from scheduler.advice.notices.all_notices import NoticeSearch, coming_notices
from scheduler.advice.notices.notice import ComingNotice
from scheduler.busy.busy_times import find_busy_times
from scheduler.commands.prepare import DatedReading
from scheduler.programme.spans import Length
from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE
from scheduler.publication.languages.language import language
from scheduler.publication.languages.notice_words import notice_text
from scheduler.timetable.workdays import Workdays

log = logging.getLogger("twincal")
AHEAD = Length(months=12)
"""How far it looks."""


class NoticeLog:
    """Logs each notice about the configuration in `directory` once.

    The first look only counts them, because `twincal notices` lists them.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._day: date | None = None
        self._known: frozenset[object] = frozenset()

    async def look(self, dated: DatedReading, now: datetime) -> None:
        """Looks at the meetings of `dated`, unless it has done so on this day (UTC)."""
        is_first = self._day is None
        if self._day == now.date():
            return
        self._day = now.date()
        notices = await asyncio.to_thread(_find, dated, self._directory, now)
        if is_first and notices:
            log.info("%d notices about the next months: `twincal notices` lists them", len(notices))
        for notice in () if is_first else notices:
            if notice.subject not in self._known:
                log.info("notice %s: %s", notice.code, notice_text(notice, language(SOURCE_LANGUAGE)))
        self._known = frozenset(notice.subject for notice in notices)


def _find(dated: DatedReading, directory: Path, now: datetime) -> tuple[ComingNotice, ...]:
    programme = dated.programme
    return coming_notices(
        NoticeSearch(
            programme=programme,
            meetings=dated.timetable.wanted,
            workdays=Workdays(dated.holidays, programme.closed),
            now=now,
            last=min(dated.last_day, AHEAD.after(now.date())),
            busy=find_busy_times(programme, directory, now).spans,
        )
    )
