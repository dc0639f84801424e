"""`twincal notices`: the changes and problems that cities should know of in time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from scheduler.advice.notices.all_notices import NoticeSearch, coming_notices
from scheduler.advice.notices.notice import ComingNotice
from scheduler.busy.busy_times import find_busy_times
from scheduler.commands.advice.dated_text import date_text
from scheduler.commands.advice.new_holiday_data import new_data_notices
from scheduler.commands.consent import Consent
from scheduler.commands.prepare import plan_directory
from scheduler.programme.programme import Programme
from scheduler.programme.spans import Length
from scheduler.state.state import State


class FoundNotices(Struct, frozen=True, kw_only=True):
    """The notices of a programme by date."""

    programme: Programme
    notices: tuple[ComingNotice, ...]


def notices(
    directory: Path, state_folder: Path, state: State, now: datetime, months: int, city: str | None = None
) -> FoundNotices:
    """Looks for notices about the meetings of the next `months`; for one `city` (id), or all.

    `state_folder` holds copies of calendars. Meetings in `state` are published, and new holiday data
    would move them. Raises Invalid if the configuration has errors, Refused if it has no such city.
    """
    last = Length(months=months).after(now.date())
    dated = date_text(directory, now.date(), last)
    found = coming_notices(
        NoticeSearch(
            programme=dated.programme,
            meetings=dated.meetings,
            workdays=dated.workdays,
            now=now,
            last=last,
            busy=find_busy_times(dated.programme, directory, state_folder, now).spans,
        )
    )
    if state.time is not None:
        planned = plan_directory(directory, state, now, Consent(clock=True, past=True, large=True))
        more = new_data_notices(planned.plan, last)
        found = tuple(sorted((*found, *more), key=lambda notice: notice.day))
    if city is not None:
        identity = dated.city(city).identity
        found = tuple(notice for notice in found if identity in notice.cities)
    return FoundNotices(programme=dated.programme, notices=found)
