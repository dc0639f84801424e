"""The changes of public meetings since a revision, as each city should hear of them.

Several changes of a meeting are one: from the time that readers knew to the one that calendars show now.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from scheduler.programme.details import CONTENT_FIELDS, Status
from scheduler.publication.pages.views.change_history import entries_by_uid, told_entries
from scheduler.publication.pages.views.page import has_page
from scheduler.state.revision import PRIVATE_JOIN, Cause, Revision, RevisionEntry, StepKind
from scheduler.state.state import State
from scheduler.state.stored import Stored, time_and_uid
from scheduler.timetable.occurrence import Occurrence, Start

NewsKind = Literal[
    "new", "moved", "cancelled", "reinstated", "left", "zones", "end", "confirmed", "tentative", "title",
    "place", "details", "coming",
]  # fmt: skip
"""The kinds. "zones": a country changed its clocks; "end": only the end is new; "coming": nothing changes."""
_TOLD_DETAILS = {*CONTENT_FIELDS} - {"visibility", "busy", "reason"}


class CityNews(Struct, frozen=True, kw_only=True):
    """The news about one meeting for one city (identity); `old` is the start that it knew, if another."""

    city: str
    kind: NewsKind
    meeting: Occurrence
    old: Start | None = None


def changes_since(
    state: State, history: Iterable[Revision], first: int, numbers: Container[int], now: datetime
) -> Iterator[CityNews]:
    """Yields, in order of time, the news about each meeting that one of the revisions with `numbers` changed.

    They are compared with what was known before the revision `first`. `history` has the changes of the
    meetings that have a page. Of past meetings only new details are news.
    """
    revisions = [*history]
    named = {entry.uid for each in revisions if each.number in numbers for entry in each.entries}
    entries = entries_by_uid(revisions)
    older = entries_by_uid(each for each in revisions if each.number < first)
    for stored in sorted((state.occurrences[uid] for uid in named), key=time_and_uid):
        uid = stored.occurrence.uid
        told = [*told_entries(stored.occurrence, entries[uid], state.window)]
        known = [*told_entries(stored.occurrence, older.get(uid, ()), state.window)] if uid in older else []
        if told[: len(known)] != known:  # until now it was private, or no calendar showed its time
            known = []
        news = [entry for _, entry in told[len(known) :]]
        is_public = has_page(stored, state) or any(entry.kind is StepKind.CANCEL for entry in news)
        if news and is_public and not stored.occurrence.content.is_private:
            yield from _of_cities(stored, known[-1][1] if known else None, news, now)


def _of_cities(
    stored: Stored, before: RevisionEntry | None, news: Sequence[RevisionEntry], now: datetime
) -> Iterator[CityNews]:
    """Yields the change for each city that takes part, or did so `before`."""
    meeting = stored.occurrence
    kind, old = _kind(meeting, before, news, now), before.after.start if before is not None else None
    has_other_start = old is not None and not old.is_same(meeting.timing.start)
    for city in meeting.cities():
        moves = [city in entry.joined for entry in news if city in (*entry.joined, *entry.left)]
        is_new = kind == "new" or (moves[:1] == [True] and not stored.is_past(now))
        if is_new and not meeting.cancelled:
            yield CityNews(city=city, kind="new", meeting=meeting)
        elif kind is not None and not is_new:
            shown = old if has_other_start and kind in ("moved", "reinstated") else None
            yield CityNews(city=city, kind=kind, meeting=meeting, old=shown)
    gone = [name for entry in news for name in entry.left if name not in meeting.cities()]
    if before is not None and before.after.status is not Status.CANCELLED and not stored.is_past(now):
        yield from (
            CityNews(city=city, kind="left", meeting=meeting, old=old) for city in dict.fromkeys(gone)
        )


def _kind(
    meeting: Occurrence, before: RevisionEntry | None, news: Sequence[RevisionEntry], now: datetime
) -> NewsKind | None:
    """Returns what is news of a meeting for cities that stay in it; None if nothing is."""
    changed = {name for entry in news for name in entry.details} & _TOLD_DETAILS
    if meeting.content.join is None or not meeting.content.join.public:
        changed -= {"join", PRIVATE_JOIN}
    if meeting.timing.is_over(now):
        return "details" if before is not None and changed and not meeting.cancelled else None
    if meeting.cancelled:
        return "cancelled" if before is None or before.after.status is not Status.CANCELLED else None
    if before is None:
        return None if all(entry.cause is Cause.WINDOW for entry in news) else "new"
    if before.after.status is Status.CANCELLED:
        return "reinstated"
    if not before.after.start.is_same(meeting.timing.start):
        return "moved"
    if any(entry.cause is Cause.ZONES for entry in news):
        return "zones"
    if any(entry.kind is StepKind.MOVE and not entry.moves_start for entry in news):
        return "end"
    if before.after.status is not meeting.status:
        return "confirmed" if meeting.status is Status.CONFIRMED else "tentative"
    if "title" in changed:
        return "title"
    return "place" if "place" in changed else "details" if changed else None


def coming(state: State, now: datetime, until: datetime) -> Iterator[CityNews]:
    """Yields each public meeting that begins from `now` to `until`, for each of its cities, by time."""
    for stored in sorted(state.occurrences.values(), key=time_and_uid):
        if now <= stored.occurrence.timing.begin_utc <= until and has_page(stored, state):
            for city in stored.occurrence.cities():
                yield CityNews(city=city, kind="coming", meeting=stored.occurrence)
