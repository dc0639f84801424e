"""`twincal plan`: what `apply` would do, and what a person should know before they allow it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from scheduler.busy.busy_times import BusyTimes, Fetch, download_now, find_busy_times
from scheduler.commands.check import Warnings, doubts_of, warnings_of, warnings_of_edit
from scheduler.commands.prepare import Consent, Planned, plan_reading
from scheduler.configuration import Reading, read
from scheduler.plan.make_plan import Plan
from scheduler.publication.next_revision import Draft
from scheduler.state.profile import PresentIds
from scheduler.state.state import State


class Proposal(Struct, frozen=True, kw_only=True):
    """A plan for people, before it is applied.

    `busy` are the times of calendars of others. `warnings` are those of `check`; `doubts` are those about the
    times that the plan brings.
    """

    draft: Draft
    now: datetime
    busy: BusyTimes
    warnings: Warnings
    doubts: Warnings

    @property
    def plan(self) -> Plan:
        """All that would change."""
        return self.draft.plan

    @property
    def ids(self) -> PresentIds:
        """The present ids of series and cities."""
        return self.draft.after.ids

    @property
    def zones(self) -> tuple[str, ...]:
        """The time zones whose data would be renewed although no meeting changes."""
        return self.draft.changed_zones if self.plan.is_empty else ()

    @property
    def is_empty(self) -> bool:
        """Whether `apply` would write nothing."""
        return self.plan.is_empty and not self.zones


def propose(
    directory: Path,
    state_folder: Path,
    state: State,
    now: datetime,
    consent: Consent,
    download: Fetch = download_now,
) -> Proposal:
    """Returns the plan for `directory` against `state`.

    `state_folder` holds copies of calendars, and `download` gets those that are missing. Raises as
    `plan_reading` does.
    """
    reading = read(directory)
    planned = plan_reading(reading, directory, state, now, consent)
    busy = find_busy_times(planned.dated.programme, directory, state_folder, now, download)
    return _proposal(planned, warnings_of(reading, planned.dated, planned.draft.after, busy), busy)


def proposal_of_edit(
    planned: Planned,
    reading: Reading,
    directory: Path,
    state_folder: Path,
    download: Fetch = download_now,
) -> Proposal:
    """Returns a plan of an edited configuration, as people see it, with the doubts about what it touches."""
    now, dated = planned.dated.context.now, planned.dated
    busy = find_busy_times(dated.programme, directory, state_folder, now, download)
    return _proposal(planned, warnings_of_edit(reading, dated, planned.plan.steps, busy), busy)


def _proposal(planned: Planned, warnings: Warnings, busy: BusyTimes) -> Proposal:
    draft = planned.draft
    return Proposal(
        draft=draft,
        now=planned.dated.context.now,
        busy=busy,
        warnings=warnings,
        doubts=doubts_of(warnings, draft.plan, draft.after.ids),
    )
