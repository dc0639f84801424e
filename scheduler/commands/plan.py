"""`twincal plan`: what `apply` would do, and what a person should know before they allow it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from scheduler.busy.busy_times import BusyTimes, Fetch, download_now, find_busy_times
from scheduler.commands.check import Warnings, doubts_of, warnings_of
from scheduler.commands.prepare import Consent, Planned, plan_reading
from scheduler.configuration import Reading, read
from scheduler.plan.make_plan import Plan
from scheduler.state.profile import PresentIds
from scheduler.store import Store


class Proposal(Struct, frozen=True, kw_only=True):
    """A plan for people, before it is applied.

    `zones` are the time zones whose data would be renewed although no meeting changes. `ids` are the present
    ids of series and cities. `busy` are the times of calendars of others. `warnings` are those of `check`;
    `doubts` are those about the times that the plan brings.
    """

    plan: Plan
    now: datetime
    zones: tuple[str, ...] = ()
    ids: PresentIds
    busy: BusyTimes
    warnings: Warnings
    doubts: Warnings

    @property
    def is_empty(self) -> bool:
        """Whether `apply` would write nothing."""
        return self.plan.is_empty and not self.zones


def propose(
    directory: Path,
    state_folder: Path,
    store: Store,
    now: datetime,
    consent: Consent,
    download: Fetch = download_now,
) -> Proposal:
    """Returns the plan for `directory` without changing `store`.

    `state_folder` holds copies of calendars, and `download` gets those that are missing. Raises as
    `plan_reading` does.
    """
    state, reading = store.state(), read(directory)
    planned = plan_reading(reading, directory, state, now, consent)
    return proposal_of(planned, reading, directory, state_folder, download)


def proposal_of(
    planned: Planned,
    reading: Reading,
    directory: Path,
    state_folder: Path,
    download: Fetch = download_now,
) -> Proposal:
    """Returns a plan of the configuration that was read, as people see it, with its warnings and doubts."""
    plan, after, now = planned.plan, planned.draft.after, planned.dated.context.now
    busy = find_busy_times(planned.dated.programme, directory, state_folder, now, download)
    ids = after.ids
    warnings = warnings_of(reading, planned.dated, after, busy)
    return Proposal(
        plan=plan,
        now=now,
        zones=planned.draft.changed_zones if plan.is_empty else (),
        ids=ids,
        busy=busy,
        warnings=warnings,
        doubts=doubts_of(warnings, plan, ids),
    )
