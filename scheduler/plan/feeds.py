"""The feeds that a programme publishes: one for all, one for each city, pair and theme."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.groups import Group, Pair
from scheduler.programme.places import joined_names
from scheduler.programme.programme import Programme
from scheduler.state.feeds import Feed, FeedKind, feed_keys
from scheduler.state.profile import ProfileDetails, ProgrammeProfile
from scheduler.state.stored import Stored


def profile_of(programme: Programme) -> ProgrammeProfile:
    """Returns the facts about `programme` that feeds and pages show."""
    return ProgrammeProfile(
        id=programme.id,
        name=programme.name,
        address=programme.address,
        languages=programme.languages,
        host=programme.host.name,
        zone=programme.host.zone,
        phrases=programme.phrases,
        details=ProfileDetails(
            host_url=programme.host.url,
            cities=tuple(programme.cities.values()),
            pairs=tuple(programme.pairs.values()),
            groups=programme.meeting_groups,
            themes=tuple(programme.themes.values()),
            closed=programme.closed,
            notes=programme.page_texts,
            open_webinars=programme.open_webinars,
            look=programme.look,
        ),
    )


class ProgrammeFeeds(Struct, frozen=True, dict=True):
    """The live feeds of a programme, and the facts that these and pages show."""

    profile: ProgrammeProfile
    live: tuple[Feed, ...]

    @cached_property
    def digest(self) -> bytes:
        """A digest of all of it."""
        return hashlib.sha256(msgspec.msgpack.encode((self.profile, self.live))).digest()


def programme_feeds(programme: Programme) -> ProgrammeFeeds:
    """Returns the feeds of `programme`."""
    profile = profile_of(programme)
    return ProgrammeFeeds(profile, tuple(live_feeds(profile)))


def live_feeds(profile: ProgrammeProfile) -> Iterator[Feed]:
    """Yields the feeds of a programme: its own, then those of its cities, pairs, groups and themes."""
    details, default, zone = profile.details, profile.languages[0], profile.zone
    yield Feed(
        kind="programme",
        identity="programme",
        id="programme",
        title=profile.name,
        zone=zone,
        language=default,
    )
    for city in details.cities:
        yield Feed(
            kind="cities",
            identity=city.identity,
            id=city.id,
            aliases=city.formerly,
            title=city.name,
            zone=city.zone,
            language=next((code for code in city.languages if code in profile.languages), default),
        )
    by_id = {city.id: city for city in details.cities}
    of_kinds: tuple[tuple[FeedKind, Sequence[Pair | Group]], ...] = (
        ("pairs", details.pairs),
        ("groups", details.groups),
    )
    for kind, all_of_kind in of_kinds:
        for meets in all_of_kind:
            cities = [by_id[id] for id in meets.cities]
            yield Feed(
                kind=kind,
                identity=meets.identity,
                id=meets.id,
                aliases=meets.formerly,
                title=meets.name or joined_names(cities, profile.languages),
                zone=cities[0].zone,
                language=default,
            )
    for theme in details.themes:
        yield Feed(
            kind="themes",
            identity=theme.identity,
            id=theme.id,
            aliases=theme.formerly,
            title=theme.name,
            zone=zone,
            language=default,
        )


def feeds_after(
    live: Sequence[Feed], stored: Sequence[Feed], occurrences: Iterable[Stored], now: datetime
) -> tuple[Feed, ...]:
    """Returns the live feeds and the removed ones, which go on until their last meeting has ended."""
    kept = {feed.key for feed in live}
    removed = [feed for feed in stored if feed.key not in kept]
    if not removed:
        return tuple(live)
    coming = (meeting.occurrence for meeting in occurrences if not meeting.is_past(now))
    needed = {key for occurrence in coming for key in feed_keys(occurrence)}

    def ended(feed: Feed) -> Feed:
        goes_on = feed.state != "gone" and feed.key in needed
        return replace(feed, state="removed" if goes_on else "gone")

    return (*live, *map(ended, removed))
