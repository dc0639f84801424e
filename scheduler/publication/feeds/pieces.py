"""Writes pieces: a piece is written once, and again each time its content changes.

To find changes, the same release words both states of the occurrence. So a new release that words things
differently rewrites no piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from calendars import Event, write_vevent
from scheduler.publication.feeds.wording import event_for, has_private_details
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import PieceKey, Reader
from scheduler.state.stored import Stored


def write_pieces(meetings: Iterable[Stored], profile: ProgrammeProfile) -> dict[PieceKey, bytes]:
    """Returns every piece of `meetings`, as this release words it."""
    pieces: dict[PieceKey, bytes] = {}
    for stored in meetings:
        for language in profile.languages:
            for reader, event in events_of(stored, profile, language).items():
                pieces[stored.occurrence.uid, language, reader] = write_vevent(event, stored.stamp)
    return pieces


def rewrite_pieces(
    before: Stored, old_profile: ProgrammeProfile, after: Stored, profile: ProgrammeProfile
) -> dict[PieceKey, bytes | None]:
    """Returns the pieces that change between two states of a meeting; None stands for a piece to delete."""
    changes: dict[PieceKey, bytes | None] = {}
    is_renumbered = before.stamp.sequence != after.stamp.sequence
    for language in profile.languages:
        old_events = events_of(before, old_profile, language)
        new_events = events_of(after, profile, language)
        rewritten_events = {
            reader: event
            for reader, event in new_events.items()
            if is_renumbered or event != old_events.get(reader)
        }
        if "private" in old_events and "private" not in new_events and "public" not in rewritten_events:
            # The public piece is older than the one that private readers have: they get a newer copy of it.
            rewritten_events["private"] = new_events["public"]
        for reader in _readers_of_deleted_pieces(old_events, new_events, rewritten_events):
            changes[after.occurrence.uid, language, reader] = None
        for reader, event in rewritten_events.items():
            changes[after.occurrence.uid, language, reader] = write_vevent(event, after.stamp)
    return changes


def _readers_of_deleted_pieces(
    old_events: Mapping[Reader, Event],
    new_events: Mapping[Reader, Event],
    rewritten_events: Mapping[Reader, Event],
) -> Iterator[Reader]:
    """Yields the readers whose old piece is deleted."""
    if "public" in old_events and "public" not in new_events:
        yield "public"
    if "public" in rewritten_events and "private" not in new_events:
        yield "private"


def events_of(stored: Stored, profile: ProgrammeProfile, language: str) -> dict[Reader, Event]:
    """Returns the event for each reader; private readers have one only if it differs from the public one."""
    if language not in profile.languages:
        return {}
    occurrence = stored.told
    events: dict[Reader, Event] = {}
    public = event_for(occurrence, language, "public", profile)
    if public is not None:
        events["public"] = public
    if has_private_details(occurrence):
        private = event_for(occurrence, language, "private", profile)
        if private is not None and private != public:
            events["private"] = private
    return events
