"""Turns a plan into the next revision: everything that one transaction writes, with new stamps and pieces.

A plan becomes a draft, the state after it: a person hears whether feeds grow too large. Then it gets the
versions of its feeds.

1. A step raises SEQUENCE if start, end, zone, status or place differ (`Step.revises`), and the stamp if any
   piece differs. Both wordings are made by this release, so a new release rewrites nothing by itself.
2. Facts about the programme (names, address, languages) write the pieces that show them again.
3. Each revision has a newer time of modification than the one before, by a second at least (RFC 9110 section
   8.8.2.2), also after a clock was put back.
4. What only private readers see, or nobody, leaves the public time of modification as it is.
5. A version of a feed changes exactly when its bytes do: pieces, zones, or its header.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from calendars import write_vtimezone
from scheduler.plan.computer_clock import revision_time
from scheduler.plan.feed_changes import OneFeed
from scheduler.plan.make_plan import Plan
from scheduler.plan.steps import Step
from scheduler.programme.details import Outcome
from scheduler.publication.feeds.feed_bytes import feed_versions, zone_span, zones_of
from scheduler.publication.feeds.pieces import rewrite_pieces, write_pieces
from scheduler.publication.feeds.seen_events import NO_SEEN_EVENTS, SeenEvents, continue_event
from scheduler.state.feeds import Feed
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import Cause, PieceKey, Reader, Revision, RevisionEntry, Sources, StepKind
from scheduler.state.state import NewRevision, State, Window, is_in_window
from scheduler.state.stored import Stored
from scheduler.state.text_edits import Files
from scheduler.timetable.holidays import Holidays
from scheduler.timetable.occurrence import Occurrence, Start


class _Written(Struct, frozen=True):
    """A meeting to write, and its pieces that change; None stands for a piece to delete."""

    stored: Stored
    pieces: Mapping[PieceKey, bytes | None]


def zone_blocks(
    window: Window, feeds: Sequence[Feed], occurrences: Mapping[str, Stored]
) -> Mapping[str, bytes]:
    """Returns a VTIMEZONE for every zone that `feeds` need, by the present time-zone data."""
    first, last = zone_span(window, occurrences.values())
    zones = zones_of(occurrences.values(), feeds)
    return {zone: write_vtimezone(zone, first, last) for zone in sorted(zones)}


class Draft(Struct, frozen=True):
    """A plan, and the states before and after it; the one after has the versions of feeds from `before`."""

    plan: Plan
    before: State
    after: State

    @property
    def changed_zones(self) -> tuple[str, ...]:
        """The zones whose block differs, sorted by name."""
        before, after = self.before.zone_blocks, self.after.zone_blocks
        return tuple(zone for zone in sorted({*before, *after}) if before.get(zone) != after.get(zone))


def next_revision(draft: Draft, sources: Sources) -> NewRevision:
    """Returns the revision of a draft; `sources` are without files."""
    plan, before, after = draft.plan, draft.before, draft.after
    files = tuple(_changed_files(before.files, after.files))
    return NewRevision(
        revision=_revision(plan, before, after.time, replace(sources, files=files)),
        before=before,
        after=replace(after, versions=feed_versions(before, after)),
        withdraws=any(step.withdraws for step in plan.steps),
    )


def draft_of(
    plan: Plan,
    before: State,
    now: datetime,
    files: Files,
    holidays: Holidays,
    subscriber_events: SeenEvents = NO_SEEN_EVENTS,
) -> Draft:
    """Returns the draft of a plan that is applied at `now` (aware).

    `files` are all of the configuration, `holidays` those by which the plan was made. The stamps of
    `subscriber_events`, which the store has lost, are continued.
    """
    time = revision_time(before, now)
    changes = [*_changed_by_steps(plan, before, time), *_changed_by_profile(plan, before, time, now)]
    if subscriber_events:
        changes = [*_continued(changes, before, plan.profile, time, subscriber_events)]
    written = {change.stored.occurrence.uid: change.stored for change in changes}
    occurrences = _with_outcomes({**before.occurrences, **written}, plan.outcomes)
    # Two revisions within one second differ (RFC 9110 section 8.8.2.2), also after a clock was put back.
    modified = max(time, before.modified_in_private + timedelta(seconds=1))
    after = State(
        revision=plan.base + 1,
        time=time,
        modified=before.modified if _is_private(plan, occurrences) else modified,
        modified_in_private=modified,
        files=files,
        profile=plan.profile,
        window=plan.window,
        feeds=plan.feeds,
        occurrences=occurrences,
        pieces=_pieces(before, plan.profile, changes),
        zone_blocks=zone_blocks(plan.window, plan.feeds, occurrences),
        versions=before.versions,
        holidays=holidays,
        series=before.series_with(plan.series),
        skips=plan.skips,
    )
    return Draft(plan, before, after)


def _with_outcomes(
    occurrences: Mapping[str, Stored], outcomes: Iterable[tuple[str, Outcome]]
) -> Mapping[str, Stored]:
    """Returns all meetings, some with another outcome: no piece shows it, so stamps stay as they are."""
    changed = ((occurrences[uid], outcome) for uid, outcome in outcomes)
    return {
        **occurrences,
        **{
            stored.occurrence.uid: replace(stored, occurrence=replace(stored.occurrence, outcome=outcome))
            for stored, outcome in changed
        },
    }


def _pieces(
    before: State, profile: ProgrammeProfile, changes: Iterable[_Written]
) -> Mapping[PieceKey, bytes]:
    """Returns all pieces after `changes`, without those in languages that the programme gave up."""
    changed = {key: body for change in changes for key, body in change.pieces.items()}
    return {
        key: body
        for key, body in {**before.pieces, **changed}.items()
        if body is not None and key[1] in profile.languages
    }


def _changed_files(
    before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yields each file that differs, with its digest, or "" if it was deleted."""
    old, new = dict(before), dict(after)
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield name, new.get(name, "")


def _is_private(plan: Plan, meetings: Mapping[str, Stored]) -> bool:
    """Returns whether only private calendars, or none, show what `plan` changed in `meetings` (by UID)."""
    changes_public_facts = not {*plan.other_changes} <= {"files", "outcomes"}
    if changes_public_facts or not (plan.steps or plan.other_changes):
        return False
    return all(entry.is_private or _stays_private(entry, meetings[entry.uid]) for entry in plan.entries)


def _stays_private(entry: RevisionEntry, meeting: Stored) -> bool:
    """Returns whether a meeting was private before its change, too: else the public sees that it goes."""
    return meeting.occurrence.content.is_private and "visibility" not in entry.fields


def _continued(
    changes: Sequence[_Written],
    state: State,
    profile: ProgrammeProfile,
    time: datetime,
    subscriber_events: SeenEvents,
) -> Iterator[_Written]:
    """Yields the changes, and the other meetings in `subscriber_events`, with stamps that follow those there.

    All pieces of a meeting in `subscriber_events` are written, and others that were published are deleted.
    """
    changed = {change.stored.occurrence.uid: change for change in changes}
    for uid in (
        *changed,
        *(uid for uid in subscriber_events if uid in state.occurrences and uid not in changed),
    ):
        if uid in subscriber_events:
            stored = changed[uid].stored if uid in changed else state.occurrences[uid]
            after, written = continue_event(stored, subscriber_events[uid], profile, time)
            keys = [(uid, *others) for others in product(profile.languages, get_args(Reader))]
            pieces: dict[PieceKey, bytes | None] = {key: None for key in keys if key in state.pieces}
            yield _Written(after, pieces | written)
        else:
            yield changed[uid]


def _revision(plan: Plan, before: State, time: datetime, sources: Sources) -> Revision:
    causes = dict.fromkeys(step.cause for step in plan.steps)
    return Revision(
        number=plan.base + 1,
        time=time,
        digest=plan.digest,
        causes=tuple(causes) or (_cause_without_steps(plan),),
        sources=sources,
        parts=(
            *plan.other_changes,
            *_feeds(plan),
            *(change.part for change in plan.profile_changes),
            *_outcomes(plan, before),
        ),
        entries=plan.entries,
    )


def _feeds(plan: Plan) -> Iterator[str]:
    """Yields `new-feed cities/turin` for each feed that changes after the first publication."""
    if plan.base:
        yield from (f"{each.code} {each.name}" for each in plan.feed_changes if isinstance(each, OneFeed))


def _outcomes(plan: Plan, before: State) -> Iterator[str]:
    """Yields `outcome monthly/2026-11 present=12` for each meeting with another outcome than before."""
    for uid, outcome in plan.outcomes:
        occurrence = before.occurrences[uid].occurrence
        value = "held=no" if not outcome.held else f"present={outcome.present}"
        yield f"outcome {occurrence.series}/{occurrence.key} {value}"


def _cause_without_steps(plan: Plan) -> Cause:
    if plan.is_empty:  # an empty plan is only written because a zone block differs
        return Cause.ZONES
    if "clock" in plan.other_changes:
        return Cause.CLOCK
    return Cause.WINDOW if plan.other_changes == ("window",) else Cause.CONFIGURATION


def _changed_by_steps(plan: Plan, state: State, time: datetime) -> list[_Written]:
    """Returns the meetings that the steps change.

    Those of one series are written one after another, because most of them share their texts.
    """
    by_series = sorted(plan.steps, key=lambda step: step.after.series)
    return [_apply_step(step, plan, state, time) for step in by_series]


def _apply_step(step: Step, plan: Plan, state: State, time: datetime) -> _Written:
    if step.before is None:
        stored = Stored.first(step.after, time, shown=step.shown)
        return _Written(stored, write_pieces([stored], plan.profile))
    before, revises = step.before, step.revises(plan.profile.languages[0])
    after = replace(
        before,
        occurrence=step.after,
        stamp=before.stamp.revised(time) if revises else before.stamp.touched(time),
        shown=step.shown,
        cancelled_at=_cancelled_at(step, before, time),
        moved_from=_moved_from(before, step.after, state),
    )
    pieces = rewrite_pieces(before, state.profile, after, plan.profile)
    return _Written(after if pieces or revises else replace(after, stamp=before.stamp), pieces)


def _cancelled_at(step: Step, before: Stored, time: datetime) -> datetime | None:
    if not step.after.cancelled:
        return None
    return time if step.kind is StepKind.CANCEL else before.cancelled_at


def _moved_from(before: Stored, after: Occurrence, state: State) -> Start | None:
    """Returns the last other start that the readers of `after` were told."""
    old = before.occurrence
    if old.content.is_private and not after.content.is_private:
        return None
    if old.timing.start.is_same(after.timing.start):
        return before.moved_from
    return old.timing.start if is_in_window(before, state.window) else None


def _words_of_pieces(profile: ProgrammeProfile) -> object:
    return profile.address, profile.languages, profile.phrases


def _profile_for_past(previous: ProgrammeProfile, profile: ProgrammeProfile) -> ProgrammeProfile:
    """Returns the profile for past meetings: they keep address and phrases, and only get new languages."""
    old, new = previous.phrases, profile.phrases
    added = tuple(phrases for phrases in new if not any(map(phrases.serves, previous.languages)))
    kept = tuple(phrases for phrases in old if any(map(phrases.serves, previous.languages)))
    return replace(profile, address=previous.address, phrases=(*kept, *added))


def _changed_by_profile(plan: Plan, state: State, time: datetime, now: datetime) -> Iterator[_Written]:
    """Yields the meetings that change only with the profile: its address, its languages, its phrases."""
    previous, profile = state.profile, plan.profile
    if _words_of_pieces(previous) == _words_of_pieces(profile):
        return
    past_profile = _profile_for_past(previous, profile)
    planned_uids = {step.after.uid for step in plan.steps}
    for before in state.occurrences.values():
        if before.occurrence.uid in planned_uids:
            continue
        after = replace(before, stamp=before.stamp.touched(time))
        pieces = rewrite_pieces(before, previous, after, past_profile if before.is_past(now) else profile)
        if pieces:
            yield _Written(after, pieces)
