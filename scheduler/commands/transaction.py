"""Writes a plan in one transaction. A run that loses a race plans again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from msgspec import Struct

from scheduler.commands.consent import Consent
from scheduler.commands.errors import NeedsConsent, Refused
from scheduler.commands.prepare import DatedReading, Planned
from scheduler.plan.plan import Plan
from scheduler.publication.feeds.seen_events import NO_SEEN_EVENTS, SeenEvents, with_past_as_seen
from scheduler.publication.next_revision import changed_zones, next_revision
from scheduler.state.revision import Cause, Sources
from scheduler.state.state import NewRevision, State
from scheduler.store import LostRace, Store, StoreError
from scheduler.timetable import holidays
from scheduler.timetable.holidays import Holidays
from scheduler.timetable.zone_source import tzdata_version

ATTEMPTS = 30
LONGEST_PAUSE = 0.2
"""Seconds: the losers of a race wait for a random time, so that they do not collide again."""


class Applied(Struct, frozen=True, kw_only=True):
    """The result of a run.

    `dated` is the configuration that was planned. `plan` was written as revision `number`, for the `causes`;
    `number` is None if there was nothing to do. `proposed` is the plan by today's holiday data;
    `apply_unattended` leaves to a person what only that plan changes. If `erasure_pending`, withdrawn details
    may still be in the database file; the next run removes them.
    """

    dated: DatedReading
    plan: Plan
    proposed: Plan
    number: int | None
    causes: tuple[Cause, ...] = ()
    erasure_pending: bool


def migrate_existing(store: Store) -> None:
    """Erases what an earlier run could not erase; makes no store. Raises StoreError for another schema."""
    if not store.is_new():
        store.migrate()


def repeat_until_written(store: Store, attempt: Callable[[State], Applied]) -> Applied:
    """Calls `attempt` with the state of `store` until no other run has written meanwhile.

    Raises Refused after 30 attempts.
    """
    for _ in range(ATTEMPTS):
        try:
            return attempt(store.state())
        except LostRace:
            time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311 - no secret
    raise Refused("others keep writing to this store; try again")


def require_consent(plan: Plan, consent: Consent, directory: Path) -> None:
    """Raises Refused if `consent` names another plan, NeedsConsent if it does not allow one as large."""
    if plan.is_empty:
        return
    if consent.digest is not None and plan.digest != consent.digest:
        raise Refused(
            f"this is not the plan {consent.digest or '(none named)'} any more: it is now {plan.digest}",
            f"read it again: `twincal plan {directory}`",
        )
    if plan.refusals and not consent.large:
        raise NeedsConsent(
            plan.refusals,
            f"nothing was changed. If it is meant: `{consent.command_with('--allow-large', directory)}`",
        )


def write_plan(
    store: Store,
    planned: Planned,
    plan: Plan,
    plan_holidays: Holidays,
    by: str,
    seen: SeenEvents = NO_SEEN_EVENTS,
) -> Applied:
    """Writes the revision of `plan`, one of the two in `planned`, which was made with `plan_holidays`.

    Its time is that of the plan, and `by` who applies it. It continues the stamps of the events in `seen`,
    which the store has lost. Raises LostRace if another run has written since the plan was made.
    """
    state, now = planned.state, planned.dated.context.now
    plan = with_past_as_seen(plan, state, seen, now)
    if plan.is_empty and not seen and not changed_zones(plan, state):
        return Applied(
            dated=planned.dated,
            plan=plan,
            proposed=planned.plan,
            number=None,
            erasure_pending=store.erasure_pending(),
        )
    store.migrate()
    revision = next_revision(plan, state, now, _sources(planned, by), plan_holidays, seen)
    store.write(revision)
    return Applied(
        dated=planned.dated,
        plan=plan,
        proposed=planned.plan,
        number=revision.revision.number,
        causes=revision.revision.causes,
        erasure_pending=_erasure_pending(store, revision),
    )


def _erasure_pending(store: Store, revision: NewRevision) -> bool:
    """Returns whether withdrawn details are still in the database file.

    The revision is written already, so an error of the store is no failure: then the result is whether
    `revision` withdraws anything.
    """
    try:
        return store.erasure_pending()
    except StoreError:
        return revision.withdraws


def _sources(planned: Planned, by: str) -> Sources:
    return Sources(
        files=tuple((file.name, file.sha256) for file in planned.dated.reading.digests),
        tzdata=tzdata_version(),
        holidays=holidays.version(),
        release=metadata.version("twincal"),
        by=by,
    )
