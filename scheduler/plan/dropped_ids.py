"""Finds ids that are missing from `formerly`, or from `extra`: their meetings would be published again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from scheduler.findings.finding import Refusal
from scheduler.plan.steps import Step
from scheduler.programme.english_lists import number_of
from scheduler.programme.keys import Identified, extra_id
from scheduler.programme.members import City, Group, Theme
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.state.feeds import Feed, FeedKind, feed_keys
from scheduler.state.revision import StepKind
from scheduler.state.state import State


class LookalikeExtra(Refusal, frozen=True, kw_only=True):
    """A new extra meeting is at the time of the one with `old_id`, which leaves."""

    english = (
        "the extra meeting {id} of {series} looks like {old_id} under a new id: calendars would show it "
        "cancelled, and published anew; keep the id `{old_id}`"
    )
    id: str
    old_id: str


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
    yield from _dropped_series(programme, state)
    yield from _dropped_addresses(programme, state, mistakes)


def renamed_extras(steps: Sequence[Step], now: datetime) -> Iterator[LookalikeExtra]:
    """Yields a finding for each new extra meeting that is at the time of one that leaves the same series."""
    dropped: dict[tuple[str, datetime], str] = {}
    for step in steps:
        if step.kind is StepKind.CANCEL and step.after.date_origin.removed and step.before is not None:
            timing, old_id = step.before.occurrence.timing, extra_id(step.after.key)
            if old_id is not None and not timing.is_over(now):
                dropped[step.after.series, timing.begin_utc] = old_id
    for step in steps if dropped else ():
        new_id = extra_id(step.after.key)
        if step.kind is StepKind.ADD and new_id is not None:
            old_id = dropped.get((step.after.series, step.after.timing.begin_utc))
            if old_id is not None:
                yield LookalikeExtra(series=step.after.series, id=new_id, old_id=old_id)


def _dropped_series(programme: Programme, state: State) -> Iterator[Problem]:
    identities = {recorded.id: identity for identity, recorded in state.series.items()}
    for series in programme.series.values():
        dropped = _dropped_identity(series, identities)
        if dropped is not None:
            count = len(state.by_series.get(dropped, ()))
            harm = f"{number_of(count, 'meeting')} would be published a second time"
            yield Problem((series.section, series.id, "formerly"), _advice(series, dropped, harm, identities))


def _dropped_addresses(programme: Programme, state: State, mistakes: Collection[str]) -> Iterator[Problem]:
    """Yields a problem for each earlier id with a feed that is missing."""
    meetings = Counter(key for stored in state.occurrences.values() for key in feed_keys(stored.occurrence))
    by_kind: dict[FeedKind, dict[str, str]] = defaultdict(dict)
    for published in state.feeds:
        by_kind[published.kind][published.id] = published.identity
    entries: tuple[City | Group | Theme, ...] = (
        *programme.cities.values(),
        *programme.groups.values(),
        *programme.themes.values(),
    )
    for entry in entries:
        identities = by_kind[entry.kind]
        dropped = _dropped_identity(entry, identities)
        feed = state.feed((entry.kind, dropped or entry.identity))
        if feed is None:
            continue
        if dropped is not None:
            harm = f"the address of {meetings[feed.key]} meetings would be gone"
            yield Problem((entry.kind, entry.id, "formerly"), _advice(entry, dropped, harm, identities))
        else:
            yield from _dropped_aliases(entry, feed, meetings[feed.key], mistakes)


def _dropped_aliases(
    entry: Identified, feed: Feed, number: int, mistakes: Collection[str]
) -> Iterator[Problem]:
    """Yields a problem for each later id that is missing, because calendars may still ask for it.

    `number` is that of the meetings in the feed.
    """
    for alias in (feed.id, *feed.aliases):
        if alias not in (entry.id, *entry.formerly, *mistakes):
            ids = [*dict.fromkeys((entry.identity, *entry.formerly)), alias]
            message = (
                f"{alias} was dropped, and with it an address of {number} meetings; "
                f"write `formerly: [{', '.join(ids)}]` and keep it"
            )
            yield Problem((feed.kind, entry.id, "formerly"), message)


def _dropped_identity(entry: Identified, identities: Mapping[str, str]) -> str | None:
    """Returns the published identity of `entry` if that is not its first id any more; else None.

    `identities` are the published ones by id.
    """
    published = (identities.get(id) for id in (entry.id, *entry.formerly))
    return next((identity for identity in published if identity not in (None, entry.identity)), None)


def _advice(entry: Identified, dropped: str, harm: str, identities: Mapping[str, str]) -> str:
    if dropped in entry.formerly:
        return f"{dropped} must stand first, else {harm}; the oldest id comes first"
    if dropped == entry.id and entry.identity in identities.values():
        return f"{dropped} is published under this id already, and {harm}; leave formerly out"
    if dropped == entry.id:
        ids = ", ".join((dropped, *entry.formerly))
        return (
            f"{dropped} is published under this id already, and {harm}; leave formerly out, or write "
            f"`formerly: [{ids}]` for an address under the other id as well"
        )
    return f"{dropped} was dropped, and {harm}; put it back and keep it"
