"""Finds feeds that clients could not read because of their size, before anything is published.

A feed that is too large shows fewer months, though nothing is cancelled. `check` warns if a feed cannot show
the whole window. A plan needs consent if it pushes coming meetings out of a feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter
from typing import get_args

from scheduler.findings.finding import Doubt, Refusal
from scheduler.plan.safety import MOST_SERIES, MOST_SHARE
from scheduler.plan.steps import Step
from scheduler.programme.english_lists import MOST_NAMED
from scheduler.programme.problems import FieldPath
from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed_bytes import fewest_months, visible_pieces, write_feed
from scheduler.publication.next_revision import Draft
from scheduler.state.feeds import Feed, feed_keys
from scheduler.state.profile import PresentIds
from scheduler.state.revision import Cause, PieceKey, Reader
from scheduler.state.state import State
from scheduler.state.stored import Stored

Loss = tuple[str, int, int]
"""The name of a feed, the number of coming meetings that it would lose, and of those that it shows."""
_AUTOMATIC = frozenset({Cause.WINDOW, Cause.ZONES})
"""The causes that come with time. They need no consent: a text that was accepted stays accepted."""


class ShortenedFeed(Doubt, frozen=True, kw_only=True):
    """A feed shows only some months of the window."""

    english = "the calendar {name} is too large for calendar apps: it shows {first} to {last} only"
    name: str
    first: Month
    last: Month


class CrowdedFeeds(Refusal, frozen=True, kw_only=True):
    """Feeds would lose coming meetings, most of them by the meeting at `series` and `key`."""

    english = (
        "calendars would be too large for calendar apps, and no longer show coming meetings that take "
        "place: {feeds}; {series}/{key} adds most"
    )
    losses: tuple[Loss, ...]

    @property
    def feeds(self) -> str:
        """Their names, each with what it loses."""
        named = (f"{name} {lost} of {shown}" for name, lost, shown in self.losses[:MOST_NAMED])
        more = len(self.losses) - MOST_NAMED
        return ", ".join((*named, *([f"and {more} more calendars"] if more > 0 else [])))


def shortened_feeds(after: State) -> Iterator[ShortenedFeed]:
    """Yields a finding for each feed that could not show all the months of the window."""
    for feed in after.open_feeds:
        months = fewest_months(write_feed(after, feed, code) for code in after.profile.languages)
        if months is not None:
            first, last = months
            path: FieldPath = ("programme",) if feed.kind == "programme" else (feed.kind, feed.id)
            yield ShortenedFeed(path=path, name=feed.name, first=first, last=last)


def lost_meetings(draft: Draft, now: datetime) -> Iterator[CrowdedFeeds]:
    """Yields a finding if feeds would no longer show coming meetings that take place.

    One lost meeting is enough if the feed shows all its meetings today. A feed that is shortened already must
    lose more than two meetings, and more than 30 % of those that it shows.
    """
    before, after = draft.before, draft.after
    steps = [step for step in draft.plan.steps if step.shown and step.cause not in _AUTOMATIC]
    if not before.revision or not steps:
        return
    touched = {key for step in steps for key in feed_keys(step.after)}
    feeds = [feed for feed in after.open_feeds if feed.key in touched]
    losses = tuple(filter(None, (_greatest_loss(feed, before, after, now) for feed in feeds)))
    if losses:
        ids = PresentIds(series=after.series, feeds=after.feeds)
        largest = max(steps, key=lambda step: _growth(step, before, after)).after
        yield CrowdedFeeds(series=ids.of_series(largest.series), key=largest.key, losses=losses)


def _growth(step: Step, before: State, after: State) -> int:
    """Returns the bytes that `step` adds to the public pieces of its meeting."""
    keys: list[PieceKey] = [(step.after.uid, code, "public") for code in after.profile.languages]
    new, old = ([len(state.pieces.get(key, b"")) for key in keys] for state in (after, before))
    return sum(new) - sum(old)


def _greatest_loss(feed: Feed, before: State, after: State, now: datetime) -> Loss | None:
    """Returns the greatest loss of a feed, over all languages and readers; None if it needs no consent."""
    losses = [
        loss
        for code in after.profile.languages
        for reader in get_args(Reader)
        if (loss := _loss(feed, code, reader, before, after, now)) is not None
    ]
    return max(losses, key=itemgetter(1), default=None)


def _loss(feed: Feed, code: str, reader: Reader, before: State, after: State, now: datetime) -> Loss | None:
    new = write_feed(after, feed, code, reader)
    if new.is_complete or code not in before.profile.languages:
        return None
    old = write_feed(before, feed, code, reader)
    shown = _coming(old.shown, now)
    wanted = visible_pieces(after.pieces, after.contents.get(feed.key, ()), code, reader)
    lost = len(shown & _coming((stored for _, stored in wanted), now) - _coming(new.shown, now))
    needs_consent = old.is_complete or (lost > MOST_SERIES and lost > MOST_SHARE * len(shown))
    return (feed.name, lost, len(shown)) if lost and needs_consent else None


def _coming(meetings: Iterable[Stored], now: datetime) -> set[str]:
    """Returns the UIDs of the meetings that are neither cancelled nor past."""
    return {
        stored.occurrence.uid
        for stored in meetings
        if not stored.occurrence.cancelled and not stored.is_past(now)
    }
