"""`twincal why`: how a meeting came to its date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from scheduler.commands.errors import Refused
from scheduler.commands.lookup import published, series_identity
from scheduler.programme.keys import ONCE, as_stored
from scheduler.record.identities import PresentIds, present_ids
from scheduler.record.revision import Revision, RevisionEntry
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.record.window import Window
from scheduler.store import Store
from scheduler.timetable.slots import period_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How one occurrence came to its date: as it is stored, and each revision that touched it."""

    stored: Stored
    entries: tuple[tuple[Revision, RevisionEntry], ...]
    ids: PresentIds


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedExplanation:
    """Why there is no occurrence at a key: a holiday took it away before it was ever published."""

    skip: SkippedMeeting
    ids: PresentIds


def why(store: Store, name: str) -> Explanation | SkippedExplanation:
    """The story of `SERIES/KEY`, where a date of the meeting may stand for the key.

    Raises Refused where there is no such occurrence.
    """
    series, _, key = name.partition("/")
    everything, identity = published(store), series_identity(store, series)
    of_series = [item for item in everything.occurrences if item.occurrence.series == identity]
    skipped = [skip for skip in everything.skips if skip.series == identity]
    if not of_series and not skipped:
        raise Refused(f"there is no series {series}", _names_like(store, series))
    wanted, ids = as_stored(key) or ONCE, present_ids(store.series_ids(), everything.feeds)
    for item in of_series:
        if wanted in _known_as(item):
            entries = _entries(store.history(), item.occurrence.uid)
            return Explanation(stored=item, entries=entries, ids=ids)
    for skip in skipped:
        if wanted in (skip.key, skip.day.isoformat()):
            return SkippedExplanation(skip=skip, ids=ids)
    if _is_to_come(key, everything.window):
        last = everything.window.edge - timedelta(days=1)
        raise Refused(f"{name} is not published yet: feeds show the meetings until {last:%-d %B %Y}")
    near = _nearest(of_series, key) or [skip.key for skip in skipped]
    raise Refused(f"there is no meeting {name}", f"the nearest are: {', '.join(near)}")


def _is_to_come(key: str, window: Window) -> bool:
    """Whether `key` names a month, week or day beyond the far edge of the `window`."""
    try:
        return period_of(key)[0] >= window.edge
    except ValueError:
        return False


def _known_as(item: Stored) -> tuple[str, str, str]:
    occurrence = item.occurrence
    days = (occurrence.timing.starts.date(), occurrence.planned.date())
    return occurrence.key, days[0].isoformat(), days[1].isoformat()


def _names_like(store: Store, series: str) -> str:
    names = sorted(store.series_ids().values())
    close = get_close_matches(series, names, n=3)
    return f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(names[:10])}"


def _nearest(of_series: Sequence[Stored], key: str) -> list[str]:
    """The three keys nearest in time to what was written, else the last ones."""
    keys = [item.occurrence.key for item in of_series]
    year_and_month = re.match(r"(\d{4})-(\d{1,2})", key)
    if year_and_month is None:
        return keys[-3:]
    place = int(year_and_month[1]) * 12 + int(year_and_month[2]) - 1

    def away(item: Stored) -> int:
        planned = item.occurrence.planned
        return abs(planned.year * 12 + planned.month - 1 - place)

    return sorted(item.occurrence.key for item in sorted(of_series, key=away)[:3])


def _entries(history: Iterable[Revision], uid: str) -> tuple[tuple[Revision, RevisionEntry], ...]:
    found = [(record, entry) for record in history for entry in record.entries if entry.uid == uid]
    return tuple(sorted(found, key=lambda pair: pair[0].number))
