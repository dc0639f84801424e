"""Which pieces a revision writes: a piece is written once for each change of what it shows.

Whether something changed is asked of the occurrence, worded twice by the same release: so a new release
that words things differently rewrites no piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from calendars import Event, Stamp, write_vevent
from scheduler.publication.feeds.wording import holds_back, word
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.revision import Piece, Reader
from scheduler.record.stored import Stored
from scheduler.timetable.occurrence import Occurrence

WordsByReader = Mapping[Reader, Event]
"""What each reader is told; private readers only what differs from the public words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceVersion:
    """An occurrence as it is or was published: under which profile, with which SEQUENCE."""

    occurrence: Occurrence
    profile: ProgrammeProfile
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A piece that exists no longer."""

    uid: str
    language: str
    reader: Reader


def rewritten(
    before: OccurrenceVersion | None, after: OccurrenceVersion, stamp: Stamp
) -> Iterator[Piece | Dropped]:
    """The pieces that differ between two versions of an occurrence, written with `stamp`."""
    uid = after.occurrence.uid
    renumbered = before is not None and before.sequence != after.sequence
    for language in after.profile.languages:
        old = _told(before, language) if before else {}
        new = _told(after, language)
        written = _written(old, new, renumbered=renumbered)
        for reader, event in written.items():
            yield Piece(uid=uid, language=language, reader=reader, body=write_vevent(event, stamp))
        if before is not None:
            for reader in _superseded(old, new, written):
                yield Dropped(uid=uid, language=language, reader=reader)


def worded(profile: ProgrammeProfile, stored: Iterable[Stored]) -> dict[tuple[str, str, Reader], bytes]:
    """Every piece of the occurrences `stored`, as it would be written today."""
    pieces: dict[tuple[str, str, Reader], bytes] = {}
    for one in stored:
        version = OccurrenceVersion(occurrence=one.occurrence, profile=profile, sequence=one.stamp.sequence)
        for piece in rewritten(None, version, one.stamp):
            if isinstance(piece, Piece):
                pieces[piece.uid, piece.language, piece.reader] = piece.body
    return pieces


def _written(old: WordsByReader, new: WordsByReader, *, renumbered: bool) -> WordsByReader:
    written = {reader: event for reader, event in new.items() if renumbered or event != old.get(reader)}
    if "private" in old and "private" not in new and "public" not in written:
        # The public piece is older than the one that private readers have: they get a copy of it as new.
        written["private"] = new["public"]
    return written


def _superseded(old: WordsByReader, new: WordsByReader, written: WordsByReader) -> Iterator[Reader]:
    if "public" in old and "public" not in new:
        yield "public"
    if "public" in written and "private" not in new:
        yield "private"


def _told(version: OccurrenceVersion, language: str) -> WordsByReader:
    if language not in version.profile.languages:
        return {}
    public = word(version.occurrence, language, "public", version.profile)
    if public is not None and not holds_back(version.occurrence):
        return {"public": public}
    private = word(version.occurrence, language, "private", version.profile)
    told: dict[Reader, Event] = {}
    if public is not None:
        told["public"] = public
    if private is not None and private != public:
        told["private"] = private
    return told
