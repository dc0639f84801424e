"""The changes of a meeting for its page, with their times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from msgspec import Struct

from scheduler.changes.fold import RevisedEntry
from scheduler.programme.details import Status
from scheduler.state.revision import Cause, RevisionEntry, StepKind
from scheduler.timetable.clocks import ClockName, clock_name, zone_name
from scheduler.timetable.occurrence import Occurrence, Start
from scheduler.timetable.wall_times import offset_minutes, to_local

OtherChange = Literal["tentative", "confirmed", "place"]


class MeetingChange(Struct, frozen=True, kw_only=True):
    """The changes of a meeting by one revision, published at `local_time`: a wall time of the programme.

    `offset` is that of `local_time`, in minutes east of UTC. `old` and `new` are the starts before and after,
    as wall times of `old_place` and `new_place`, or dates if it took or takes whole days. `moves_start`: they
    are not the same. `status` is the status after the change. `other_changes` are notable changes
    besides the time.
    """

    kind: StepKind
    cause: Cause
    local_time: datetime
    offset: int
    old: datetime | date | None
    old_place: ClockName
    new: datetime | date
    new_place: ClockName
    moves_start: bool
    status: Status
    other_changes: tuple[OtherChange, ...]

    @property
    def time_with_offset(self) -> datetime:
        """The local time with its UTC offset."""
        return self.local_time.replace(tzinfo=timezone(timedelta(minutes=self.offset)))


def changes(occurrence: Occurrence, history: Sequence[RevisedEntry], zone: str) -> tuple[MeetingChange, ...]:
    """Returns the changes of `occurrence`, newest first, with times in the IANA zone `zone`."""
    return tuple(_change(occurrence, each.time, entry, zone) for each, entry in reversed(history))


def _change(occurrence: Occurrence, time: datetime, entry: RevisionEntry, zone: str) -> MeetingChange:
    new, old = entry.after.start, entry.before.start if entry.before else None
    return MeetingChange(
        kind=entry.kind,
        cause=entry.cause,
        local_time=to_local(time, zone),
        offset=offset_minutes(time, zone),
        old=_wall(old) if old is not None else None,
        old_place=_place(occurrence, (old or new).zone),
        new=_wall(new),
        new_place=_place(occurrence, new.zone),
        moves_start=entry.moves_start,
        status=entry.after.status,
        other_changes=tuple(_other_changes(entry)),
    )


def _wall(start: Start) -> datetime | date:
    return start.wall.date() if start.all_day else start.wall


def _other_changes(entry: RevisionEntry) -> Iterator[OtherChange]:
    """Yields the notable changes besides the time, except cancellation and reinstatement, which are steps."""
    status = entry.after.status
    if status is Status.TENTATIVE and (entry.kind is StepKind.ADD or entry.changes_status):
        yield "tentative"
    if status is Status.CONFIRMED and entry.changes_status and entry.kind is not StepKind.REINSTATE:
        yield "confirmed"
    if "place" in entry.details:
        yield "place"


def _place(occurrence: Occurrence, zone: str) -> ClockName:
    return (
        clock_name(occurrence) if zone == occurrence.timing.zone else zone_name(zone, occurrence.participants)
    )
