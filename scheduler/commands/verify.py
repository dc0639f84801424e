"""`twincal store verify`: the store against its own rules.

1. Every meeting has the UID of its series and key, and the instant of its wall time.
2. The entries of the history add up to what is stored, so SEQUENCE never fell.
3. Every piece has the UID, times, status and stamp of its meeting, and the bytes that were written.
4. Every feed is the one whose digest was stored.
5. Words are never compared with the words of this release: another one may have written them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise, product
from typing import get_args
from zoneinfo import ZoneInfoNotFoundError

from msgspec.structs import replace

from scheduler.commands.lookup import read_state
from scheduler.plan.feed_changes import live_feeds
from scheduler.programme.details import Status
from scheduler.publication.feeds.feed_bytes import feeds_by_language, write_feed, zones_of
from scheduler.publication.feeds.pieces import write_pieces
from scheduler.publication.feeds.wording import join_shown
from scheduler.publication.resource import digest
from scheduler.state.revision import PieceKey, Reader, Revision, RevisionEntry, StepKind
from scheduler.state.state import State
from scheduler.state.stored import Stored
from scheduler.store import Store
from scheduler.timetable.occurrence import Occurrence, Timing, by_present_zone_data, uid
from scheduler.timetable.wall_times import offset_minutes
from scheduler.timetable.zone_source import tzdata_version

_RAISES_SEQUENCE = frozenset({StepKind.MOVE, StepKind.CANCEL, StepKind.REINSTATE})


def verify(store: Store) -> tuple[str, ...]:
    """Returns everything that is wrong with `store`, in words; nothing for a good one.

    Raises Refused if nothing was ever applied, StoreError if the database cannot be read.
    """
    damage = store.integrity_problems()
    if damage:
        return damage
    state, history = read_state(store), store.history()
    problems = [*_history_problems(history), *_meeting_problems(state, history)]
    problems += _changed_pieces(store.changed_pieces(), state)
    lost = [series for series in state.by_series if series not in state.series]
    problems += [f"{series}: the store has its meetings, and not the series" for series in lost]
    missing_zones = sorted(zones_of(state.occurrences.values(), state.feeds) - state.zone_blocks.keys())
    problems += [f"the rules of the time zone {zone} are missing" for zone in missing_zones]
    feeds = [(feed, state.feed(feed.key)) for feed in live_feeds(state.profile)]
    problems += [f"the calendar {feed.name} is missing" for feed, stored in feeds if stored is None]
    wrong = [feed.name for feed, stored in feeds if stored and replace(stored, title=feed.title) != feed]
    problems += [f"the calendar {name} has another address, clock or language" for name in wrong]
    problems += _feed_problems(state) if not missing_zones else ()
    return tuple(problems)


def _history_problems(history: Sequence[Revision]) -> Iterator[str]:
    numbers = [revision.number for revision in reversed(history)]
    if numbers != [*range(1, len(numbers) + 1)]:
        yield f"history: the revisions are not 1 to {numbers[-1]} without a gap"


def _meeting_problems(state: State, history: Sequence[Revision]) -> Iterator[str]:
    entries: defaultdict[str, list[RevisionEntry]] = defaultdict(list)
    for revision in reversed(history):
        for entry in revision.entries:
            entries[entry.uid].append(entry)
    for known in sorted(entries.keys() - state.occurrences.keys()):
        first = entries[known][0]
        yield f"{first.series}/{first.key}: history has it, and the store has lost it"
    has_present_zones = history[0].sources.tzdata == tzdata_version()
    for stored in state.occurrences.values():
        occurrence = stored.occurrence
        place = f"{occurrence.series}/{occurrence.key}"
        expected = uid(state.profile.id, occurrence.series, occurrence.key)
        if occurrence.uid != expected:
            yield f"{place}: the UID is {occurrence.uid}, and should be {expected}"
        for problem in _entry_problems(stored, entries.get(occurrence.uid, [])):
            yield f"{place}: {problem}"
        yield from (f"{place}: {problem}" for problem in _piece_problems(stored, state))
        yield from (f"{place}: {problem}" for problem in _clock_problems(occurrence))
        if has_present_zones and not stored.is_past(state.time):
            yield from (f"{place}: {problem}" for problem in _instant_problems(occurrence.timing))
            yield from (f"{place}: {problem}" for problem in _offset_problems(occurrence))


def _entry_problems(stored: Stored, entries: Sequence[RevisionEntry]) -> Iterator[str]:
    """Yields the differences between a meeting and its entries in the history, the oldest entry first."""
    if not entries:
        yield "no revision in the history added it"
        return
    first, *later = entries
    if first.kind is not StepKind.ADD or any(entry.kind is StepKind.ADD for entry in later):
        yield "the history must add it exactly once, and first"
    for before, after in pairwise(entries):
        if after.before is None or after.before.start != before.after.start:
            known = after.before.start.wall if after.before is not None else "nothing"
            yield f"an entry of the history is missing, from {before.after.start.wall} to {known}"
        elif _is_cancelled_after(after) == (before.after.status is Status.CANCELLED):
            yield f"an entry of the history is missing before the one that says {after.kind}"
    if stored.occurrence.cancelled != (stored.cancelled_at is not None):
        yield f"it is {stored.occurrence.status}, but the time of its cancellation says something else"
    last, occurrence = entries[-1].after, stored.occurrence
    if last.start != occurrence.timing.start:
        start, starts = last.start, occurrence.timing.starts
        yield f"the history ends at {start.wall} in {start.zone}, the store at {starts}"
    if last.status != occurrence.status:
        yield f"the history ends with the status {last.status}, the store has {occurrence.status}"
    least = int(first.after.status is Status.CANCELLED)
    least += sum(entry.kind in _RAISES_SEQUENCE for entry in later)
    if stored.stamp.sequence < least:
        yield f"SEQUENCE is {stored.stamp.sequence}, and its changes made it at least {least}"


def _is_cancelled_after(entry: RevisionEntry) -> bool | None:
    """Returns whether an entry cancels its meeting (True) or brings it back (False); else None."""
    return {StepKind.CANCEL: True, StepKind.REINSTATE: False}.get(entry.kind)


_BOOKING = (b"BEGIN:", b"UID:", b"CREATED:", b"SEQUENCE:", b"DTSTART", b"DTEND", b"STATUS:", b"END:")
"""The beginnings of the lines that every release writes alike. An event has each of them once."""
_STAMPS = (b"DTSTAMP:", b"LAST-MODIFIED:")


def _instant_problems(timing: Timing) -> Iterator[str]:
    try:
        if by_present_zone_data(timing) != timing:
            yield f"the stored instants are not those of {timing.starts} to {timing.ends} in {timing.zone}"
    except ZoneInfoNotFoundError:
        yield f"there is no time zone {timing.zone}"
    except ValueError as error:
        yield f"its times cannot be: {error}"


def _clock_problems(occurrence: Occurrence) -> Iterator[str]:
    """Yields what is wrong whatever the time-zone data were when the meeting took place."""
    timing = occurrence.timing
    for participant in occurrence.participants:
        is_of_clock = participant.zone == timing.zone and not timing.all_day
        if is_of_clock and participant.local(timing.begin_utc) != timing.starts:
            yield f"its stored instant is not {timing.starts} in {participant.city}"


def _offset_problems(occurrence: Occurrence) -> Iterator[str]:
    for participant in occurrence.participants:
        with suppress(ZoneInfoNotFoundError):
            expected = offset_minutes(occurrence.timing.begin_utc, participant.zone)
            if participant.offset != expected:
                yield f"the hour of {participant.city} is {participant.offset - expected:+} minutes wrong"


def _piece_problems(stored: Stored, state: State) -> Iterator[str]:
    """Yields the differences between a meeting and its entries."""
    told, languages = stored.told, state.profile.languages
    readers = {"public"} if not told.content.is_private else {"private"}
    if join_shown(told, "private") != join_shown(told, "public"):
        readers.add("private")
    try:
        worded, *_ = write_pieces([stored], replace(state.profile, languages=languages[:1])).values()
    except ValueError as error:
        yield f"no entry can be made of it: {error}"
        return
    booking = _lines(worded, _BOOKING)
    for language, reader in product(languages, get_args(Reader)):
        body, entry = state.pieces.get((told.uid, language, reader)), f"its {reader} entry in {language}"
        if body is None:
            if reader in readers:
                yield f"{entry} is missing"
            continue
        if reader == "public" and told.content.is_private:
            yield f"{entry} should not be there"
        lines = _lines(body, _BOOKING)
        yield from (f"{entry} lacks the line {line.decode()}" for line in booking if line not in lines)
        if (len(lines), len(_lines(body, (b"SUMMARY:",)))) != (len(booking), 1):
            yield f"{entry} is not one whole event"
        stamps = [line.partition(b":")[2] for line in _lines(body, _STAMPS)]
        if len(stamps) != len(_STAMPS) or stamps[0] != stamps[1]:
            yield f"{entry} has not one time of its last change"
        # It may be older than the last change, which other readers or other languages saw.
        elif stamps[0] > f"{stored.stamp.modified:%Y%m%dT%H%M%SZ}".encode():
            yield f"{entry} is newer than the last change of the meeting"


def _lines(body: bytes, beginnings: tuple[bytes, ...]) -> list[bytes]:
    return [line for line in body.split(b"\r\n") if line.startswith(beginnings)]


def _changed_pieces(keys: Iterable[PieceKey], state: State) -> Iterator[str]:
    for its_uid, language, reader in keys:
        stored = state.occurrences.get(its_uid)
        place = f"{stored.occurrence.series}/{stored.occurrence.key}" if stored else its_uid
        yield f"{place}: its {reader} entry in {language} is not as it was written"


def _feed_problems(state: State) -> Iterator[str]:
    for feed, code in feeds_by_language(state):
        version = state.version(feed, code)
        if version is None or version.digest != digest(write_feed(state, feed, code).body):
            yield f"the feed {feed.name} in {code} is not the one that was stored"
