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


class PiecesOnDemand(Mapping[PieceKey, bytes]):
    """The pieces of `meetings`, as this release words them; each is written when it is first read."""

    def __init__(self, meetings: Iterable[Stored], profile: ProgrammeProfile) -> None:
        self._meetings = {stored.occurrence.uid: stored for stored in meetings}
        self._profile = profile
        self._written: dict[PieceKey, bytes] = {}

    def __getitem__(self, key: PieceKey) -> bytes:
        if key not in self._written:
            uid, language, reader = key
            event = events_of(self._meetings[uid], self._profile, language)[reader]
            self._written[key] = write_vevent(event, self._meetings[uid].stamp)
        return self._written[key]

    def __contains__(self, key: object) -> bool:
        """Returns whether there is this piece, without writing it."""
        match key:
            case (str(uid), str(language), "public"):
                stored = self._meetings.get(uid)
                is_public = stored is not None and not stored.occurrence.content.is_private
                return is_public and language in self._profile.languages
            case (str(uid), str(language), "private") if uid in self._meetings:
                return "private" in events_of(self._meetings[uid], self._profile, language)
        return False

    def __iter__(self) -> Iterator[PieceKey]:
        return (
            (uid, language, reader)
            for uid, stored in self._meetings.items()
            for language in self._profile.languages
            for reader in events_of(stored, self._profile, language)
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)


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
