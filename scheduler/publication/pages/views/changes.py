"""What changed about a meeting, and when, from the history of revisions: it holds times and no words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from scheduler.programme.details import Status
from scheduler.programme.texts import Text
from scheduler.publication.feeds.hours import clock_name, zone_name
from scheduler.record.revision import Cause, Revision, RevisionEntry, StepKind
from scheduler.timetable.clocks import offset_minutes, to_local
from scheduler.timetable.occurrence import Occurrence

EntriesByUid = Mapping[str, Sequence[tuple[datetime, RevisionEntry]]]
"""By UID: when (in UTC) each revision touched the meeting and what it did, oldest first."""

News = Literal["tentative", "confirmed", "place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChange:
    """What one revision did, `told` at a wall time of the programme, `offset` minutes east of UTC.

    `old` and `new` are the starts before and after it, as wall times of the places named beside them.
    `status` is the one after it, where that was kept; `news` what else people were told to take note of.
    """

    kind: StepKind
    cause: Cause
    told: datetime
    offset: int
    old: datetime | None
    old_place: Text
    new: datetime
    new_place: Text
    status: Status | None
    news: tuple[News, ...]

    @property
    def instant(self) -> datetime:
        """When it was told, with its offset."""
        return self.told.replace(tzinfo=timezone(timedelta(minutes=self.offset)))

    @property
    def moves_start(self) -> bool:
        """Whether the meeting begins at another wall time, or by another clock, than before."""
        return self.old is not None and (self.old, self.old_place) != (self.new, self.new_place)


def histories(records: Iterable[Revision]) -> EntriesByUid:
    """The history of every meeting from `records`, which come newest first."""
    found: dict[str, list[tuple[datetime, RevisionEntry]]] = defaultdict(list)
    for record in sorted(records, key=lambda record: record.number):
        for entry in record.entries:
            found[entry.uid].append((record.time, entry))
    return found


def changes(
    occurrence: Occurrence, history: Sequence[tuple[datetime, RevisionEntry]], zone: str
) -> tuple[MeetingChange, ...]:
    """What the `history` of `occurrence` says, newest first; told by a clock of `zone`."""
    found: list[MeetingChange] = []
    before: RevisionEntry | None = None
    for time, entry in history:
        found.append(_change(occurrence, time, entry, before, zone))
        before = entry
    return tuple(reversed(found))


def _change(
    occurrence: Occurrence, time: datetime, entry: RevisionEntry, before: RevisionEntry | None, zone: str
) -> MeetingChange:
    return MeetingChange(
        kind=entry.kind,
        cause=entry.cause,
        told=to_local(time, zone),
        offset=offset_minutes(time, zone),
        old=entry.old_start,
        # The start before a revision was a wall time of the clock before it.
        old_place=_place(occurrence, before.zone if before is not None else entry.zone),
        new=entry.new_start,
        new_place=_place(occurrence, entry.zone),
        status=entry.status,
        news=tuple(_news(entry)),
    )


def _news(entry: RevisionEntry) -> Iterator[News]:
    """What changed besides the time; that it was cancelled or takes place after all is told already."""
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


def _place(occurrence: Occurrence, zone: str) -> Text:
    return clock_name(occurrence) if zone == occurrence.timing.zone else zone_name(zone, occurrence)
