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
    since = max((index for index, (_, each) in enumerate(history) if "visibility" in each.changed), default=0)
    known = (index for index in range(since, len(history)) if _was_shown(*history[index], window))
    first = next(known, since)
    for index, (time, entry) in enumerate(history[first:]):
        if first and not index:
            yield time, replace(entry, kind=StepKind.ADD, old_start=None)
        elif entry.kind is not StepKind.CHANGE or not {*entry.changed} <= private or not entry.changed:
            yield time, entry


def _was_shown(published: datetime, entry: RevisionEntry, window: Window) -> bool:
    """Returns whether feeds showed the time that was `published` then; the window was as long."""
    past = window.month.first - window.first
    return entry.new_start.date() >= Month.of(Month.of(published.date()).first - past).first


def changes(
    occurrence: Occurrence, history: Sequence[tuple[datetime, RevisionEntry]], zone: str
) -> tuple[MeetingChange, ...]:
    """Returns the changes of `occurrence`, newest first, with times in the IANA zone `zone`."""
    oldest_first: list[MeetingChange] = []
    previous: RevisionEntry | None = None
    for time, entry in history:
        oldest_first.append(_change(occurrence, time, entry, previous, zone))
        previous = entry
    return tuple(reversed(oldest_first))


def _change(
    occurrence: Occurrence, time: datetime, entry: RevisionEntry, previous: RevisionEntry | None, zone: str
) -> MeetingChange:
    # The old start is a wall time of the clock that the meeting had after the previous revision.
    before, old = previous or entry, entry.old_start
    return MeetingChange(
        kind=entry.kind,
        cause=entry.cause,
        local_time=to_local(time, zone),
        offset=offset_minutes(time, zone),
        old=old.date() if old is not None and before.all_day else old,
        old_place=_place(occurrence, before.zone),
        new=entry.new_start.date() if entry.all_day else entry.new_start,
        new_place=_place(occurrence, entry.zone),
        moves_start=old is not None and not Start(old, before.zone, before.all_day).is_same(entry.start),
        status=entry.status,
        other_changes=tuple(_other_changes(entry)),
    )


def _other_changes(entry: RevisionEntry) -> Iterator[OtherChange]:
    """Yields the notable changes besides the time, except cancellation and reinstatement, which are steps."""
    if entry.status is Status.TENTATIVE and (entry.kind is StepKind.ADD or "status" in entry.changed):
        yield "tentative"
    if (
        entry.status is Status.CONFIRMED
        and "status" in entry.changed
        and entry.kind is not StepKind.REINSTATE
    ):
        yield "confirmed"
    if "place" in entry.changed:
        yield "place"


def _place(occurrence: Occurrence, zone: str) -> ClockName:
    return (
        clock_name(occurrence) if zone == occurrence.timing.zone else zone_name(zone, occurrence.participants)
    )
