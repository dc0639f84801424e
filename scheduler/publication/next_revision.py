"""Turns a plan into the next revision: everything that one transaction writes, with new stamps and pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from itertools import chain, product
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from calendars import write_vtimezone
from scheduler.plan.computer_clock import revision_time
from scheduler.plan.plan import Plan
from scheduler.plan.steps import Step
from scheduler.publication.feeds.feed_zones import zone_span, zones_of
from scheduler.publication.feeds.pieces import rewrite_pieces, write_pieces
from scheduler.publication.feeds.seen_events import NO_SEEN_EVENTS, SeenEvents, continue_event
from scheduler.publication.feeds.versions import feed_versions
from scheduler.state.feed_contents import is_in_window
from scheduler.state.feeds import FeedKey, Feeds, feed_keys
from scheduler.state.memory import Memory
from scheduler.state.occurrences import Occurrences
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import (
    Cause,
    NewRevision,
    PieceKey,
    Published,
    Reader,
    Revision,
    RevisionEntry,
    Sources,
    StepKind,
)
from scheduler.state.stored import Stored
from scheduler.state.window import Window
from scheduler.timetable.holidays import Holidays
from scheduler.timetable.occurrence import Occurrence, Start


class _Written(Struct, frozen=True):
    """A meeting to write, and its pieces that change; None stands for a piece to delete."""

    stored: Stored
    pieces: Mapping[PieceKey, bytes | None]


def zone_blocks(window: Window, feeds: Feeds, occurrences: Occurrences) -> Mapping[str, bytes]:
    """Returns a VTIMEZONE for every zone that `feeds` need, by the present time-zone data."""
    first, last = zone_span(window, occurrences)
    zones = zones_of(occurrences, feeds)
    return {zone: write_vtimezone(zone, first, last) for zone in sorted(zones)}


def changed_zones(plan: Plan, memory: Memory, before: Mapping[str, bytes]) -> tuple[str, ...]:
    """Returns the zones whose block would differ from the one in `before`, sorted by name.

    `plan` has no steps.
    """
    after = zone_blocks(plan.window, plan.feeds, memory.occurrences)
    return tuple(zone for zone in sorted({*before, *after}) if before.get(zone) != after.get(zone))


def next_revision(
    plan: Plan,
    memory: Memory,
    before: Published | None,
    now: datetime,
    sources: Sources,
    holidays: Holidays,
    seen: SeenEvents = NO_SEEN_EVENTS,
) -> NewRevision:
    """Returns the revision that applying `plan` at `now` (aware) writes.

    The stamps of the events in `seen`, which the store has lost, are continued.
    """
    time = revision_time(memory, now)
    changes = [
        *_changed_by_steps(plan, memory, time),
        *_changed_by_profile(plan, memory, time, now),
    ]
    if seen:
        old_pieces = before.pieces if before else {}
        changes = [*_continued(changes, memory, old_pieces, plan.profile, time, seen)]
    pieces = {key: body for change in changes for key, body in change.pieces.items()}
    pieces |= _removed_pieces(before, plan.profile)
    written = {**(before.pieces if before else {}), **pieces}
    revision = _revision(plan, time, sources)
    occurrences = memory.occurrences.with_changed([change.stored for change in changes])
    after = Published(
        revision=revision.number,
        time=time,
        profile=plan.profile,
        window=plan.window,
        feeds=plan.feeds,
        occurrences=occurrences,
        pieces={key: body for key, body in written.items() if body is not None},
        zone_blocks=zone_blocks(plan.window, plan.feeds, occurrences),
        versions=before.versions if before else {},
        holidays=holidays,
        history=(revision, *(before.history if before else ())),
        series=memory.series_with(plan.series),
        skips=plan.skips,
    )
    versions = feed_versions(after, before, _changed_feeds(before, after, changes))
    return NewRevision(
        revision=revision,
        after=replace(after, versions=versions),
        occurrences=tuple(change.stored for change in changes),
        pieces=pieces,
        withdraws=any(step.withdraws for step in plan.steps),
    )


def _continued(
    changes: Sequence[_Written],
    memory: Memory,
    old_pieces: Mapping[PieceKey, bytes],
    profile: ProgrammeProfile,
    time: datetime,
    seen: SeenEvents,
) -> Iterator[_Written]:
    """Yields the changes, and the other meetings in `seen`, with stamps that follow those there.

    All pieces of a meeting in `seen` are written, and others among the `old_pieces` are deleted.
    """
    changed = {change.stored.occurrence.uid: change for change in changes}
    for uid in (*changed, *(uid for uid in seen if uid in memory.occurrences and uid not in changed)):
        if uid in seen:
            stored = changed[uid].stored if uid in changed else memory.occurrences[uid]
            after, written = continue_event(stored, seen[uid], profile, time)
            keys = [(uid, *others) for others in product(profile.languages, get_args(Reader))]
            pieces: dict[PieceKey, bytes | None] = {key: None for key in keys if key in old_pieces}
            yield _Written(after, pieces | written)
        else:
            yield changed[uid]


def _changed_feeds(
    before: Published | None, after: Published, changes: Sequence[_Written]
) -> Set[FeedKey] | None:
    """Returns the keys of the feeds that may show other meetings than `before`; None if all may."""
    if before is None or after.time < before.time:
        return None
    if before.occurrences.summary.newest > before.time:
        return None  # a fast clock published them, and feeds may show them from now on
    new = [change.stored.occurrence for change in changes]
    old = (stored.occurrence for stored in map(before.occurrences.find, new) if stored is not None)
    return {key for occurrence in chain(new, old) for key in feed_keys(occurrence)}


def _removed_pieces(before: Published | None, profile: ProgrammeProfile) -> dict[PieceKey, None]:
    """Returns the pieces of languages that the programme gave up."""
    if before is None or set(before.profile.languages) <= set(profile.languages):
        return {}
    return dict.fromkeys(sorted(key for key in before.pieces if key[1] not in profile.languages))


def _revision(plan: Plan, time: datetime, sources: Sources) -> Revision:
    causes = dict.fromkeys(step.cause for step in plan.steps)
    return Revision(
        number=plan.base + 1,
        time=time,
        digest=plan.digest,
        causes=tuple(causes) or (_cause_without_steps(plan),),
        sources=sources,
        parts=plan.other_changes,
        entries=tuple(_entry(step) for step in plan.steps),
    )


def _cause_without_steps(plan: Plan) -> Cause:
    if plan.is_empty:  # an empty plan is only written because a zone block differs
        return Cause.ZONES
    if "clock" in plan.other_changes:
        return Cause.CLOCK
    return Cause.WINDOW if plan.other_changes == ("window",) else Cause.CONFIGURATION


def _entry(step: Step) -> RevisionEntry:
    after = step.after
    return RevisionEntry(
        uid=after.uid,
        series=after.series,
        key=after.key,
        kind=step.kind,
        cause=step.cause,
        zone=after.timing.zone,
        old_start=step.before.occurrence.timing.starts if step.before else None,
        new_start=after.timing.starts,
        status=after.status,
        changed=step.changed,
        all_day=after.timing.all_day,
    )


def _changed_by_steps(plan: Plan, memory: Memory, time: datetime) -> list[_Written]:
    """Returns the meetings that the steps change, in their order.

    Those of one series are written one after another, because most of them share their texts.
    """
    by_series: dict[str, list[Step]] = {}
    for step in plan.steps:
        by_series.setdefault(step.after.series, []).append(step)
    written = {}
    for steps in by_series.values():
        for step in steps:
            written[step.after.uid] = _apply_step(step, plan, memory, time)
    return [written[step.after.uid] for step in plan.steps]


def _apply_step(step: Step, plan: Plan, memory: Memory, time: datetime) -> _Written:
    if step.before is None:
        stored = Stored.first(step.after, time, shown=step.shown)
        return _Written(stored, write_pieces([stored], plan.profile))
    assert memory.profile is not None, "a meeting was published before, and so was a profile"
    before, revises = step.before, step.revises(plan.profile.languages[0])
    after = replace(
        before,
        occurrence=step.after,
        stamp=before.stamp.revised(time) if revises else before.stamp.touched(time),
        shown=step.shown,
        cancelled_at=_cancelled_at(step, before, time),
        moved_from=_moved_from(before, step.after, memory),
    )
    pieces = rewrite_pieces(before, memory.profile, after, plan.profile)
    return _Written(after if pieces or revises else replace(after, stamp=before.stamp), pieces)


def _cancelled_at(step: Step, before: Stored, time: datetime) -> datetime | None:
    if not step.after.cancelled:
        return None
    return time if step.kind is StepKind.CANCEL else before.cancelled_at


def _moved_from(before: Stored, after: Occurrence, memory: Memory) -> Start | None:
    """Returns the last other start that the readers of `after` were told."""
    old = before.occurrence
    if old.content.is_private and not after.content.is_private:
        return None
    if old.timing.start.is_same(after.timing.start):
        return before.moved_from
    was_shown = memory.window is not None and is_in_window(before, memory.window)
    return old.timing.start if was_shown else None


def _words_of_pieces(profile: ProgrammeProfile) -> object:
    return profile.address, profile.languages, profile.phrases


def _profile_for_past(previous: ProgrammeProfile, profile: ProgrammeProfile) -> ProgrammeProfile:
    """Returns the profile for past meetings: they keep address and phrases, and only get new languages."""
    old, new = previous.phrases, profile.phrases
    added = tuple(phrases for phrases in new if not any(map(phrases.serves, previous.languages)))
    kept = tuple(phrases for phrases in old if any(map(phrases.serves, previous.languages)))
    return replace(profile, address=previous.address, phrases=(*kept, *added))


def _changed_by_profile(plan: Plan, memory: Memory, time: datetime, now: datetime) -> Iterator[_Written]:
    """Yields the meetings that change only with the profile: its address, its languages, its phrases."""
    previous, profile = memory.profile, plan.profile
    if previous is None or _words_of_pieces(previous) == _words_of_pieces(profile):
        return
    past_profile = _profile_for_past(previous, profile)
    planned_uids = {step.after.uid for step in plan.steps}
    for before in memory.occurrences.stored():
        if before.occurrence.uid in planned_uids:
            continue
        after = replace(before, stamp=before.stamp.touched(time))
        pieces = rewrite_pieces(before, previous, after, past_profile if before.is_past(now) else profile)
        if pieces:
            yield _Written(after, pieces)
