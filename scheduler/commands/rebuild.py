"""`twincal store rebuild`: a new store from the configuration and the feeds that were published last.

Every meeting keeps its UID, and SEQUENCE goes on from what subscribers have. The history and the private
addresses are lost.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scheduler.commands.consent import Consent
from scheduler.commands.errors import Refused
from scheduler.commands.prepare import plan_directory
from scheduler.commands.published_events import published_events
from scheduler.commands.transaction import Applied, migrate_existing, repeat_until_written, write_plan
from scheduler.state.state import State
from scheduler.store import Store


def rebuild(directory: Path, feeds: Path, store: Store, now: datetime, by: str) -> Applied:
    """Applies the configuration in `directory` to an empty store, and continues the events in `feeds`.

    `feeds` is a folder with files of feeds, also in folders below it; `by` is for the history. Raises Invalid
    if the configuration is wrong, and Refused if the store holds a revision or the feeds are of another
    programme. Then nothing has changed.
    """
    seen = published_events(feeds)

    def attempt(state: State) -> Applied:
        if state.revision:
            raise Refused(
                f"{store.name} holds revision {state.revision}; nothing was changed",
                "only an empty store can be made anew; name another one with --database",
            )
        planned = plan_directory(directory, state, now, Consent(large=True), seen=seen)
        if not any(step.after.uid in seen for step in planned.plan.steps):
            raise Refused(
                f"no feed in {feeds} has a meeting of {directory}", "name the feeds of this programme"
            )
        return write_plan(store, planned, planned.plan, planned.dated.holidays, by, seen)

    store.allow_empty_file()
    migrate_existing(store)
    return repeat_until_written(store, attempt)
