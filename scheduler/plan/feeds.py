"""The feeds that a programme publishes: one for all, one for each city, pair and theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from scheduler.programme.programme import Programme
from scheduler.record.feeds import Feed, feed_keys
from scheduler.record.profile import ProfileDetails, ProgrammeProfile
from scheduler.record.stored import Stored


def profile_of(programme: Programme) -> ProgrammeProfile:
    """Returns the facts about `programme` that feeds and pages show."""
    return ProgrammeProfile(
        id=programme.id,
        name=programme.name,
        address=programme.address,
        languages=programme.languages,
        host=programme.host.name,
        zone=programme.host.zone,
        details=ProfileDetails(
            host_url=programme.host.url,
            cities=tuple(programme.cities.values()),
            pairs=tuple(programme.pairs.values()),
            themes=tuple(programme.themes.values()),
            closed=programme.closed,
            notes=programme.page_texts,
        ),
    )


def live_feeds(programme: Programme) -> Iterator[Feed]:
    """Yields the live feeds of `programme`."""
    default, zone = programme.languages[0], programme.host.zone
    yield Feed(
        kind="programme",
        identity="programme",
        id="programme",
        title=programme.name,
        zone=zone,
        language=default,
    )
    for city in programme.cities.values():
        yield Feed(
            kind="cities",
            identity=city.identity,
            id=city.id,
            aliases=city.formerly,
            title=city.name,
            zone=city.zone,
            language=next((lang for lang in city.languages if lang in programme.languages), default),
        )
    for pair in programme.pairs.values():
        cities = [programme.cities[id] for id in pair.cities]
        yield Feed(
            kind="pairs",
            identity=pair.identity,
            id=pair.id,
            aliases=pair.formerly,
            title=pair.name or programme.joined_names(cities),
            zone=cities[0].zone,
            language=default,
        )
    for theme in programme.themes.values():
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
    live: Iterable[Feed], stored: Iterable[Feed], occurrences: Iterable[Stored], now: datetime
) -> tuple[Feed, ...]:
    """Returns the live feeds and the removed ones, which go on until their last meeting has ended."""
    feeds = {feed.key: feed for feed in live}
    removed = [feed for feed in stored if feed.key not in feeds]
    coming = [meeting.occurrence for meeting in occurrences if not meeting.is_past(now)] if removed else []
    needed = {address for occurrence in coming for address in feed_keys(occurrence)}
    for feed in removed:
        goes_on = feed.state != "gone" and feed.key in needed
        feeds[feed.key] = replace(feed, state="removed" if goes_on else "gone")
    return tuple(feeds.values())
