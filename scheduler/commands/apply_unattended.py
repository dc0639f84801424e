"""Applies a configuration for the daemon: new holiday data wait until a person runs `twincal apply`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scheduler.commands.consent import NO_CONSENT, Consent
from scheduler.commands.errors import Refused
from scheduler.commands.prepare import Planned, plan_directory
from scheduler.commands.transaction import Applied, migrate_existing, require_consent, write_plan
from scheduler.state.state import State
from scheduler.store import Store

DAEMON = "twincal serve"
"""The name of the daemon in the history."""


def plan_unattended(
    directory: Path,
    store: Store,
    now: datetime,
    last: tuple[int, datetime] | None = None,
    consent: Consent = NO_CONSENT,
) -> Planned:
    """Plans the configuration in `directory` for `write_unattended`.

    `last` is a revision that the store had, by number and time. Raises Refused if it has lost it; else as
    `apply` does.
    """
    migrate_existing(store)
    state = store.state()
    if last is not None:
        _refuse_put_back(store, state, last, directory)
    return plan_directory(directory, state, now, consent)


def write_unattended(
    directory: Path, store: Store, planned: Planned, consent: Consent = NO_CONSENT
) -> Applied:
    """Writes what is `planned` by the holiday data that the store knows.

    Raises Refused if the safety limit stops it, and LostRace if another run has written meanwhile. `consent`
    has the command that an error shows.
    """
    require_consent(planned.known_plan, consent, directory)
    return write_plan(store, planned, planned.known_plan, planned.known_holidays, DAEMON)


def _refuse_put_back(store: Store, state: State, last: tuple[int, datetime], directory: Path) -> None:
    if store.has_revision(*last):
        return
    holds = f"holds revision {state.revision}" if state.revision else "is empty"
    raise Refused(
        f"the store was put back or made anew: it {holds}, and revision {last[0]} was published from it. "
        "Nothing is written",
        "end `twincal serve`. Then apply your files with `--published FEEDS`, or make the store anew with "
        f"`twincal store rebuild {directory} FEEDS`: SEQUENCE goes on from the calendars that people have",
    )
