"""Writes plans: for a person, for the daemon, and for a store that is made anew. Each is one transaction.

1. A plan is written only with the consent that it needs, and under its digest if the person named one.
2. A run that loses a race plans again. The daemon leaves that to its next attempt.
3. The daemon plans with the holiday data that the store knows: new ones wait until a person runs
   `twincal apply`.
4. The daemon writes nothing to a store that has lost the last revision which it knows: SEQUENCE would fall.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime
from importlib import metadata
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.edit_lock import Tell, edit_lock
from scheduler.commands.prepare import (
    NO_CONSENT,
    Consent,
    DatedProgramme,
    Planned,
    plan_directory,
    refuse_example,
)
from scheduler.commands.published_feeds import published_events, refuse_other_text
from scheduler.commands.refusals import NeedsConsent, OlderStore, OtherPlan, Refused
from scheduler.plan.make_plan import Plan
from scheduler.programme.advice import Option, Permission, advise, command
from scheduler.publication.feeds.seen_events import (
    NO_SEEN_EVENTS,
    SeenEvents,
    events_ahead,
    with_past_as_seen,
)
from scheduler.publication.next_revision import Draft, draft_of, next_revision
from scheduler.state.revision import Cause, Sources
from scheduler.state.state import NewRevision, State
from scheduler.state.text_edits import TextEdit
from scheduler.store import LostRace, Store, StoreError
from scheduler.timetable import holidays
from scheduler.timetable.zone_source import tzdata_version

ATTEMPTS = 30
LONGEST_PAUSE = 0.2
"""Seconds: the losers of a race wait for a random time, so that they do not collide again."""


class Applied(Struct, frozen=True, kw_only=True):
    """The result of a run.

    `dated` is the programme that was planned. `plan` was written as revision `number`, for the `causes`;
    `number` is None if there was nothing to do. `proposed` is the plan by today's holiday data;
    `apply_unattended` leaves to a person what only that plan changes. If `erasure_pending`, withdrawn details
    may still be in the database file; the next run removes them.
    """

    dated: DatedProgramme
    plan: Plan
    proposed: Plan
    number: int | None
    causes: tuple[Cause, ...] = ()
    erasure_pending: bool


class EditEnd(Struct, frozen=True, kw_only=True):
    """How an edit ends in its revision: `undo` can take the `edit` back, or it `undoes` a revision.

    The record keeps it under the id `begun` until then. It `withdraws` an address, or not.
    `require_wanted` raises Refused if nobody wants it any more.
    """

    begun: str = ""
    edit: TextEdit | None = None
    undoes: int | None = None
    withdraws: bool = False
    require_wanted: Callable[[], object] = lambda: None


NO_EDIT = EditEnd()
"""The end of no edit: the plan is of the files as they are."""


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
    raise Refused("others keep writing to Twincal's record; try again")


def require_consent(plan: Plan, consent: Consent, directory: Path) -> None:
    """Raises OtherPlan if `consent` names another one, NeedsConsent if it does not allow one as large."""
    if plan.is_empty:
        return
    if consent.digest is not None and plan.digest != consent.digest:
        raise OtherPlan(
            f"this is not the plan {consent.digest or '(none named)'} any more: it is now {plan.digest}",
            advise("read it again: {}", command("plan", str(directory))),
        )
    if plan.refusals and "large" not in consent.allow:
        again = consent.command_with(Permission("large"), directory)
        raise NeedsConsent(plan.refusals, advise("nothing was changed. If it is meant: {}", again))


def write_plan(
    store: Store,
    planned: Planned,
    draft: Draft,
    by: str,
    seen: SeenEvents = NO_SEEN_EVENTS,
    end: EditEnd = NO_EDIT,
) -> Applied:
    """Writes the revision of `draft`, one of the two in `planned`.

    Its time is that of the plan, and `by` who applies it. It continues the stamps of the events in `seen`,
    which the store has lost; then mails are held. If an edit made it, this is how that one ends.
    Raises LostRace if another run has written since the plan was made, and Invalid if it is the example.
    """
    refuse_example(planned)
    if seen:
        draft = _continued(draft, seen, planned.dated.context.now)
    plan = draft.plan
    if plan.is_empty and not seen and not draft.changed_zones:
        store.keep_edits(draft.after.files, draft.before.revision)
        return Applied(
            dated=planned.dated,
            plan=plan,
            proposed=planned.plan,
            number=None,
            erasure_pending=store.erasure_pending(),
        )
    store.migrate()
    if seen and store.mail_mark() is not None:
        store.hold_mails(held=True)
    revision = next_revision(draft, _sources(by))
    new = replace(
        revision,
        revision=replace(revision.revision, undoes=end.undoes),
        edit=end.edit,
        begun=end.begun,
        withdraws=revision.withdraws or end.withdraws,
    )
    store.write(new, end.require_wanted)
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


def _continued(draft: Draft, seen: SeenEvents, now: datetime) -> Draft:
    """Returns the draft with the stamps that follow those of the events in `seen`."""
    plan = with_past_as_seen(draft.plan, draft.before, seen, now)
    return draft_of(plan, draft.before, now, draft.after.files, draft.after.holidays, seen)


def _sources(by: str) -> Sources:
    return Sources(
        files=(),
        tzdata=tzdata_version(),
        holidays=holidays.version(),
        release=metadata.version("twincal"),
        by=by,
    )


def apply(
    directory: Path,
    store: Store,
    now: datetime,
    consent: Consent,
    tell: Tell,
    seen: SeenEvents = NO_SEEN_EVENTS,
) -> Applied:
    """Applies the configuration in `directory` by today's holiday data.

    An edit that stopped halfway is taken back first. If an older backup was put back, `seen` are the events
    that subscribers have: their stamps are continued. Raises Invalid, Refused, or StoreError if the database
    fails; then nothing has changed.
    """

    def attempt(state: State) -> Applied:
        if seen and not state.revision:
            raise Refused(
                "Twincal's record is empty, so nobody would hear what changed since these calendars",
                advise("make it anew from them: {}", command("store", "rebuild", "FEEDS")),
            )
        with edit_lock(directory, store, tell):
            planned = plan_directory(directory, state, now, consent, seen=seen)
        ahead = events_ahead(seen, state.occurrences)
        require_consent(planned.plan, consent, directory)
        return write_plan(store, planned, planned.draft, consent.by, ahead)

    migrate_existing(store)
    return repeat_until_written(store, attempt)


DAEMON = "twincal serve"
"""The name of the daemon in the history."""


def plan_unattended(
    directory: Path,
    store: Store,
    now: datetime,
    tell: Tell,
    last: tuple[int, datetime] | None = None,
    consent: Consent = NO_CONSENT,
    *,
    is_shared: bool = False,
) -> Planned:
    """Plans the configuration in `directory` for `write_unattended`; `is_shared` if other hosts have it, too.

    An edit that stopped halfway is taken back first. `last` is a revision that the store had, by number and
    time. Raises OlderStore if it has lost it; else as `apply` does.
    """
    migrate_existing(store)
    with edit_lock(directory, store, tell, is_shared=is_shared):
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
    require_consent(planned.known_draft.plan, consent, directory)
    return write_plan(store, planned, planned.known_draft, DAEMON)


def _refuse_put_back(store: Store, state: State, last: tuple[int, datetime], directory: Path) -> None:
    if store.has_revision(*last):
        return
    holds = f"holds revision {state.revision}" if state.revision else "is empty"
    raise OlderStore(
        f"the store was put back or made anew: it {holds}, and revision {last[0]} was published from it. "
        "Nothing is written",
        advise(
            "end {}. Then apply your files with {}, or make the store anew with {}: SEQUENCE goes on from "
            "the calendars that people have",
            command("serve"),
            Option("published", "FEEDS"),
            command("store", "rebuild", "FEEDS", Option("config", str(directory))),
        ),
    )


def rebuild(directory: Path, feeds: Path, store: Store, now: datetime, consent: Consent) -> Applied:
    """Applies the configuration in `directory` to an empty store, and continues the events in `feeds`.

    `feeds` is a folder with files of feeds, also in folders below it. Raises Invalid if the configuration is
    wrong, and Refused if the store holds a revision, if the feeds are of another programme, or if they tell
    coming meetings otherwise and `consent` does not allow that. Then nothing has changed.
    """
    seen = published_events(feeds)

    def attempt(state: State) -> Applied:
        if state.revision:
            raise Refused(
                f"{store.name} holds revision {state.revision}; nothing was changed",
                advise("only an empty store can be made anew; name another one with {}", Option("database")),
            )
        planned = plan_directory(directory, state, now, Consent(allow=("large",)), seen=seen)
        if not any(step.after.uid in seen for step in planned.plan.steps):
            raise Refused(
                f"no feed in {feeds} has a meeting of {directory}", "name the feeds of this programme"
            )
        if "changed" not in consent.allow:
            refuse_other_text(_continued(planned.draft, seen, now).after, seen, now)
        return write_plan(store, planned, planned.draft, consent.by, seen)

    store.allow_empty_file()
    migrate_existing(store)
    return repeat_until_written(store, attempt)
