"""The feeds that a programme publishes: one for all, one for each city, pair, group and theme; their changes.

A feed is called by its name. A window that the text changes is a change of feeds, too: a person wants more or
fewer months.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from scheduler.findings.finding import Code, Finding
from scheduler.plan.steps import Step
from scheduler.programme.members import City, Group, Pair, Theme, joined_names
from scheduler.programme.programme import Programme
from scheduler.programme.texts import Text
from scheduler.state.feeds import Feed, FeedState, feed_keys
from scheduler.state.profile import ProfileDetails, ProgrammeProfile
from scheduler.state.revision import Cause, StepKind
from scheduler.state.state import State, Window, window_in
from scheduler.state.stored import Stored

_CODES: Mapping[FeedState, Code] = {"live": "feed-kept", "removed": "feed-removed", "gone": "feed-gone"}


def profile_of(programme: Programme) -> ProgrammeProfile:
    """Returns the facts about `programme` that feeds and pages show."""
    groups = [group for group in programme.groups.values() if group.has_feed]
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
            pairs=tuple(group for group in groups if isinstance(group, Pair)),
            groups=tuple(group for group in groups if not isinstance(group, Pair)),
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
    """Yields the feeds of a programme: its own, then those of its cities, groups (pairs first) and themes."""
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
        language = next((code for code in city.languages if code in profile.languages), default)
        yield _feed(city, city.name, city.zone, language)
    by_id = {city.id: city for city in details.cities}
    for group in details.who_meets:
        cities = [by_id[id] for id in group.cities]
        title = group.name or joined_names(cities, profile.languages)
        yield _feed(group, title, cities[0].zone, default)
    for theme in details.themes:
        yield _feed(theme, theme.name, zone, default)


def _feed(entry: City | Group | Theme, title: Text, zone: str, language: str) -> Feed:
    return Feed(
        kind=entry.kind,
        identity=entry.identity,
        id=entry.id,
        aliases=entry.formerly,
        title=title,
        zone=zone,
        language=language,
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


def feed_changes(before: Sequence[Feed], after: Sequence[Feed]) -> Iterator[Finding]:
    """Yields the changes of feeds.

    One for each feed that is new, renamed, removed or back; one for all that get the same language.
    """
    if before == after:
        return
    published = {feed.key: feed for feed in before}
    by_language: dict[tuple[str, str], list[str]] = {}
    for feed in after:
        old = published.get(feed.key)
        if old is None or (old.state == "gone" and feed.state != "gone"):
            yield Finding(code="new-feed", values={"name": feed.name})
        elif feed.name != old.name:
            yield Finding(code="renamed-feed", values={"old_name": old.name, "name": feed.name})
        elif feed.state != old.state:
            yield Finding(code=_CODES[feed.state], values={"name": feed.name})
        if old is not None and "gone" not in (old.state, feed.state) and old.language != feed.language:
            by_language.setdefault((old.language, feed.language), []).append(feed.name)
    for (old_language, language), names in by_language.items():
        values = {"names": tuple(names), "old_language": old_language, "language": language}
        yield Finding(code="feeds-in-language", values=values)


def asks_for_other_window(programme: Programme, state: State) -> bool:
    """Returns whether `programme` wants another window than the published one, in the same month."""
    return state.revision > 0 and window_in(programme, state.window.month) != state.window


def caused_by_text(steps: Iterable[Step]) -> list[Step]:
    """Returns `steps` with the text as the cause of those that enter the window."""
    return [replace(step, cause=Cause.CONFIGURATION) if _enters(step) else step for step in steps]


def new_window(state: State, window: Window, steps: Iterable[Step]) -> Finding:
    """Returns the number of meetings that feeds show more and fewer with `window`."""
    before = state.window
    ends = [stored.occurrence.timing.ends for stored in state.occurrences.values() if stored.shown]
    returning = sum(window.shows(end) and not before.shows(end) for end in ends)
    entering = sum(step.shown and window.shows(step.after.timing.ends) for step in steps if _enters(step))
    fewer = sum(before.shows(end) and not window.shows(end) for end in ends)
    return Finding(code="new-window", values={"more_meetings": returning + entering, "fewer": fewer})


def _enters(step: Step) -> bool:
    return step.kind is StepKind.ADD and step.cause is Cause.WINDOW
