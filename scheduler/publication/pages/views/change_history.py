"""The changes of a meeting and their times. The source is the history, which holds times but no texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import Status
from scheduler.programme.spans import Month
from scheduler.state.revision import PRIVATE_JOIN, Cause, Revision, RevisionEntry, StepKind
from scheduler.state.state import Window
from scheduler.timetable.clocks import ClockName, clock_name, zone_name
from scheduler.timetable.occurrence import Occurrence, Start
from scheduler.timetable.wall_times import offset_minutes, to_local

EntriesByUid = Mapping[str, Sequence[tuple[datetime, RevisionEntry]]]
"""By UID: the time (in UTC) of each revision that changed the meeting, and its entry; oldest first."""

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


def entries_by_uid(revisions: Iterable[Revision]) -> EntriesByUid:
    """Returns the history of all meetings."""
    entries: dict[str, list[tuple[datetime, RevisionEntry]]] = defaultdict(list)
    for revision in sorted(revisions, key=lambda revision: revision.number):
        for entry in revision.entries:
            entries[entry.uid].append((revision.time, entry))
    return entries


def told_entries(
    occurrence: Occurrence, history: Sequence[tuple[datetime, RevisionEntry]], window: Window
) -> Iterator[tuple[datetime, RevisionEntry]]:
    """Yields the entries in the `history` of a public meeting that public readers could follow.

    The first one adds the meeting: they know no time at which it was private or that no feed showed, such as
    a wrong year. Those are left out about which only private calendars tell.
    """
    join = occurrence.content.join
    # Nor do they tell that there is a private way to join at all, or none any more.
    private = {PRIVATE_JOIN} if join is not None and join.public else {PRIVATE_JOIN, "join"}
    since = max((index for index, (_, each) in enumerate(history) if "visibility" in each.details), default=0)
    known = (index for index in range(since, len(history)) if _was_shown(*history[index], window))
    first = next(known, since)
    for index, (time, entry) in enumerate(history[first:]):
        if first and not index:
            yield time, replace(entry, kind=StepKind.ADD, before=None)
        elif not entry.changes_only(private):
            yield time, entry


def _was_shown(published: datetime, entry: RevisionEntry, window: Window) -> bool:
    """Returns whether feeds showed the time that was `published` then; the window was as long."""
    past = window.month.first - window.first
    return entry.after.start.wall.date() >= Month.of(Month.of(published.date()).first - past).first


def changes(
    occurrence: Occurrence, history: Sequence[tuple[datetime, RevisionEntry]], zone: str
) -> tuple[MeetingChange, ...]:
    """Returns the changes of `occurrence`, newest first, with times in the IANA zone `zone`."""
    return tuple(_change(occurrence, time, entry, zone) for time, entry in reversed(history))


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
