"""`twincal apply`: plan, then one transaction; whoever loses a race plans again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from scheduler.commands.consent import Consent as Consent
from scheduler.commands.errors import Refused
from scheduler.commands.prepare import Planned, plan_directory
from scheduler.configuration import Source
from scheduler.plan.plan import Plan
from scheduler.publication.revising import make_revision, renewed_zones
from scheduler.record.memory import Memory
from scheduler.record.revision import NewRevision, Sources
from scheduler.store import Raced, Store, StoreError
from scheduler.timetable import holidays
from scheduler.timetable.clocks import tzdata_version
from scheduler.timetable.holidays import Holidays

Done = TypeVar("Done")
TRIES = 30
PAUSE = 0.2  # seconds at the most: whoever lost a race waits by chance, so that not all come again at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What was done: `number` is the revision, or None when there was nothing to do.

    `erasure_pending`: what was withdrawn may still stand in the database file, until the next run removes it.
    """

    plan: Plan
    number: int | None
    erasure_pending: bool = False


def apply(directory: Path, store: Store, now: datetime, consent: Consent) -> Applied:
    """The configuration applied, by the holidays of today.

    Raises Invalid and Refused, StoreError where the database fails; then nothing has changed.
    """

    def attempt(memory: Memory) -> Applied:
        planned = plan_directory(directory, memory, now, consent)
        _bind(planned.plan, consent, directory)
        return _write(store, planned, planned.plan, planned.dated.holidays, memory, now)

    return _until_written(store, attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepResult:
    """What the daemon did: as `Applied`, and the plan that a person would have to apply."""

    applied: Applied
    waiting: Plan


def keep(directory: Path, store: Store, now: datetime, only: tuple[Source, ...] | None = None) -> KeepResult:
    """The configuration applied, but by the holidays that the store already knows.

    New holiday data alone move nothing: what they ask for is `waiting`. With `only`, a text that is no
    longer made of these sources is refused. Raises as `apply` does.
    """

    def attempt(memory: Memory) -> KeepResult:
        planned = plan_directory(directory, memory, now, Consent())
        if only is not None and planned.dated.reading.sources != only:
            raise Refused("the configuration has been edited meanwhile; it is read again")
        _bind(planned.settled, Consent(), directory)
        done = _write(store, planned, planned.settled, planned.settled_holidays, memory, now)
        return KeepResult(applied=done, waiting=planned.plan)

    return _until_written(store, attempt)


def _until_written(store: Store, attempt: Callable[[Memory], Done]) -> Done:
    """What `attempt` makes of the memory, asked anew for as long as others write first."""
    store.migrate_existing()
    for _ in range(TRIES):
        try:
            return attempt(store.memory())
        except Raced:
            time.sleep(random.uniform(0, PAUSE))  # noqa: S311 - no secret
    raise Refused("others keep writing to this store; try again")


def _bind(plan: Plan, consent: Consent, directory: Path) -> None:
    if plan.is_empty:
        return
    if consent.digest is not None and plan.digest != consent.digest:
        raise Refused(
            f"this is not the plan {consent.digest or '(none named)'} any more: it is now {plan.digest}",
            f"read it again: `twincal plan {directory}`",
        )
    if plan.over_limit and not consent.large:
        reasons = "; ".join(plan.over_limit)
        raise Refused(
            f"the safety limit stops this plan: {reasons}",
            f"nothing was changed. If it is meant: `twincal apply {directory} --allow-large`",
        )


def _write(
    store: Store, planned: Planned, plan: Plan, known: Holidays, memory: Memory, now: datetime
) -> Applied:
    """The plan carried out; raises Raced when somebody else has written meanwhile."""
    if plan.is_empty and not renewed_zones(plan, memory, store.zone_blocks()):
        return Applied(plan=plan, number=None, erasure_pending=store.erasure_pending())
    store.migrate()
    before = store.published()
    revision = make_revision(plan, memory, before, now, _sources(planned), known)
    store.write(revision)
    return Applied(
        plan=plan, number=revision.revision.number, erasure_pending=_may_be_pending(store, revision)
    )


def _may_be_pending(store: Store, revision: NewRevision) -> bool:
    """What the store says; where it cannot be asked just now, whether `revision` has withdrawn anything.

    What is written is written: a database that is busy afterwards makes no failure of it.
    """
    try:
        return store.erasure_pending()
    except StoreError:
        return revision.withdraws


def _sources(planned: Planned) -> Sources:
    return Sources(
        files=tuple((source.name, source.sha256) for source in planned.dated.reading.sources),
        tzdata=tzdata_version(),
        holidays=holidays.version(),
        release=metadata.version("twincal"),
    )
