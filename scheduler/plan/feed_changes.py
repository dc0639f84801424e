"""The feeds that a programme publishes: one for all, one for each city, pair, group and theme; their changes.

A feed is called by its name. A window that the text changes is a change of feeds, too: a person wants more or
fewer months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from scheduler.findings.finding import FeedChange
from scheduler.plan.steps import Step
from scheduler.programme.members import City, Group, Pair, Theme, joined_names
from scheduler.programme.programme import Programme
from scheduler.programme.texts import Text
from scheduler.state.feeds import Feed, FeedState, feed_keys
from scheduler.state.profile import ProfileDetails, ProgrammeProfile
from scheduler.state.revision import Cause, StepKind
from scheduler.state.state import State, Window, window_in
from scheduler.state.stored import Stored


class OneFeed(FeedChange, frozen=True, kw_only=True):
    """The calendar `name` changes."""

    name: str


class NewFeed(OneFeed, frozen=True, kw_only=True):
    """A calendar is new, or comes back after it was gone."""

    english = "new calendar {name}"


class RenamedFeed(OneFeed, frozen=True, kw_only=True):
    """A calendar has another address."""

    english = "calendar {old_name} is now {name}; the old address {goes_on:goes on|ends}"
    goes_on: bool = True
    old_name: str


class FeedKept(OneFeed, frozen=True, kw_only=True):
    """A calendar that was to end comes back."""

    english = "calendar {name} is kept again"


class FeedRemoved(OneFeed, frozen=True, kw_only=True):
    """A calendar left the text and has coming meetings."""

    english = "calendar {name} goes on until its last meeting has ended"


class FeedGone(OneFeed, frozen=True, kw_only=True):
    """A calendar ends."""

    english = "calendar {name} ends: its address answers that it is gone"


class FeedsInLanguage(FeedChange, frozen=True, kw_only=True):
    """Calendars have another first language."""

    english = (
        "{names:calendar|calendars} {names:,} {names:is|are} now in {language}, no longer in {old_language}"
    )
    names: tuple[str, ...]
    old_language: str
    language: str


class NewWindow(FeedChange, frozen=True, kw_only=True):
    """The text asks for other months."""

    english = "calendars show {counts}"
    more_meetings: int
    fewer: int

    @property
    def counts(self) -> str:
        """The numbers of meetings that come and go."""
        both = ((self.more_meetings, "more"), (self.fewer, "fewer"))
        counts = [f"{count} {word}" for count, word in both if count]
        if not counts:
            return "the same meetings as before"
        noun = "meeting" if self.more_meetings + self.fewer == 1 else "meetings"
        return f"{' and '.join(counts)} {noun}, because they show other months"


_KINDS: Mapping[FeedState, type[OneFeed]] = {"live": FeedKept, "removed": FeedRemoved, "gone": FeedGone}


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
            minutes_expected=tuple(
                series.identity for series in programme.series.values() if series.minutes_expected
            ),
        ),
    )


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


def feed_changes(before: Sequence[Feed], after: Sequence[Feed]) -> Iterator[FeedChange]:
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
            yield NewFeed(name=feed.name)
        elif feed.name != old.name:
            yield RenamedFeed(old_name=old.name, name=feed.name, goes_on=old.id in feed.aliases)
        elif feed.state != old.state:
            yield _KINDS[feed.state](name=feed.name)
        if old is not None and "gone" not in (old.state, feed.state) and old.language != feed.language:
            by_language.setdefault((old.language, feed.language), []).append(feed.name)
    for (old_language, language), names in by_language.items():
        yield FeedsInLanguage(names=tuple(names), old_language=old_language, language=language)


def asks_for_other_window(programme: Programme, state: State) -> bool:
    """Returns whether `programme` wants another window than the published one, in the same month."""
    return state.revision > 0 and window_in(programme, state.window.month) != state.window


def caused_by_text(steps: Iterable[Step]) -> list[Step]:
    """Returns `steps` with the text as the cause of those that enter the window."""
    return [replace(step, cause=Cause.CONFIGURATION) if _enters(step) else step for step in steps]


def new_window(state: State, window: Window, steps: Iterable[Step]) -> NewWindow:
    """Returns the number of meetings that feeds show more and fewer with `window`."""
    before = state.window
    ends = [stored.occurrence.timing.ends for stored in state.occurrences.values() if stored.shown]
    returning = sum(window.shows(end) and not before.shows(end) for end in ends)
    entering = sum(step.shown and window.shows(step.after.timing.ends) for step in steps if _enters(step))
    fewer = sum(before.shows(end) and not window.shows(end) for end in ends)
    return NewWindow(more_meetings=returning + entering, fewer=fewer)


def _enters(step: Step) -> bool:
    return step.kind is StepKind.ADD and step.cause is Cause.WINDOW
