"""`twincal apply`: plan, then one transaction."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scheduler.commands.consent import Consent
from scheduler.commands.prepare import plan_directory
from scheduler.commands.transaction import (
    Applied,
    migrate_existing,
    repeat_until_written,
    require_consent,
    write_plan,
)
from scheduler.publication.feeds.seen_events import NO_SEEN_EVENTS, SeenEvents, events_ahead
from scheduler.state.state import State
from scheduler.store import Store


def apply(
    directory: Path, store: Store, now: datetime, consent: Consent, seen: SeenEvents = NO_SEEN_EVENTS
) -> Applied:
    """Applies the configuration in `directory` by today's holiday data.

    If an older backup was put back, `seen` are the events that subscribers have: their stamps are continued.
    Raises Invalid, Refused, or StoreError if the database fails; then nothing has changed.
    """

    def attempt(state: State) -> Applied:
        planned = plan_directory(directory, state, now, consent, seen=seen)
        ahead = events_ahead(seen, state.occurrences)
        require_consent(planned.plan, consent, directory)
        return write_plan(store, planned, planned.plan, planned.dated.holidays, consent.by, ahead)

    migrate_existing(store)
    return repeat_until_written(store, attempt)
