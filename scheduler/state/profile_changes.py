"""What changes in the facts about a programme, by whom it concerns and by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from scheduler.programme.members import Group
from scheduler.programme.texts import Text, said
from scheduler.state.profile import PresentIds, ProgrammeProfile

PROGRAMME = "programme"
"""The subject of what concerns no single city, pair, group or theme."""
_BY_IDENTITY = ("cities", "pairs", "groups", "themes")
_TOLD_ELSEWHERE = {"id", "formerly", "address", "details", *_BY_IDENTITY}
"""Fields whose changes are those of calendars, or have words of their own."""


class ProfileChange(Struct, frozen=True, kw_only=True):
    """A `field` of PROGRAMME, or of a `subject` such as `cities/lisbon` (an identity), before and after."""

    subject: str
    field: str
    old: Any
    new: Any

    @property
    def part(self) -> str:
        """What the history holds of it: no values, because texts may have to be withdrawn."""
        return f"changed {self.subject} {self.field}"


def named(subject: str, ids: PresentIds) -> str:
    """Returns the name of what a change of the programme concerns: `Lisbon`."""
    return "the programme" if subject == PROGRAMME else ids.name_of(subject)


def profile_changes(old: ProgrammeProfile, new: ProgrammeProfile) -> Iterator[ProfileChange]:
    """Yields each field whose words or values change. New and removed cities are told with the calendars."""
    subjects: list[tuple[str, Struct, Struct]] = [
        (PROGRAMME, old, new),
        (PROGRAMME, old.details, new.details),
    ]
    for section in _BY_IDENTITY:
        known = {each.identity: each for each in getattr(old.details, section)}
        subjects += [
            (f"{section}/{each.identity}", known[each.identity], each)
            for each in getattr(new.details, section)
            if each.identity in known
        ]
    for subject, before, after in subjects:
        for name in (each for each in after.__struct_fields__ if each not in _TOLD_ELSEWHERE):
            values = getattr(before, name), getattr(after, name)
            if any(said(values[0], code) != said(values[1], code) for code in new.languages):
                yield ProfileChange(subject=subject, field=name, old=values[0], new=values[1])
        if isinstance(before, Group) and isinstance(after, Group):
            members = _members(before, old), _members(after, new)
            if members[0].keys() != members[1].keys():
                names = [tuple(each.values()) for each in members]
                yield ProfileChange(subject=subject, field="cities", old=names[0], new=names[1])


def _members(group: Group, profile: ProgrammeProfile) -> Mapping[str, Text]:
    """Returns the names of the cities of a group, by identity."""
    return {city.identity: city.name for city in profile.details.cities if city.id in group.cities}
