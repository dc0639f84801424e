"""The changes of feeds, as values: the reports put them into words. A feed is called by its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from scheduler.record.feeds import Feed, FeedState


class NewFeed(Struct, frozen=True, kw_only=True):
    """A feed is new, or back after it was gone."""

    name: str


class RenamedFeed(Struct, frozen=True, kw_only=True):
    """A feed has another name; its old address still works."""

    old_name: str
    name: str


class FeedInState(Struct, frozen=True, kw_only=True):
    """A feed goes into `state`: it is removed, gone, or live again before it was gone."""

    name: str
    state: FeedState


class FeedsInLanguage(Struct, frozen=True, kw_only=True):
    """The plain addresses of these feeds are in `language` (a code), no longer in `old_language`."""

    names: tuple[str, ...]
    old_language: str
    language: str


class NewWindow(Struct, frozen=True, kw_only=True):
    """The text asks for another window; by it, feeds show `more` and `fewer` meetings."""

    more: int
    fewer: int


FeedChange = NewFeed | RenamedFeed | FeedInState | FeedsInLanguage | NewWindow


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
            yield RenamedFeed(old_name=old.name, name=feed.name)
        elif feed.state != old.state:
            yield FeedInState(name=feed.name, state=feed.state)
        if old is not None and "gone" not in (old.state, feed.state) and old.language != feed.language:
            by_language.setdefault((old.language, feed.language), []).append(feed.name)
    for (old_language, language), names in by_language.items():
        yield FeedsInLanguage(names=tuple(names), old_language=old_language, language=language)
