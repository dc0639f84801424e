"""Writes pieces: a piece is written once, and again for each change of what it shows.

What changed is found by wording both states of the occurrence with the same release. So a new release that
words things differently rewrites no piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from calendars import Event, write_vevent
from scheduler.publication.feeds.wording import event_for, has_private_details
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.revision import PieceKey, Reader
from scheduler.record.stored import Stored


def write_pieces(meetings: Iterable[Stored], profile: ProgrammeProfile) -> dict[PieceKey, bytes]:
    """Returns every piece of `meetings`, as this release words it."""
    return {
        (stored.occurrence.uid, language, reader): write_vevent(event, stored.stamp)
        for stored in meetings
        for language in profile.languages
        for reader, event in _events(stored, profile, language).items()
    }


def rewrite_pieces(
    before: Stored, old_profile: ProgrammeProfile, after: Stored, profile: ProgrammeProfile
) -> dict[PieceKey, bytes | None]:
    """Returns the pieces that change between two states of a meeting; None for those that must go."""
    changes: dict[PieceKey, bytes | None] = {}
    is_renumbered = before.stamp.sequence != after.stamp.sequence
    for language in profile.languages:
        old = _events(before, old_profile, language)
        new = _events(after, profile, language)
        rewritten = {
            reader: event for reader, event in new.items() if is_renumbered or event != old.get(reader)
        }
        if "private" in old and "private" not in new and "public" not in rewritten:
            # The public piece is older than the one that private readers have: they get a newer copy of it.
            rewritten["private"] = new["public"]
        for reader in _superseded(old, new, rewritten):
            changes[after.occurrence.uid, language, reader] = None
        for reader, event in rewritten.items():
            changes[after.occurrence.uid, language, reader] = write_vevent(event, after.stamp)
    return changes


def _superseded(
    old: Mapping[Reader, Event], new: Mapping[Reader, Event], rewritten: Mapping[Reader, Event]
) -> Iterator[Reader]:
    if "public" in old and "public" not in new:
        yield "public"
    if "public" in rewritten and "private" not in new:
        yield "private"


def _events(stored: Stored, profile: ProgrammeProfile, language: str) -> dict[Reader, Event]:
    """Returns what each reader sees; private readers have an event of their own only where it differs."""
    if language not in profile.languages:
        return {}
    occurrence = stored.occurrence
    events: dict[Reader, Event] = {}
    public = event_for(occurrence, language, "public", profile)
    if public is not None:
        events["public"] = public
    if has_private_details(occurrence):
        private = event_for(occurrence, language, "private", profile)
        if private is not None and private != public:
            events["private"] = private
    return events
