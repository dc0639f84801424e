"""A plan as each city would see it: a row for each meeting that changes, in local times and in words.

For a city that joins or leaves a meeting, only that counts: a move concerns the other cities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from scheduler.changes.change import is_soon, verb
from scheduler.plan.make_plan import Plan
from scheduler.plan.steps import Step
from scheduler.programme.english_days import in_short
from scheduler.programme.english_lists import first_names
from scheduler.publication.languages.day_off_reasons import day_off_in_english, reason_in_english
from scheduler.reports.changed_values import NamedDifference
from scheduler.reports.differences import is_counted, planned_differences
from scheduler.reports.local_times import local_start, when, when_for_many
from scheduler.state.revision import Cause, RevisionEntry, StepKind
from scheduler.timetable.occurrence import Obstacle, Occurrence

NO_CITY = "(no city)"
"""The key and heading for meetings without a city."""
MANY_CITIES = "Several cities"
"""The key and heading for meetings of more cities than MOST_CITIES."""
MOST_CITIES = 3
MOST_NAMED = 12
"""The most cities that join or leave a meeting, and that a line names."""
DATA = {Cause.HOLIDAYS: "new holiday data", Cause.ZONES: "new time-zone data", Cause.WINDOW: "new month"}


class PlanRow(Struct, frozen=True, kw_only=True):
    """One step as one city sees it, or several cities; or steps that are alike, as one.

    `before` and `after` are the times in words, of one meeting with the hours of the other cities; empty if
    the city did not or does not take part. If it moves, `moved` is its old and its new local start. `title`
    says which meeting it is. `remarks` are the other differences, and the reasons. `is_soon`: feeds may not
    show it in time. `is_past`: the meeting has ended.
    """

    verb: str
    title: str
    steps: tuple[Step, ...] = ()
    before: str = ""
    after: str = ""
    moved: tuple[datetime, datetime] | None = None
    remarks: tuple[NamedDifference, ...] = ()
    is_soon: bool = False
    is_past: bool = False

    @property
    def is_only_recorded(self) -> bool:
        """Whether the meeting had ended before it was ever published."""
        return self.step.before is None and self.is_past

    @property
    def step(self) -> Step:
        """The step, or the first one."""
        return self.steps[0]

    @property
    def meeting(self) -> str:
        """The title, and which meeting of its series it is."""
        return f"{self.title} ({self.step.after.key})" if len(self.steps) == 1 else self.title

    @property
    def times(self) -> tuple[str, str]:
        """The old and the new times; the old ones are empty if they are the same."""
        return self.before if self.before != self.after else "", self.after

    @property
    def data(self) -> str:
        """The new data that caused it; empty for an edit of the text."""
        return DATA.get(self.step.cause, "") if self.steps else ""


def by_city(plan: Plan, now: datetime) -> dict[str, Sequence[PlanRow]]:
    """Returns a row for each change that a city would see, by its name; meetings without a city come last.

    A meeting of more than three cities comes first, and once; only cities that join or leave it have it too.
    """
    names = _names(plan)
    rows: dict[str, list[PlanRow]] = {city: [] for city in (MANY_CITIES, *names)}
    for step, entry in zip(plan.steps, plan.entries, strict=True):
        found = planned_differences(step, entry, plan.profile)
        if is_counted(found):  # the notes count them
            continue
        for city in _readers(entry):
            rows.setdefault(city, []).append(_seen_by(city, step, entry, found, now))
    return {names.get(city, city): _with_partners(city, seen) for city, seen in rows.items() if seen}


def _readers(entry: RevisionEntry) -> Sequence[str]:
    """Returns the cities that see a change; MANY_CITIES stands for many that neither join nor leave."""
    moving = {*entry.joined, *entry.left}
    if len(entry.cities) - len(moving) > MOST_CITIES:
        return MANY_CITIES, *(city for city in entry.cities if city in moving)
    return entry.cities or (NO_CITY,)


def _seen_by(
    city: str, step: Step, entry: RevisionEntry, found: Sequence[NamedDifference], now: datetime
) -> PlanRow:
    known = step.before.occurrence if step.before is not None else None
    old = known if city not in entry.joined else None
    new = step.after if city not in entry.left else None
    is_past = (known or step.after).timing.is_over(now)
    before, after = (_when(each, city) if each is not None else "" for each in (old, new))
    if city == MANY_CITIES and entry.before is not None and entry.before.begin == entry.after.begin:
        before = after  # the remarks have the cities that join or leave
    return PlanRow(
        steps=(step,),
        verb=verb(entry, city),
        title=title_of(step.after),
        before=before,
        after=after,
        moved=(_start(old, city), _start(new, city)) if old and new and step.kind is StepKind.MOVE else None,
        remarks=tuple(_remarks(city, step, entry, found, is_past=is_past)),
        is_soon=is_soon(entry, now),
        is_past=is_past,
    )


def _when(meeting: Occurrence, city: str) -> str:
    return when_for_many(meeting) if city == MANY_CITIES else when(meeting, meeting.participant(city))


def _start(meeting: Occurrence, city: str) -> datetime:
    return local_start(meeting, meeting.participant(city))


def _remarks(
    city: str, step: Step, entry: RevisionEntry, found: Sequence[NamedDifference], *, is_past: bool
) -> Iterator[NamedDifference]:
    if city in entry.left:
        takes_place = "it took place" if is_past else "it still takes place"
        fate = "it is cancelled" if step.after.cancelled else takes_place
        yield NamedDifference(name=f"no longer in this city's calendar; {fate}")
        return
    yield from map(_named, _own_hour(entry, city))
    if step.before is None and is_past:
        yield NamedDifference(name="is over already")
    if step.after.cancelled and verb(entry, city) != StepKind.CANCEL:
        is_told = city not in entry.joined and entry.changes_shown  # then it is said to be no longer shown
        yield NamedDifference(name="cancelled" if step.shown or is_told else "cancelled and not shown")
    if city not in entry.joined:
        if city == MANY_CITIES:
            yield from (each for each in found if each.field != "cities")
            yield from map(_named, _other_cities(step))
        else:
            yield from found
        yield from map(_named, reasons(step))


def _named(words: str) -> NamedDifference:
    return NamedDifference(name=words)


def _own_hour(entry: RevisionEntry, city: str) -> Iterator[str]:
    """Yields `11:00 → 09:00` if the meeting does not move, but the local time of the city does."""
    before, after = entry.before, entry.after
    if before is not None and before.begin == after.begin and not after.start.all_day:
        old, new = before.local_begin(city), after.local_begin(city)
        if old is not None and new is not None and old != new:
            yield f"{old:%H:%M} → {new:%H:%M} in this city"


def _other_cities(step: Step) -> Iterator[str]:
    """Yields the names of the cities that join a meeting, and of those that leave it."""
    if step.before is None:
        return
    old, new = step.before.occurrence, step.after
    for word, cities, others in (("with", new, old), ("without", old, new)):
        names = [each.name.say("en") for each in cities.participants if each.city not in others.cities()]
        if names:
            yield f"{word} {first_names(names, 'city', MOST_NAMED)}"


def reasons(step: Step) -> Iterator[str]:
    """Yields the reasons why a meeting moves or is cancelled: days off, and the reason in the text."""
    if step.kind is StepKind.MOVE:
        names = {each.city: each.name.say("en") for each in step.after.participants}
        for off in _new_days_off(step):
            city = names.get(off.city, off.city)
            yield f"day off in {city}: {day_off_in_english(off.why)} on {in_short(off.day)}"
    reason = step.after.content.reason
    if reason is not None and step.kind in (StepKind.MOVE, StepKind.CANCEL):
        yield reason_in_english(reason)


def _new_days_off(step: Step) -> Iterator[Obstacle]:
    """Yields the days off that chose the new date, without those that chose the old one in the same way."""
    old, new = step.before.occurrence if step.before is not None else None, step.after
    is_same_policy = old is not None and old.date_origin.policy == new.date_origin.policy
    known = old.days_off if old is not None and is_same_policy else ()
    return (off for off in new.days_off if off not in known)


def _with_partners(city: str, rows: Sequence[PlanRow]) -> Sequence[PlanRow]:
    """Returns the rows of a city; those of series with the same title name the other cities."""
    counts = Counter(title for title, _ in {(row.title, row.step.after.series) for row in rows})
    return [
        replace(row, title=f"{row.title} with {partners}")
        if counts[row.title] > 1 and (partners := names_of_cities(row.step.after, city))
        else row
        for row in rows
    ]


def title_of(occurrence: Occurrence) -> str:
    """Returns the English title, and whether only private readers see it."""
    title = occurrence.content.title.say("en")
    return f"{title} [private]" if occurrence.content.is_private else title


def names_by_zone(occurrence: Occurrence) -> Mapping[str, str]:
    """Returns the names of the cities that meet, by their zones; of two in one zone that of the first."""
    return {each.zone: each.name.say("en") for each in reversed(occurrence.participants)}


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
