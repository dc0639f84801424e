"""`twincal notices`: the changes and problems that cities should know of in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from scheduler.busy.busy_times import find_busy_times
from scheduler.commands.dated_text import date_text
from scheduler.commands.prepare import Consent, plan_directory
from scheduler.findings.bad_times import joined_hours
from scheduler.findings.coming import coming_findings
from scheduler.findings.finding import Finding, Told, counted
from scheduler.findings.hour_moves import hour_moves, joined_moves
from scheduler.findings.search import FindingSearch
from scheduler.plan.make_plan import Plan
from scheduler.plan.steps import Step
from scheduler.programme.programme import Programme
from scheduler.programme.spans import Length
from scheduler.state.revision import Cause
from scheduler.state.state import State


class FoundNotices(Struct, frozen=True, kw_only=True):
    """The notices of a programme by date."""

    programme: Programme
    notices: tuple[Finding, ...]


def notices(
    directory: Path, state_folder: Path, state: State, now: datetime, months: int, city: str | None = None
) -> FoundNotices:
    """Looks for notices about the meetings of the next `months`; for one `city` (id), or all.

    `state_folder` holds copies of calendars. Meetings in `state` are published, and new holiday data
    would move them. Raises Invalid if the configuration has errors, Refused if it has no such city.
    """
    last = Length(months=months).after(now.date())
    dated = date_text(directory, now.date(), last)
    search = FindingSearch(
        programme=dated.programme,
        meetings=dated.meetings,
        workdays=dated.workdays,
        now=now,
        last=last,
        busy=find_busy_times(dated.programme, directory, state_folder, now).spans,
    )
    id = dated.city(city).id if city is not None else None
    found = notices_of(search, id)
    if state.time is not None:
        planned = plan_directory(directory, state, now, Consent(allow=("clock", "past", "large")))
        more = new_data_notices(search, planned.plan)
        found = (*found, *(notice for notice in more if id is None or id in notice.cities))
    in_order = tuple(sorted(found, key=lambda notice: notice.day))
    return FoundNotices(programme=dated.programme, notices=in_order)


def notices_of(search: FindingSearch, city: str | None = None) -> tuple[Finding, ...]:
    """Returns what the cities should know, or one `city` (id), by date.

    A notice that is the same for several meetings comes once.
    """
    moves = (move for move in hour_moves(search) if city is None or city in move.cities)
    coming = (each for each in coming_findings(search) if isinstance(each, Told) and each.day <= search.last)
    concerning = (each for each in coming if city is None or city in each.cities)
    alike = joined_hours(counted(sorted(concerning, key=_by_date)))
    return tuple(sorted((*alike, *joined_moves(moves, search)), key=_by_date))


def _by_date(notice: Finding) -> tuple[date, str, str, str, tuple[str, ...]]:
    return notice.day, notice.code, notice.series, notice.key, notice.cities


class NewHolidayData(Told, frozen=True, kw_only=True):
    """New data about holidays would move a meeting from `old` to `new`, or cancel it; `line` keeps it."""

    phrase = "New data about public holidays would move “{title}” from {old} to {new}. To keep its day, write under its `changes:` {line}"  # noqa: E501
    cancels = "New data about public holidays would cancel “{title}” on {old}. To keep it, write under its `changes:` {line}"  # noqa: E501
    old: date
    new: date | None
    line: str

    @property
    def msgid(self) -> str:
        """The phrase for a meeting that moves, or that has no new day."""
        return self.phrase if self.new is not None else self.cancels


def waiting_steps(plan: Plan) -> Iterator[Step]:
    """Yields the changes of published meetings that only new holiday data would bring."""
    return (step for step in plan.steps if step.cause is Cause.HOLIDAYS and step.before is not None)


def line_to_keep(step: Step) -> str:
    """Returns the line under `changes:` that keeps the published date."""
    old = step.before.occurrence if step.before else step.after
    return f"{old.key}: {{move_to: {old.timing.starts:%Y-%m-%d %H:%M}}}"


def new_data_notices(search: FindingSearch, plan: Plan) -> Iterator[NewHolidayData]:
    """Yields a finding for each of these meetings until the last day of the search."""
    for step in waiting_steps(plan):
        old = step.before.occurrence if step.before else step.after
        day = old.timing.starts.date()
        new = step.after.timing.starts.date() if not step.after.cancelled else None
        if day <= search.last:
            line = f"`{line_to_keep(step)}`"
            yield NewHolidayData(**search.meeting(old), old=day, new=new, line=line)
