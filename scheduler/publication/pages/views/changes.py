"""The last changes of the programme that readers should know: from which hours a meeting went to which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct

from scheduler.changes.fold import EntriesByUid, entries_by_uid, told_entries, without_slips
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.clocks import LocalClock, starting_at
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.rows import RowMaker
from scheduler.state.revision import RevisionEntry, StepKind
from scheduler.timetable.occurrence import Occurrence, Start
from scheduler.timetable.wall_times import to_local

MOST_CHANGES = 50
"""The most changes on the page; the latest are there."""


class Times(Struct, frozen=True, kw_only=True):
    """The start of a meeting: its hours, or its day alone for whole days."""

    day: datetime
    clocks: tuple[LocalClock, ...]


class ListedChange(Struct, frozen=True, kw_only=True):
    """A change of a meeting, published at `time` (UTC), which is the wall time `local` of the host.

    `old` is set if its start changed. `kind` "change" says that it is no longer certain, or is certain now
    (`is_certain`). `id` is a UUID of the change, which never changes.
    """

    id: str
    uid: str
    title: Text
    series: str
    pair: Text | None
    time: datetime
    local: datetime
    kind: StepKind
    is_certain: bool
    old: Times | None
    new: Times


def last_changes(inputs: PageInputs, maker: RowMaker) -> Iterator[ListedChange]:
    """Yields the last moves, cancellations, returns, new webinars and confirmations, newest first."""
    found = sorted(
        _changes(inputs, entries_by_uid(inputs.history)),
        key=lambda each: (each[0], each[2].uid),
        reverse=True,
    )
    for time, entry, occurrence in found[:MOST_CHANGES]:
        yield ListedChange(
            uid=occurrence.uid,
            id=str(uuid5(UUID(occurrence.uid), time.isoformat())),
            title=occurrence.content.title,
            series=occurrence.series,
            pair=inputs.directory.pair_name(occurrence),
            time=time,
            local=to_local(time, inputs.state.profile.zone),
            kind=entry.kind,
            is_certain=entry.after.status != "tentative",
            old=_times(maker, occurrence, entry.before.start) if entry.before and entry.moves_start else None,
            new=_times(maker, occurrence, entry.after.start),
        )


def _changes(
    inputs: PageInputs, history: EntriesByUid
) -> Iterator[tuple[datetime, RevisionEntry, Occurrence]]:
    first = min((revision.time for revision in inputs.history), default=None)
    for uid, stored in inputs.public.items():
        occurrence = stored.occurrence
        told = told_entries(occurrence, history.get(uid, ()), inputs.state.window)
        for revision, entry in without_slips(told):
            if revision.time != first and _is_news(occurrence, entry):
                yield revision.time, entry, occurrence


def _is_news(occurrence: Occurrence, entry: RevisionEntry) -> bool:
    match entry.kind:
        case StepKind.ADD:
            return occurrence.origin == "webinar"
        case StepKind.CHANGE:
            return entry.changes_status
        case _:
            return True


def _times(maker: RowMaker, occurrence: Occurrence, start: Start) -> Times:
    """Returns the hours of a meeting as if it began at `start`."""
    if start.all_day:
        return Times(day=start.wall, clocks=())
    clocks = maker.hours_of(starting_at(occurrence, start)).visible

    return Times(day=clocks[0].starts, clocks=clocks)
