"""What changes in the facts about a programme, by whom it concerns and by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from scheduler.state.profile import ProgrammeProfile

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


def profile_changes(old: ProgrammeProfile, new: ProgrammeProfile) -> Iterator[ProfileChange]:
    """Yields each field that differs; who is new or gone is told with the calendars."""
    yield from _differing(PROGRAMME, old, new)
    yield from _differing(PROGRAMME, old.details, new.details)
    for section in _BY_IDENTITY:
        known = {each.identity: each for each in getattr(old.details, section)}
        for each in getattr(new.details, section):
            if each.identity in known:
                yield from _differing(f"{section}/{each.identity}", known[each.identity], each, "cities")


def _differing(subject: str, old: Struct, new: Struct, *own: str) -> Iterator[ProfileChange]:
    for name in new.__struct_fields__:
        before, after = getattr(old, name), getattr(new, name)
        if before != after and (name in own or name not in _TOLD_ELSEWHERE):
            yield ProfileChange(subject=subject, field=name, old=before, new=after)
