"""A plan as each city would see it: the meetings that change, in local times and in words.

For a city that joins or leaves a meeting, only that counts: a move concerns the other cities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from scheduler.changes.change import is_soon
from scheduler.plan.plan import Plan
from scheduler.plan.steps import Step
from scheduler.programme.english_days import in_short
from scheduler.publication.languages.day_off_reasons import day_off_in_english, reason_in_english
from scheduler.reports.alike import first_names
from scheduler.reports.differences import OTHER_CITIES, differences
from scheduler.reports.local_times import local_start, when, when_for_many
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import Cause, StepKind
from scheduler.timetable.occurrence import AS_WRITTEN, Occurrence, Participant

NO_CITY = "(no city)"
"""The key and heading for meetings without a city."""
MANY_CITIES = "Several cities"
"""The heading for meetings of more cities than MOST_CITIES."""
MOST_CITIES = 3
MOST_NAMED = 12
"""The most cities that join or leave a meeting, and that a line names."""
CALL = "feeds may not show this in time: call"
DATA = {Cause.HOLIDAYS: "new holiday data", Cause.ZONES: "new time-zone data", Cause.WINDOW: "window"}


class CityChange(Struct, frozen=True, kw_only=True):
    """One step as one city sees it.

    `before` and `after` are the old and the new time for this city, with the hours of the other cities; None
    if the city did not or does not take part. `old_start` and `new_start` are its local times. `words` are
    the other differences and the reasons, `words_with_values` the same with old and new values. `is_soon`:
    feeds may not show it in time. `is_past`: the meeting has ended. `joins`: the city is new to the meeting;
    `leaves`: it no longer takes part. `partners` are the other cities, if the city has another series with
    this title.
    """

    step: Step
    before: str | None
    after: str | None
    old_start: datetime | None
    new_start: datetime | None
    words: tuple[str, ...]
    words_with_values: tuple[str, ...]
    is_soon: bool
    is_past: bool
    joins: bool
    leaves: bool
    partners: str = ""

    @property
    def verb(self) -> str:
        """The change for this city: `join`, `leave`, or the kind of the step."""
        if self.leaves:
            return "leave"
        return "join" if self.joins else self.step.kind.value

    @property
    def is_only_recorded(self) -> bool:
        """Whether the meeting had ended before it was ever published."""
        return self.step.before is None and self.is_past

    @property
    def data(self) -> str:
        """The new data that caused the change; empty if the configuration did."""
        return DATA.get(self.step.cause, "")

    @property
    def title(self) -> str:
        """The title of the meeting in English, with the partners if it does not say which meeting it is."""
        title = title_of(self.step.after)
        return f"{title} with {self.partners}" if self.partners else title

    @property
    def meeting(self) -> str:
        """The title of the meeting with its key."""
        return f"{self.title} ({self.step.after.key})"

    @property
    def time(self) -> str:
        """The new time, or the old one if the city leaves."""
        return self.after or self.before or ""


def by_city(plan: Plan, now: datetime) -> dict[str, list[CityChange]]:
    """Returns the changes that each city would see, by its name; meetings without a city come last.

    A meeting of more than three cities comes first, and once; only cities that join or leave it have it too.
    """
    names = _names(plan)
    changes: dict[str, list[CityChange]] = {city: [] for city in (MANY_CITIES, *names)}
    for step in plan.steps:
        of_cities = [*city_changes(step, plan.profile, now)]
        staying = [change for _, change in of_cities if not (change.joins or change.leaves)]
        if len(staying) > MOST_CITIES:
            changes[MANY_CITIES].append(_shared(staying[0], plan.profile))
            of_cities = [(city, change) for city, change in of_cities if change.joins or change.leaves]
        for city, change in of_cities:
            changes.setdefault(city, []).append(change)
    return {names.get(city, city): _with_partners(city, seen) for city, seen in changes.items() if seen}


def _shared(change: CityChange, profile: ProgrammeProfile) -> CityChange:
    """Returns a change as all cities of a meeting see it, from that of one of them."""
    step, new = change.step, change.step.after
    old = step.before.occurrence if step.before else None
    is_same_time = old is not None and old.timing.begin_utc == new.timing.begin_utc
    found = [each for each in differences(step, profile) if each.name != OTHER_CITIES]
    words, words_with_values = (
        tuple(
            _words(
                step,
                (*changed, *_new_cities(step), *_reasons(step)),
                is_past=change.is_past,
                joins=False,
                leaves=False,
            )
        )
        for changed in ([each.name for each in found], [each.words for each in found])
    )
    return replace(
        change,
        before=None if old is None else when_for_many(new if is_same_time else old),
        after=when_for_many(new),
        old_start=local_start(old, None) if old else None,
        new_start=local_start(new, None),
        words=words,
        words_with_values=words_with_values,
    )


def _new_cities(step: Step) -> Iterator[str]:
    """Yields the names of the cities that join a meeting, and of those that leave it."""
    if step.before is None:
        return
    old, new = step.before.occurrence, step.after
    for verb, cities, others in (("with", new, old), ("without", old, new)):
        names = [each.name.say("en") for each in cities.participants if each.city not in others.cities()]
        if names:
            yield f"{verb} {first_names(names, 'city', MOST_NAMED)}"


def _with_partners(city: str, changes: list[CityChange]) -> list[CityChange]:
    """Returns the changes of a city; those of series with the same title name the other cities."""
    counts = Counter(title for title, _ in {(change.title, change.step.after.series) for change in changes})
    return [
        replace(change, partners=names_of_cities(change.step.after, city))
        if counts[change.title] > 1
        else change
        for change in changes
    ]


def title_of(occurrence: Occurrence) -> str:
    """Returns the English title, and whether only private readers see it."""
    title = occurrence.content.title.say("en")
    return f"{title} [private]" if occurrence.content.is_private else title


def names_of_cities(occurrence: Occurrence, without: str = "") -> str:
    """Returns the names of the cities that take part, besides the one with the identity `without`."""
    others = [each.name.say("en") for each in occurrence.participants if each.city != without]
    return first_names(others, "city") if others else ""


def _names(plan: Plan) -> dict[str, str]:
    """Returns the name of each city by its identity, with its id if another city has the same name."""
    cities = [feed for feed in plan.feeds if feed.kind == "cities"]
    counts = Counter(feed.title.say("en") for feed in cities)
    return {
        feed.identity: feed.title.say("en") + (f" ({feed.id})" if counts[feed.title.say("en")] > 1 else "")
        for feed in cities
    }


def city_changes(step: Step, profile: ProgrammeProfile, now: datetime) -> Iterator[tuple[str, CityChange]]:
    """Yields `step` for each city that was or is part of the meeting, by identity; NO_CITY if none is.

    `profile` has the languages of the programme.
    """
    old = step.before.occurrence if step.before else None
    new = step.after
    found, reasons = differences(step, profile), tuple(_reasons(step))
    is_past = (old or new).timing.end_utc <= now
    cities = dict.fromkeys((*(old.cities() if old else ()), *new.cities()))
    for city in cities or (NO_CITY,):
        before = old.participant(city) if old else None
        after = new.participant(city)
        joins = old is not None and before is None and after is not None
        leaves = before is not None and after is None
        words, words_with_values = (
            (
                *_own_hours(old, before, new, after),
                *_words(step, (*changed, *reasons), is_past=is_past, joins=joins, leaves=leaves),
            )
            for changed in ([each.name for each in found], [each.words for each in found])
        )
        change = CityChange(
            step=step,
            before=when(old, before) if old and not joins else None,
            after=when(new, after) if not leaves else None,
            old_start=local_start(old, before) if old and not joins else None,
            new_start=local_start(new, after) if not leaves else None,
            words=words,
            words_with_values=words_with_values,
            is_soon=is_soon(step.entry, now),
            is_past=is_past,
            joins=joins,
            leaves=leaves,
        )
        yield city, change


def _own_hours(
    old: Occurrence | None, before: Participant | None, new: Occurrence, after: Participant | None
) -> Iterator[str]:
    """Yields `11:00 → 09:00` if the meeting does not move, but the local time of the city does."""
    if old is None or before is None or after is None or old.timing.begin_utc != new.timing.begin_utc:
        return
    if before.offset != after.offset and not new.timing.all_day:
        earlier, later = before.local(old.timing.begin_utc), after.local(new.timing.begin_utc)
        yield f"{earlier:%H:%M} → {later:%H:%M} in this city"


def _words(
    step: Step, changed_words: tuple[str, ...], *, is_past: bool, joins: bool, leaves: bool
) -> Iterator[str]:
    if leaves:
        takes_place = "it took place" if is_past else "it still takes place"
        fate = "it is cancelled" if step.after.cancelled else takes_place
        yield f"no longer in this city's calendar; {fate}"
        return
    if step.before is None and is_past:
        yield "has taken place already"
    if step.after.cancelled and (joins or step.kind is not StepKind.CANCEL):
        was_shown = step.before is not None and step.before.shown  # then it is said to be no longer shown
        yield "cancelled" if step.shown or (was_shown and not joins) else "cancelled and not shown"
    if not joins:
        yield from changed_words


def _reasons(step: Step) -> Iterator[str]:
    """Yields the reasons why a meeting moves or is cancelled: new days off, and the reason in the text."""
    if step.kind is StepKind.MOVE:
        yield from _days_off(step)
    reason = step.after.content.reason
    if reason is not None and step.kind in (StepKind.MOVE, StepKind.CANCEL):
        yield reason_in_english(reason)


def _days_off(step: Step) -> Iterator[str]:
    """Yields the days off for which the holiday policy chose the new date: those that are new, or all."""
    after = step.after
    chosen = after.date_origin.policy_day
    if chosen != after.timing.starts.date() or chosen == after.planned.date():
        return
    before = step.before.occurrence.date_origin if step.before else AS_WRITTEN
    old_obstacles = before.obstacles if before.policy == after.date_origin.policy else ()
    known_obstacles = {(obstacle.city, obstacle.day) for obstacle in old_obstacles}
    names = {participant.city: participant.name.say("en") for participant in after.participants}
    for obstacle in after.date_origin.obstacles:
        if (obstacle.city, obstacle.day) not in known_obstacles:
            city = names.get(obstacle.city, obstacle.city)
            yield f"day off in {city}: {day_off_in_english(obstacle.why)} on {in_short(obstacle.day)}"
