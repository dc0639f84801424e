"""A plan carried out on paper: the revision to be written, and what is published after it.

Pure: `commands` write it, in one transaction. Stamps move here, by the law in `calendars.stamp`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from calendars import Stamp, write_vtimezone
from scheduler.plan.clock import revision_time
from scheduler.plan.plan import Plan
from scheduler.plan.steps import Step
from scheduler.publication.feeds.feed import zone_span, zones_of
from scheduler.publication.feeds.pieces import Dropped, OccurrenceVersion, rewritten
from scheduler.publication.feeds.versions import feed_versions
from scheduler.record.memory import Memory
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.revision import (
    Cause,
    NewRevision,
    Piece,
    Published,
    Reader,
    Revision,
    RevisionEntry,
    Sources,
    StepKind,
)
from scheduler.record.stored import Stored
from scheduler.timetable.holidays import Holidays

Key = tuple[str, str, Reader]


@dataclass(frozen=True, slots=True)
class _Change:
    stored: Stored
    pieces: tuple[Piece | Dropped, ...]


def zone_blocks(plan: Plan, memory: Memory) -> Mapping[str, bytes]:
    """The VTIMEZONE of every zone that the feeds of `plan` need, by today's time-zone data."""
    occurrences = {uid: stored.occurrence for uid, stored in memory.occurrences.items()}
    occurrences |= {step.after.uid: step.after for step in plan.steps}
    zones = zones_of(occurrences.values(), plan.feeds)
    first, last = zone_span(plan.window, occurrences.values())
    return {zone: write_vtimezone(zone, first, last) for zone in sorted(zones)}


def renewed_zones(plan: Plan, memory: Memory, before: Mapping[str, bytes]) -> tuple[str, ...]:
    """The zones whose block would no longer be the one `before`, in the order of their names."""
    after = zone_blocks(plan, memory)
    return tuple(zone for zone in sorted({*before, *after}) if before.get(zone) != after.get(zone))


def make_revision(
    plan: Plan,
    memory: Memory,
    before: Published | None,
    now: datetime,
    sources: Sources,
    holidays: Holidays,
) -> NewRevision:
    """Returns what applying `plan` at `now` writes."""
    at = revision_time(memory, now)
    changes = [
        *(_apply_step(plan, memory, step, at) for step in plan.steps),
        *_reworded(plan, memory, at, now),
    ]
    record = _record(plan, at, sources)
    after = _after(plan, memory, before, at, changes)
    published = replace(
        after,
        zone_blocks=zone_blocks(plan, memory),
        holidays=holidays,
        history=(record, *(before.history if before else ())),
    )
    versions = {(version.feed, version.language): version for version in feed_versions(published)}
    return NewRevision(
        revision=record,
        after=replace(published, versions=versions),
        series_ids={**memory.series_ids, **dict(plan.series_ids)},
        time_inputs={**memory.time_inputs, **dict(plan.time_inputs)},
        occurrences=tuple(change.stored for change in changes),
        pieces=tuple(piece for change in changes for piece in change.pieces if isinstance(piece, Piece)),
        dropped=tuple(sorted(set(before.pieces if before else ()) - set(published.pieces))),
        withdraws=any(step.withdraws for step in plan.steps),
    )


def _record(plan: Plan, at: datetime, sources: Sources) -> Revision:
    causes = dict.fromkeys(step.cause for step in plan.steps)
    if not causes:
        causes = {_cause_without_steps(plan): None}
    return Revision(
        number=plan.base + 1,
        time=at,
        digest=plan.digest,
        causes=tuple(causes),
        sources=sources,
        entries=tuple(_entry(step) for step in plan.steps),
    )


def _cause_without_steps(plan: Plan) -> Cause:
    """An empty plan is only written because a zone block differs."""
    if plan.is_empty:
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
    )


def _apply_step(plan: Plan, memory: Memory, step: Step, at: datetime) -> _Change:
    default = plan.profile.languages[0]
    if step.before is None:
        stamp = Stamp.first(at, sequence=int(step.revises(default)))
        stored = Stored(
            occurrence=step.after,
            stamp=stamp,
            shown=step.shown,
            cancelled_at=at if step.after.cancelled else None,
        )
        return _Change(stored, tuple(rewritten(None, _version(stored, plan.profile), stamp)))
    old = step.before
    revises = step.revises(default)
    stamp = old.stamp.revised(at) if revises else old.stamp.touched(at)
    new = replace(
        old,
        occurrence=step.after,
        stamp=stamp,
        shown=step.shown,
        cancelled_at=_cancelled_at(step, old, at),
    )
    pieces = tuple(rewritten(_version(old, memory.profile), _version(new, plan.profile), stamp))
    return _Change(new if pieces or revises else replace(new, stamp=old.stamp), pieces)


def _cancelled_at(step: Step, old: Stored, at: datetime) -> datetime | None:
    if not step.after.cancelled:
        return None
    return at if step.kind is StepKind.CANCEL else old.cancelled_at


def _version(stored: Stored, profile: ProgrammeProfile | None) -> OccurrenceVersion:
    assert profile is not None
    return OccurrenceVersion(occurrence=stored.occurrence, profile=profile, sequence=stored.stamp.sequence)


def _reworded(plan: Plan, memory: Memory, at: datetime, now: datetime) -> Iterator[_Change]:
    """What changes with the profile alone: a new public address, or one more language."""
    old, new = memory.profile, plan.profile
    if old is None or (old.address, old.languages) == (new.address, new.languages):
        return
    stepped = {step.after.uid for step in plan.steps}
    for uid, stored in memory.occurrences.items():
        if uid in stepped:
            continue
        # The past keeps the address under which it was published; it only learns new languages.
        top = replace(new, address=old.address) if stored.is_past(now) else new
        stamp = stored.stamp.touched(at)
        made = tuple(rewritten(_version(stored, old), _version(stored, top), stamp))
        if made:
            yield _Change(replace(stored, stamp=stamp), made)


def _after(
    plan: Plan, memory: Memory, before: Published | None, at: datetime, changes: Iterable[_Change]
) -> Published:
    occurrences = dict(memory.occurrences)
    pieces: dict[Key, bytes] = dict(before.pieces) if before else {}
    for change in changes:
        occurrences[change.stored.occurrence.uid] = change.stored
        for piece in change.pieces:
            if isinstance(piece, Piece):
                pieces[piece.uid, piece.language, piece.reader] = piece.body
            else:
                pieces.pop((piece.uid, piece.language, piece.reader), None)
    return Published(
        revision=plan.base + 1,
        time=at,
        profile=plan.profile,
        window=plan.window,
        feeds=plan.feeds,
        occurrences=tuple(occurrences.values()),
        pieces={key: body for key, body in pieces.items() if key[1] in plan.profile.languages},
        zone_blocks={},
        versions=before.versions if before else {},
        holidays=memory.holidays,
        history=(),
        skips=plan.skips,
    )
