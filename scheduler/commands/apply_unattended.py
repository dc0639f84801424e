"""Applies a configuration for the daemon: new holiday data wait until a person runs `twincal apply`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from scheduler.commands.consent import NO_CONSENT, Consent
from scheduler.commands.errors import EditedMeanwhile, Refused
from scheduler.commands.prepare import Planned, plan_directory
from scheduler.commands.transaction import Applied, repeat_until_written, require_consent, write_plan
from scheduler.configuration import read
from scheduler.publication.feeds.seen_events import NO_SEEN_EVENTS, SeenEvents, events_behind
from scheduler.state.state import State
from scheduler.store import Store

DAEMON = "twincal serve"
"""The name of the daemon in the history."""


def apply_unattended(
    directory: Path,
    store: Store,
    now: datetime,
    checked: Planned | None = None,
    shown: State | None = None,
    consent: Consent = NO_CONSENT,
) -> Applied:
    """Applies the configuration in `directory` by the holiday data that the store knows.

    The store has the schema of this release, or does not exist yet.

    With `checked`, a plan of a moment ago, writes that plan, unless somebody has written to the store since.
    If the store was put back since `shown` was published, continues
    the stamps of its events, and the safety limit compares with them. `consent` has the command that an error
    shows. Raises EditedMeanwhile if the files are others than those of `checked`, and Refused if the store
    has lost all that was `shown`; else as `apply` does.
    """

    def attempt(state: State) -> Applied:
        seen = _lost_events(state, shown, store, directory)
        if checked is not None and read(directory).digests != checked.dated.reading.digests:
            raise EditedMeanwhile
        if checked is not None and (checked.state.revision, checked.state.time) == (
            state.revision,
            state.time,
        ):
            planned = checked
        else:
            planned = plan_directory(directory, state, now, consent)
        compared = planned
        if shown is not None and seen:
            compared = plan_directory(directory, _as_shown(state, shown), now, consent)
        require_consent(compared.known_plan, consent, directory)
        return write_plan(store, planned, planned.known_plan, planned.known_holidays, DAEMON, seen)

    return repeat_until_written(store, attempt)


def _is_same(one: State, other: State) -> bool:
    return (one.revision, one.time) == (other.revision, other.time)


def _as_shown(state: State, shown: State) -> State:
    """Returns `state` with the meetings that subscribers have."""
    return replace(shown, series=state.series, revision=state.revision, time=state.time)


def _lost_events(state: State, shown: State | None, store: Store, directory: Path) -> SeenEvents:
    """Returns the events of `shown` that the store has lost. Raises Refused if it holds nothing any more."""
    if shown is None or _is_same(state, shown):
        return NO_SEEN_EVENTS
    if state.revision > shown.revision and store.has_revision(shown.revision, shown.time):
        return NO_SEEN_EVENTS
    if not state.revision:
        raise Refused(
            f"the store is empty, though revision {shown.revision} of it is served; nothing is written",
            "end `twincal serve`, then put the last backup back with `twincal store restore`, or make it "
            f"anew with `twincal store rebuild {directory} FEEDS`",
        )
    return events_behind(state.occurrences, shown) if state.profile.id == shown.profile.id else NO_SEEN_EVENTS
