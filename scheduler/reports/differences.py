"""The differences between two states of a meeting, in the words of an officer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import product
from typing import get_args

from msgspec.structs import replace

from scheduler.plan.steps import Step
from scheduler.programme.details import CONTENT_FIELDS, Content, Status
from scheduler.programme.english_lists import number_of
from scheduler.programme.texts import Text
from scheduler.publication.feeds.city_hours import hours
from scheduler.publication.feeds.wording import event_for
from scheduler.publication.languages.language import language
from scheduler.reports.changed_values import NamedDifference, changed_values
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import Reader, StepKind
from scheduler.state.stored import Stored
from scheduler.timetable.clocks import clock_name, in_english
from scheduler.timetable.occurrence import Occurrence

_APART = ("visibility", "join", "reason")
FIELDS = {name: name.replace("_", " ") for name in CONTENT_FIELDS if name not in _APART} | {
    "registration": "registration link",
    "busy": "busy or free",
}
"""The word for each field of a meeting's content; those of `_APART` are worded apart."""
STATUS_WORDS = {status: status.value for status in Status} | {Status.TENTATIVE: "to be confirmed"}
OTHER_CITIES = "other cities"
RENAMED = "name of a city"
REWORDED = "wording"
UNSEEN = "nothing that calendars show"


def differences(step: Step, profile: ProgrammeProfile) -> tuple[NamedDifference, ...]:
    """Returns the changes other than the start and a cancellation; nothing for a new meeting.

    The name is UNSEEN only if no reader sees a change in any language of `profile`.
    """
    if step.before is None:
        return ()
    old, new = step.before.occurrence, step.after
    languages = profile.languages
    found = (
        *named(_appearance(step, old, new)),
        *named(_times(old, new)),
        *_fields(old.content, new.content, languages),
        *named(_lists(old, new)),
        *_way_to_join(old.content, new.content, languages),
    )
    if step.kind is StepKind.CHANGE:
        found = (*found, *_notes(step.before.told, new, languages))
    if found or old.timing.begin_utc != new.timing.begin_utc or old.cancelled != new.cancelled:
        return found
    if not _is_visible_change(step.before, new, profile):
        return (NamedDifference(name=UNSEEN),)
    return (NamedDifference(name=RENAMED if _names(old) != _names(new) else REWORDED),)


def named(names: Iterable[str]) -> Iterator[NamedDifference]:
    """Returns differences that have no values."""
    return (NamedDifference(name=name) for name in names)


def _of_field(name: str, field: str, old: Content, new: Content, languages: Sequence[str]) -> NamedDifference:
    return NamedDifference(name=name, field=field, values=changed_values(field, old, new, languages))


def _appearance(step: Step, old: Occurrence, new: Occurrence) -> Iterator[str]:
    if step.before is not None and step.before.shown != step.shown:
        yield "shown again" if step.shown else "no longer shown"
    if old.content.visibility != new.content.visibility:
        yield f"{'leaves' if new.content.is_private else 'enters'} the public calendars"
    if old.status is not new.status and not new.cancelled:
        yield f"now {STATUS_WORDS[new.status]}"


def _times(old: Occurrence, new: Occurrence) -> Iterator[str]:
    old_length, new_length = old.timing.length, new.timing.length
    if old_length != new_length:
        yield f"{duration(old_length)} → {duration(new_length)}"
    if old.timing.zone != new.timing.zone:
        yield _other_clock(old, new)
    before, after = _offsets(old), _offsets(new)
    common = before.keys() & after.keys()
    if old.timing.begin_utc == new.timing.begin_utc and any(before[city] != after[city] for city in common):
        yield "local times"


def _other_clock(old: Occurrence, new: Occurrence) -> str:
    """Returns the words for another clock, or for another time zone of the same city."""
    name, zone = in_english(clock_name(new)), new.timing.zone
    before = {participant.city: participant.zone for participant in old.participants}
    same_city = [each for each in new.participants[:1] if before.get(each.city) == old.timing.zone]
    if same_city and same_city[0].zone == zone:
        return f"the time zone of {name} is now {zone}"
    return f"the clock that counts is now that of {name}"


def _fields(old: Content, new: Content, languages: Sequence[str]) -> Iterator[NamedDifference]:
    for field, name in FIELDS.items():
        if getattr(old, field) != getattr(new, field):
            yield _of_field(name, field, old, new, languages)


def _lists(old: Occurrence, new: Occurrence) -> Iterator[str]:
    if old.pairs != new.pairs:
        yield "pair calendars"
    if old.groups != new.groups:
        yield "group calendars"
    if old.clock_name != new.clock_name:
        yield "name of the clock"
    if set(old.cities()) != set(new.cities()):
        yield OTHER_CITIES


def _notes(old: Occurrence, new: Occurrence, languages: Sequence[str]) -> Iterator[NamedDifference]:
    """Yields the changed notes of a meeting that does not move: its reason, and the order of cities."""
    if old.content.reason != new.content.reason and (old.cancelled or old.moved):
        yield _of_field("reason", "reason", old.content, new.content, languages)
    reordered = old.cities() != new.cities() and _offsets(old) == _offsets(new)
    if reordered and not new.timing.all_day and hours(old, language("en")) != hours(new, language("en")):
        yield NamedDifference(name="order of cities")


def _is_visible_change(before: Stored, after: Occurrence, profile: ProgrammeProfile) -> bool:
    """Returns whether any reader sees a change in any language."""
    old, new = before.told, replace(before, occurrence=after).told
    return any(
        event_for(old, code, reader, profile) != event_for(new, code, reader, profile)
        for code, reader in product(profile.languages, get_args(Reader))
    )


def _way_to_join(old: Content, new: Content, languages: Sequence[str]) -> Iterator[NamedDifference]:
    if old.join != new.join:
        public = any(join is not None and join.public for join in (old.join, new.join))
        name = "way to join" if public else "way to join (private calendars only)"
        yield _of_field(name, "join", old, new, languages)


def _names(occurrence: Occurrence) -> dict[str, Text]:
    return {participant.city: participant.name for participant in occurrence.participants}


def _offsets(occurrence: Occurrence) -> dict[str, int]:
    return {participant.city: participant.offset for participant in occurrence.participants}


def duration(span: timedelta) -> str:
    """Returns `90 min`, `1 day`, `3 days`, or `6 days 8 h` and `1 day 21 h 30 min` for other long times."""
    days, rest = divmod(span, timedelta(days=1))
    whole = number_of(days, "day")
    if not rest:
        return whole
    if not days:
        return f"{span // timedelta(minutes=1)} min"
    hours, minutes = divmod(rest // timedelta(minutes=1), 60)
    parts = (whole, f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join(filter(None, parts))
