"""Finds earlier ids that `formerly` must keep, because calendars know them.

1. What was published under an id keeps it as its first one. Each UID and each feed follows from that.
2. A calendar keeps all its later ids as well, because programs ask for their addresses.
3. What is published under its present id never had another: a `formerly` that comes later is taken out.
4. Another programme needs another database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from scheduler.plan.renames import formerly_line
from scheduler.programme.english_lists import joined, number_of
from scheduler.programme.keys import Identified
from scheduler.programme.members import City, Group, Theme
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.state.feeds import FeedKind, belongs_in
from scheduler.state.state import State


def dropped_ids(programme: Programme, state: State, mistakes: Collection[str] = ()) -> Iterator[Problem]:
    """Yields a problem for each series, city, pair, group or theme whose text lacks an earlier id.

    Nobody needs those among the `mistakes`.
    """
    if not state.revision:
        return
    if state.profile.id != programme.id:
        message = (
            f"Twincal's record here is of the programme {state.profile.id}; write `id: {state.profile.id}`, "
            f"or use another database for {programme.id}"
        )
        yield Problem(("programme", "id"), message)
        return
    yield from _dropped_by_series(programme, state)
    yield from _dropped_by_calendars(programme, state, mistakes)


def _dropped_by_series(programme: Programme, state: State) -> Iterator[Problem]:
    identities = {recorded.id: identity for identity, recorded in state.series.items()}
    for series in programme.series.values():
        first = _published_identity(series, identities)
        if first != series.identity:
            count = len(state.by_series.get(first, ()))
            harm = f"{number_of(count, 'meeting')} would be published a second time"
            yield Problem((series.section, series.id, "formerly"), _message(series, first, (), harm))


def _dropped_by_calendars(programme: Programme, state: State, mistakes: Collection[str]) -> Iterator[Problem]:
    identities: defaultdict[FeedKind, dict[str, str]] = defaultdict(dict)
    for published in state.feeds:
        identities[published.kind][published.id] = published.identity
    entries: tuple[City | Group | Theme, ...] = (
        *programme.cities.values(),
        *programme.groups.values(),
        *programme.themes.values(),
    )
    for entry in entries:
        feed = state.feed((entry.kind, _published_identity(entry, identities[entry.kind])))
        if feed is None:
            continue
        kept = (feed.identity, entry.id, *entry.formerly, *mistakes)
        missing = [alias for alias in (*feed.aliases, feed.id) if alias not in kept]
        if missing or feed.identity != entry.identity:
            count = sum(belongs_in(feed, stored.occurrence) for stored in state.occurrences.values())
            harm = f"an address of {number_of(count, 'meeting')} would be gone"
            message = _message(entry, feed.identity, missing, harm)
            yield Problem((entry.kind, entry.id, "formerly"), message)


def _published_identity(entry: Identified, identities: Mapping[str, str]) -> str:
    """Returns the identity under which `entry` was published; its own if it never was.

    `identities` are the published ones by id.
    """
    published = (identities.get(id) for id in (entry.id, *entry.formerly))
    return next((each for each in published if each not in (None, entry.identity)), None) or entry.identity


def _message(entry: Identified, first: str, missing: Sequence[str], harm: str) -> str:
    """Returns what is wrong with `formerly`, and the line to write."""
    if first == entry.id and first != entry.identity:
        return f"{first} is published under this id already, and {harm}; leave formerly out"
    later = [id for id in (*entry.formerly, *missing) if id != entry.id]
    needed = f"begin with {first}" if first != entry.identity else f"keep {joined(missing)}"
    return f"it must {needed}, or {harm}; write `{formerly_line(first, *later)}`"
