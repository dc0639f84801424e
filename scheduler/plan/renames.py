"""Finds ids that were changed by hand, without `formerly`: calendars would get the same meetings again.

1. Meetings are the same if they have the same key, begin, and cities. `formerly` keeps meetings by their key.
2. A new series looks like one that left the text if it has most of its meetings: of the coming ones, or of
   the past ones if none is coming. Titles tell nothing, because they may change as well.
3. A new series is a copy of one that stays if it has most of its meetings in the same way, with their titles.
   Under other titles they are sessions side by side.
4. A new extra meeting looks like one that leaves its series if they begin at the same time.
5. A new feed looks like one that left if they share a name, or if it takes over most coming meetings of the
   other one, with all their cities: another partner makes another pair.
6. No id is taken for two others. One that this plan takes out comes before one that left earlier.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from scheduler.findings.finding import Refusal
from scheduler.plan.comparisons import Comparisons
from scheduler.plan.steps import Step, by_series
from scheduler.programme.keys import extra_id
from scheduler.state.feeds import Feed, FeedKey, feed_keys
from scheduler.state.revision import StepKind
from scheduler.state.state import State
from scheduler.timetable.occurrence import Occurrence

_Meeting = tuple[str, datetime, frozenset[str]]
"""What makes meetings the same: key, begin, and cities."""


class RepeatedSeries(Refusal, frozen=True, kw_only=True):
    """A new series has the meetings of `old_id`; `line` is what to write below it in its `section`."""

    old_id: str
    section: str
    line: str
    repeated: int


class LookalikeSeries(RepeatedSeries, frozen=True, kw_only=True):
    """The other one left."""

    english = (
        "{series} looks like {old_id} under a new id: calendars would show {repeated:meeting} twice; "
        "write `{line}` below `{section}: {series}:`"
    )


class CopiedSeries(RepeatedSeries, frozen=True, kw_only=True):
    """The other one stays."""

    english = (
        "{series} has the title, cities and hours of {old_id}: calendars would show {repeated:meeting} "
        "twice; if it is {old_id} under a new id, take {old_id} out, and "
        "write `{line}` below `{section}: {series}:`"
    )


class LookalikeExtra(Refusal, frozen=True, kw_only=True):
    """A new extra meeting is at the time of the one with `old_id`, which leaves."""

    english = (
        "the extra meeting {id} of {series} looks like {old_id} under a new id: calendars would show it "
        "cancelled, and published anew; keep the id `{old_id}`"
    )
    id: str
    old_id: str


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


def formerly_line(*ids: str) -> str:
    """Returns the line of the text that keeps earlier `ids`, the oldest first."""
    first, *others = dict.fromkeys(ids)
    return f"formerly: [{', '.join((first, *others))}]" if others else f"formerly: {first}"


def repeated_series(
    steps: Sequence[Step], state: State, fresh: Comparisons, now: datetime
) -> Iterator[RepeatedSeries]:
    """Yields a finding for each new series that has the meetings of a published one (rules 2 and 3)."""
    added = _added(steps, state)
    cancelled = {step.after.series for step in steps if step.kind is StepKind.CANCEL}
    in_order = sorted(
        (old not in cancelled, -count, new, old) for new, old, count in _repeated(added, state, fresh, now)
    )
    taken: set[str] = set()
    for _, count, new, old in in_order:
        if not {new, old} & taken:
            taken |= {new, old}
            kind = CopiedSeries if old in fresh.timetable.series else LookalikeSeries
            old_id = state.ids.of_series(old)
            section = "meetings" if added[new][0].origin == "meeting" else "webinars"
            line = formerly_line(old, old_id)
            yield kind(series=new, old_id=old_id, section=section, line=line, repeated=-count)


def _added(steps: Sequence[Step], state: State) -> Mapping[str, Sequence[Occurrence]]:
    """Returns the meetings of each series that was never published."""
    new = (step for step in steps if step.after.series not in state.series and not step.after.cancelled)
    return {series: [step.after for step in of_series] for series, of_series in by_series(new).items()}


def _repeated(
    added: Mapping[str, Sequence[Occurrence]], state: State, fresh: Comparisons, now: datetime
) -> Iterator[tuple[str, str, int]]:
    """Yields each new series with one that has most of its meetings, and the number of these."""
    published: defaultdict[_Meeting, list[Occurrence]] = defaultdict(list)
    sizes: Counter[str] = Counter()
    for meetings in state.by_series.values() if added else ():
        shown = [stored for stored in meetings.values() if stored.shown]
        coming = [stored for stored in shown if not stored.is_past(now)]
        for stored in coming or shown:
            published[_key_time_and_cities(stored.occurrence)].append(stored.occurrence)
            sizes[stored.occurrence.series] += 1
    for series, its_meetings in added.items():
        counts = Counter(
            old.series
            for new in its_meetings
            for old in published.get(_key_time_and_cities(new), ())
            if old.series not in fresh.timetable.series or old.content.title == new.content.title
        )
        for old_series, count in counts.items():
            if count * 2 > sizes[old_series]:
                yield series, old_series, count


def _key_time_and_cities(meeting: Occurrence) -> _Meeting:
    return meeting.key, meeting.timing.begin_utc, frozenset(meeting.cities())


def renamed_extras(steps: Sequence[Step], now: datetime) -> Iterator[LookalikeExtra]:
    """Yields a finding for each new extra meeting at the time of one that leaves (rule 4)."""
    left: dict[tuple[str, datetime], str] = {}
    for step in steps:
        old_id = extra_id(step.after.key)
        if old_id is not None and step.after.date_origin.removed and not step.after.timing.is_over(now):
            left[step.after.series, step.after.timing.begin_utc] = old_id
    for step in steps:
        new_id = extra_id(step.after.key)
        old_id = left.get((step.after.series, step.after.timing.begin_utc))
        if step.kind is StepKind.ADD and new_id is not None and old_id is not None:
            yield LookalikeExtra(series=step.after.series, id=new_id, old_id=old_id)


def renamed_feeds(
    state: State, feeds: Sequence[Feed], steps: Sequence[Step], now: datetime
) -> Iterator[LookalikeFeed]:
    """Yields a finding for each new city, pair, group or theme that looks like a former one (rule 5).

    `feeds` and `steps` are those of the plan.
    """
    live = {feed.key: feed for feed in feeds if feed.state == "live"}
    gone = [feed for feed in state.feeds if feed.key not in live]
    new = [feed for key, feed in live.items() if state.feed(key) is None]
    taken_over = _taken_over(state, steps, now) if gone and new else set()
    for old in gone:
        of_kind = [feed for feed in new if feed.kind == old.kind]
        by_name = (feed for feed in of_kind if set(feed.title.words()) & set(old.title.words()))
        by_meetings = (feed for feed in of_kind if (old.key, feed.key) in taken_over)
        found = next(chain(by_name, by_meetings), None)
        if found is not None:
            new.remove(found)
            line = formerly_line(old.identity, *old.aliases, old.id)
            yield LookalikeFeed(old=old, new=found, line=line)


def _taken_over(state: State, steps: Sequence[Step], now: datetime) -> set[tuple[FeedKey, FeedKey]]:
    """Returns each feed and one that takes over most of its coming meetings."""
    coming = Counter(
        key
        for stored in state.occurrences.values()
        if not stored.occurrence.cancelled and not stored.is_past(now)
        for key in feed_keys(stored.occurrence)
    )
    moved = Counter(
        (old, new)
        for step in steps
        if step.before is not None and not step.before.occurrence.cancelled and not step.before.is_past(now)
        if {*step.before.occurrence.cities()} <= {*step.after.cities()}
        for old in feed_keys(step.before.occurrence)
        for new in feed_keys(step.after)
    )
    return {(old, new) for (old, new), count in moved.items() if count * 2 > coming[old]}
