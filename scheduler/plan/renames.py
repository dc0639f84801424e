"""Finds ids that look renamed without `formerly`: calendars would get their meetings a second time.

1. Series are compared key by key, because `formerly` keeps meetings by key. Coming meetings count, or past
   ones if no coming meeting has a common key.
2. A new series looks like one that left if most of their common meetings have the same cities or pair, and
   titles that are alike; or most words in common, if all of them are on the same days.
3. A new series is a copy of one that stays if most coming meetings of both have the same cities, begin and
   title.
4. A new feed looks like one that left if they share a name in any language, or have the same cities.
5. A theme, or a pair that keeps or gains cities, looks like one that left if it takes over most coming
   meetings.
6. No id is taken for two others. One that this plan takes out comes before one that left earlier.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypedDict

from rapidfuzz import fuzz

from scheduler.findings.finding import Refusal
from scheduler.plan.comparisons import Comparisons
from scheduler.plan.steps import Step
from scheduler.programme.texts import Text
from scheduler.state.feeds import Feed, feed_keys, group_keys
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import StepKind
from scheduler.state.state import State
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence

LEAST_ALIKE = 85
"""Percent of the letters that two versions of one title share, in the same order."""
_NUMBERS = re.compile(r"\d+")
_WORDS = re.compile(r"\w+")


_Slot = tuple[datetime, frozenset[str]]
"""The instant at which a meeting begins, and its cities."""


class LookalikeSeries(Refusal, frozen=True, kw_only=True):
    """A new series looks like `old_id`, which left: so many of its meetings would be there twice.

    `line` is what to write below the new one in its `section`.
    """

    english = (
        "{series} looks like {old_id} under a new id: {harm}; write `{line}` below `{section}: {series}:`"
    )
    old_id: str
    section: str
    line: str
    cancelled: int
    added: int
    repeated: int

    @property
    def harm(self) -> str:
        """What calendars would show."""
        if self.cancelled:
            return f"{self.cancelled} of its meetings would be cancelled, and {self.added} published anew"
        return f"{self.repeated} of its meetings would be published a second time"


class CopiedSeries(Refusal, frozen=True, kw_only=True):
    """A new series repeats `old_id`, which stays."""

    english = (
        "{series} has the title, cities and hours of {old_id}: calendars would show {repeated:meeting} "
        "twice; if it is {old_id} under a new id, take {old_id} out, and "
        "write `{line}` below `{section}: {series}:`"
    )
    old_id: str
    section: str
    line: str
    repeated: int


class LookalikeFeed(Refusal, frozen=True, kw_only=True):
    """A new city, pair, group or theme looks like one that left."""

    english = (
        "the {noun} {new.id} looks like {old.id} under a new id: calendars that read /feeds/{old.name}.ics "
        "{lose} their address; write `{line}` below `{old.kind}: {new.id}:`"
    )
    old: Feed
    new: Feed
    line: str

    @property
    def noun(self) -> str:
        """What it is."""
        return "city" if self.old.kind == "cities" else self.old.kind.removesuffix("s")

    @property
    def lose(self) -> str:
        """The verb, also for an address that is gone already."""
        return "have lost" if self.old.state == "gone" else "would lose"


def renamed_series(
    steps: Sequence[Step], state: State, fresh: Comparisons, now: datetime
) -> Iterator[LookalikeSeries]:
    """Yields a finding for each new series that looks like one that left the text (rules 1 and 2)."""
    added = _added(steps, state.series)
    dropped = _dropped(state, fresh, now) if added else {}
    cancelled = Counter(step.after.series for step in steps if step.kind is StepKind.CANCEL)
    for new, old, count in _likenesses(dropped, added, now):
        example = next(iter(added[new].values()))
        yield LookalikeSeries(
            series=new,
            **_renamed(example, old, state),
            cancelled=cancelled[old],
            added=len(added[new]),
            repeated=count,
        )


def copied_series(
    steps: Iterable[Step], state: State, fresh: Comparisons, now: datetime
) -> Iterator[CopiedSeries]:
    """Yields a finding for each new series that repeats a published one that stays in the text (rule 3)."""
    added = _added(steps, state.series)
    present = state.series.keys() & fresh.timetable.series.keys() if added else set()
    published = {
        identity: _by_slot((each.occurrence for each in fresh.timetable.series[identity].wanted), now)
        for identity in present
    }
    by_slot: dict[_Slot, list[str]] = {}
    for identity in sorted(published):
        for slot in published[identity]:
            by_slot.setdefault(slot, []).append(identity)
    for identity, meetings in added.items():
        coming = _by_slot(meetings.values(), now)
        counts = Counter(
            old
            for slot, meeting in coming.items()
            for old in by_slot.get(slot, ())
            if old != identity and _are_alike(published[old][slot].content.title, meeting.content.title)
        )
        for old, count in counts.most_common(1):
            if count * 2 > max(len(coming), len(published[old])):
                example = next(iter(coming.values()))
                yield CopiedSeries(series=identity, **_renamed(example, old, state), repeated=count)


class _Renamed(TypedDict):
    old_id: str
    section: str
    line: str


def _renamed(example: Occurrence, old: str, state: State) -> _Renamed:
    """Returns the id of the series `old`, and what to write below a new one with the meeting `example`."""
    old_id = state.series[old].id
    section = "meetings" if example.origin == "meeting" else "webinars"
    return _Renamed(old_id=old_id, section=section, line=formerly_line(old, old_id))


def formerly_line(*ids: str) -> str:
    """Returns the line of the text that keeps earlier `ids`, the oldest first."""
    first, *others = dict.fromkeys(ids)
    return f"formerly: [{', '.join((first, *others))}]" if others else f"formerly: {first}"


def _by_slot(meetings: Iterable[Occurrence], now: datetime) -> dict[_Slot, Occurrence]:
    """Returns the coming `meetings` that take place."""
    return {
        (meeting.timing.begin_utc, frozenset(meeting.cities())): meeting
        for meeting in meetings
        if not meeting.cancelled and not meeting.timing.is_over(now)
    }


def _added(steps: Iterable[Step], known_series: Container[str]) -> dict[str, dict[str, Occurrence]]:
    """Returns the meetings by key of every series that is new, or comes back after it left the text."""
    added: dict[str, dict[str, Occurrence]] = {}
    for step in steps:
        is_new = step.kind is StepKind.ADD and step.after.series not in known_series
        was_removed = step.before is not None and step.before.occurrence.date_origin.removed
        if not step.after.cancelled and (is_new or was_removed):
            added.setdefault(step.after.series, {})[step.after.key] = step.after
    return added


def _dropped(state: State, fresh: Comparisons, now: datetime) -> dict[str, dict[str, Stored]]:
    """Returns the meetings by key of every series that left the text.

    Coming meetings are there also if calendars show them as cancelled: the old id may have left in an
    earlier revision. Nobody sees a hidden one twice.
    """
    published = state.by_series
    return {
        identity: {
            stored.occurrence.key: stored
            for stored in published[identity].values()
            if not (stored.occurrence.cancelled and (stored.is_past(now) or not stored.shown))
        }
        for identity in published.keys() & state.series.keys() - fresh.timetable.series.keys()
    }


def _likenesses(
    dropped: Mapping[str, Mapping[str, Stored]], added: Mapping[str, Mapping[str, Occurrence]], now: datetime
) -> Iterator[tuple[str, str, int]]:
    """Yields a new series, the old one that it looks like, and the number of meetings that are the same.

    No series is in two of them. Those come first whose old series this plan takes out.
    """
    had_left = {
        old: all(each.occurrence.cancelled for each in before.values() if not each.is_past(now))
        for old, before in dropped.items()
    }
    likenesses = (
        (had_left[old], -_same_meetings(before, after, now), new, old)
        for new, after in added.items()
        for old, before in dropped.items()
    )
    taken: set[str] = set()
    for _, count, new, old in sorted(likenesses):
        if count and not {new, old} & taken:
            taken |= {new, old}
            yield new, old, -count


def _same_meetings(before: Mapping[str, Stored], after: Mapping[str, Occurrence], now: datetime) -> int:
    """Returns the number of meetings that look the same; 0 if most do not."""
    shared = [(before[key], after[key]) for key in before if key in after]
    compared = [(old, new) for old, new in shared if not old.is_past(now)] or shared
    with_same_cities = [(old, new) for old, new in compared if _has_same_cities(old.occurrence, new)]
    alike = sum(
        _are_alike(old.occurrence.content.title, new.content.title)
        for old, new in with_same_cities
        if not old.is_past(now) or _is_at_same_time(old.occurrence, new)
    )
    if alike * 2 > len(compared):
        return alike
    if not all(
        _is_at_same_time(old.occurrence, new)
        or old.occurrence.timing.starts.date() == new.timing.starts.date()
        for old, new in compared
    ):
        return 0
    reworded = sum(
        _share_most_words(old.occurrence.content.title, new.content.title) for old, new in with_same_cities
    )
    return reworded if reworded * 2 > len(compared) else 0


def _are_alike(title: Text, other: Text) -> bool:
    """Returns whether two titles are versions of one: in a language, they are equal or nearly so."""
    return any(fuzz.ratio(old, new) >= LEAST_ALIKE for old, new in _comparable(title, other))


def _share_most_words(title: Text, other: Text) -> bool:
    words = ((_words(old), _words(new)) for old, new in _comparable(title, other))
    return any(4 * len(old & new) > len(old) + len(new) for old, new in words)


def _comparable(title: Text, other: Text) -> Iterator[tuple[str, str]]:
    """Yields both titles in each language of either, unless their numbers are those of different meetings."""
    for code in {**dict(title.versions), **dict(other.versions)}:
        old, new = title.say(code), other.say(code)
        if _NUMBERS.findall(old) == _NUMBERS.findall(new):
            yield old, new


def _words(title: str) -> set[str]:
    return set(_WORDS.findall(title.casefold()))


def _is_at_same_time(old: Occurrence, new: Occurrence) -> bool:
    return old.timing.begin_utc == new.timing.begin_utc


def _has_same_cities(old: Occurrence, new: Occurrence) -> bool:
    if group_keys(old) and group_keys(old) == group_keys(new):
        return True
    return set(old.cities()) == set(new.cities())


def renamed_feeds(
    state: State, profile: ProgrammeProfile, feeds: Sequence[Feed], steps: Sequence[Step], now: datetime
) -> Iterator[LookalikeFeed]:
    """Yields a finding for each new city, pair, group or theme that looks like a former one (rules 4 and 5).

    `profile`, `feeds` and `steps` are those of the plan.
    """
    takes_over = partial(_takes_over, state=state, steps=steps, now=now)
    live = {feed.key: feed for feed in feeds if feed.state == "live"}
    known = {feed.key for feed in state.feeds}
    new = [feed for address, feed in live.items() if address not in known]
    members = {**_members(state.profile), **_members(profile)} if new else {}

    def candidates(old: Feed) -> Iterator[Feed]:
        yield from (feed for feed in new if _is_alike(old, feed, members))
        yield from (feed for feed in new if _may_be(old, feed, members) and takes_over(old, feed))

    yield from _lookalike_feeds((old for old in state.feeds if old.key not in live), new, candidates)


def successors_of_cities(
    emptied: Container[str], state: State, feeds: Sequence[Feed], steps: Sequence[Step], now: datetime
) -> Iterator[LookalikeFeed]:
    """Yields each of the `emptied` cities (ids) that left the text, with the new one that takes over."""
    live = {feed.key: feed for feed in feeds if feed.state == "live" and feed.kind == "cities"}
    new = [feed for key, feed in live.items() if state.feed(key) is None]
    gone = (feed for feed in state.feeds if feed.kind == "cities" and feed.key not in live)

    def candidates(old: Feed) -> Iterator[Feed]:
        return (feed for feed in new if _takes_over(old, feed, state, steps, now))

    yield from _lookalike_feeds((feed for feed in gone if feed.id in emptied), new, candidates)


def _lookalike_feeds(
    gone: Iterable[Feed], new: list[Feed], candidates: Callable[[Feed], Iterator[Feed]]
) -> Iterator[LookalikeFeed]:
    """Yields a finding for each feed with a candidate among the `new` ones, each of which counts once."""
    for old in gone:
        found = next(candidates(old), None)
        if found is not None:
            new.remove(found)
            line = formerly_line(old.identity, *old.aliases, old.id)
            yield LookalikeFeed(old=old, new=found, line=line)


def _is_alike(old: Feed, new: Feed, members: Mapping[str, frozenset[str]]) -> bool:
    if old.kind != new.kind:
        return False
    if set(old.title.words()) & set(new.title.words()):
        return True
    return old.is_of_group and members.get(old.identity) == members.get(new.identity)


def _may_be(old: Feed, new: Feed, members: Mapping[str, frozenset[str]]) -> bool:
    """Returns whether a theme or pair may have got a new id. Another partner makes another pair."""
    if old.kind != new.kind:
        return False
    before, after = members.get(old.identity, frozenset()), members.get(new.identity, frozenset())
    return old.kind == "themes" or (old.is_of_group and (before <= after or after <= before))


def _takes_over(old: Feed, new: Feed, state: State, steps: Sequence[Step], now: datetime) -> bool:
    """Returns whether most coming meetings of `old` are of `new` after the plan."""
    coming = {
        stored.occurrence.uid
        for stored in state.occurrences.values()
        if not stored.occurrence.cancelled
        and not stored.is_past(now)
        and old.key in feed_keys(stored.occurrence)
    }
    moved = {step.after.uid for step in steps if new.key in feed_keys(step.after)}
    return len(coming & moved) * 2 > len(coming)


def _members(profile: ProgrammeProfile) -> dict[str, frozenset[str]]:
    """Returns the identities of the cities of each group, by its own identity."""
    identities = {city.id: city.identity for city in profile.details.cities}
    return {
        group.identity: frozenset(identities.get(city, city) for city in group.cities)
        for group in profile.details.who_meets
    }
