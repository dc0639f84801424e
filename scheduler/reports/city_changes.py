"""A plan as each city would feel it: which meetings change, in the local times of every side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.plan.plan import Plan
from scheduler.plan.steps import Step
from scheduler.publication.feeds.hours import clock_offset, utc
from scheduler.record.revision import Cause, StepKind
from scheduler.timetable.occurrence import Occurrence, Participant

SOON = timedelta(hours=48)
NOBODY = "(no city)"
"""Who feels a meeting in which no city takes part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CityChange:
    """One step as one city feels it.

    `before` and `after` are when it takes place for this city, with the other sides' hours; `soon` marks
    what feeds may not show in time; `over` what is past. `joins`: the city was not part of it before;
    `leaves`: it is no longer.
    """

    step: Step
    before: str | None
    after: str
    soon: bool
    over: bool
    joins: bool = False
    leaves: bool = False

    @property
    def verb(self) -> str:
        """What happens for this city: `join`, `leave`, or what happens to the meeting."""
        if self.leaves:
            return "leave"
        return "join" if self.joins else self.step.kind.value

    @property
    def is_record(self) -> bool:
        """Whether it is only remembered: over before it was ever published."""
        return self.step.before is None and self.over


def by_city(plan: Plan, now: datetime) -> dict[str, list[CityChange]]:
    """What each city would see change, by its name; the programme's own meetings without a city last."""
    names = _names(plan)
    felt: dict[str, list[CityChange]] = {city: [] for city in names}
    for step in plan.steps:
        for city, item in city_changes(step, now):
            felt.setdefault(city, []).append(item)
    return {names.get(city, city): items for city, items in felt.items() if items}


def _names(plan: Plan) -> dict[str, str]:
    """The name of each city by its identity, with its id where another has the same name."""
    cities = [feed for feed in plan.feeds if feed.kind == "cities"]
    common = Counter(feed.title.say("en") for feed in cities)
    return {
        feed.identity: feed.title.say("en") + (f" ({feed.id})" if common[feed.title.say("en")] > 1 else "")
        for feed in cities
    }


def city_changes(step: Step, now: datetime) -> Iterator[tuple[str, CityChange]]:
    """`step` as each city feels it that was or is part of the meeting, by identity; NOBODY where none is."""
    old = step.before.occurrence if step.before else None
    new = step.after
    cities = dict.fromkeys((*(old.cities() if old else ()), *new.cities()))
    for city in cities or (NOBODY,):
        before = _participant(old, city) if old else None
        after = _participant(new, city)
        yield (
            city,
            CityChange(
                step=step,
                before=when(old, before) if old else None,
                after=when(new, after),
                soon=is_soon(step, now),
                over=(old or new).timing.end <= now,
                joins=old is not None and before is None and after is not None,
                leaves=old is not None and before is not None and after is None,
            ),
        )


def _participant(occurrence: Occurrence, city: str) -> Participant | None:
    return next((participant for participant in occurrence.participants if participant.city == city), None)


def is_soon(step: Step, now: datetime) -> bool:
    """Whether someone could miss it: it starts or was to start within 48 hours, or is going on right now."""
    timings = [step.after.timing]
    if step.before is not None:
        timings.append(step.before.occurrence.timing)
    return any(timing.begin <= now + SOON and now < timing.end for timing in timings)


def when(occurrence: Occurrence, participant: Participant | None) -> str:
    """`Wed 16 Dec 2026 10:00 (UTC+2; Sejong 17:00)`: date and hour in one city, then in the others."""
    timing = occurrence.timing
    if timing.all_day:
        last = timing.ends - timedelta(days=1)
        span = f"{timing.starts:%a %-d %b %Y}"
        return span if last == timing.starts else f"{span} to {last:%a %-d %b %Y}"
    local = local_start(occurrence, participant)
    others = [
        other for other in occurrence.participants if participant is None or other.city != participant.city
    ]
    offset = participant.offset if participant else clock_offset(occurrence)
    sides = ", ".join(_side(occurrence, other, local) for other in others[:6])
    more = f", … {len(others) - 6} more" if len(others) > 6 else ""
    beside = f"; {sides}{more}" if sides else ""
    return f"{local:%a %-d %b %Y %H:%M} ({utc(offset)}{beside})"


def local_start(occurrence: Occurrence, participant: Participant | None) -> datetime:
    """The wall time at which the meeting starts for `participant`, or on its own clock."""
    if participant is None:
        return occurrence.timing.starts
    return occurrence.timing.begin.replace(tzinfo=None) + timedelta(minutes=participant.offset)


def _side(occurrence: Occurrence, participant: Participant, beside: datetime) -> str:
    local = local_start(occurrence, participant)
    day = "" if local.date() == beside.date() else f"{local:%a %-d %b} "
    return f"{participant.name.say('en')} {day}{local:%H:%M}"


def summary(plan: Plan) -> str:
    """`2 to add, 1 to move`: the steps of a plan, counted; for one without any what it is for instead."""
    if plan.is_empty:
        return "no meeting changes, time-zone data renewed"
    counts = [(kind, sum(step.kind is kind for step in plan.steps)) for kind in StepKind]
    said = ", ".join(f"{count} to {kind}" for kind, count in counts if count)
    if not said:
        return (
            "the link of every meeting changes" if "address" in plan.other_changes else "no meeting changes"
        )
    window = all(step.cause is Cause.WINDOW for step in plan.steps)
    return said + " as the window moves on" if window else said
