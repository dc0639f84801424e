"""Which pieces a revision writes: a piece is written once for each change of what it shows.

Whether something changed is asked of the occurrence, worded twice by the same release: so a new release
that words things differently rewrites no piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calendars import Event, Stamp, write_vevent
from scheduler.plan.revision import Piece, Reader
from scheduler.plan.stored import Masthead
from scheduler.publication.wording import word
from scheduler.timetable.occurrence import Occurrence

READERS: tuple[Reader, ...] = ("public", "private")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An occurrence as it is or was published: under which masthead, with which SEQUENCE."""

    occurrence: Occurrence
    masthead: Masthead
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A piece that exists no longer."""

    uid: str
    language: str
    reader: Reader


def rewritten(before: Version | None, after: Version, stamp: Stamp) -> Iterator[Piece | Dropped]:
    """The pieces that differ between two versions of an occurrence, written with `stamp`."""
    for language in after.masthead.languages:
        old = _events(before, language) if before else {}
        new = _events(after, language)
        same = before is not None and before.sequence == after.sequence
        for reader in READERS:
            if reader not in new:
                if reader in old:
                    yield Dropped(uid=after.occurrence.uid, language=language, reader=reader)
            elif not same or new[reader] != old.get(reader):
                body = write_vevent(new[reader], stamp)
                yield Piece(uid=after.occurrence.uid, language=language, reader=reader, body=body)


def _events(version: Version, language: str) -> dict[Reader, Event]:
    """What each reader is told; private readers get a piece of their own only where it differs."""
    if language not in version.masthead.languages:
        return {}
    public = word(version.occurrence, language, "public", version.masthead)
    private = word(version.occurrence, language, "private", version.masthead)
    told: dict[Reader, Event] = {}
    if public is not None:
        told["public"] = public
    if private is not None and private != public:
        told["private"] = private
    return told
