"""The many cities of a large meeting, as lists show them: each local time with a few names and a number.

Every page of a city that takes part lists such a meeting. So its sides and days off are found once, and a
page has only the part that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from scheduler.publication.pages.views.days_off import DayOff, DayOffCalendar
from scheduler.publication.pages.views.names.ranges import MAX_NAMES
from scheduler.publication.pages.views.sides import Side, sides
from scheduler.timetable.occurrence import Occurrence, Participant


class ShownCrowd(Struct, frozen=True, kw_only=True):
    """The sides of a large meeting for the readers of one page, theirs first, and its days off."""

    sides: tuple[Side, ...]
    days_off: tuple[DayOff, ...]


class Crowd(Struct, frozen=True, dict=True):
    """The cities of `occurrence`, which are more than a page can name."""

    occurrence: Occurrence
    calendar: DayOffCalendar

    @cached_property
    def _participants(self) -> Mapping[str, Participant]:
        return {participant.city: participant for participant in self.occurrence.participants}

    @cached_property
    def _sides(self) -> Sequence[Side]:
        return sides(self.occurrence)

    @cached_property
    def _short_sides(self) -> Sequence[Side]:
        return [side.shortened(MAX_NAMES) for side in self._sides]

    @cached_property
    def _days_off(self) -> Sequence[DayOff]:
        return [*self.calendar.during(self.occurrence)]

    @cached_property
    def _short_days_off(self) -> Sequence[DayOff]:
        return [day_off.shortened(MAX_NAMES) for day_off in self._days_off]

    def without_others(self, city: str | None) -> Occurrence:
        """Returns the meeting with `city` (an identity) alone, or with no city if it does not take part."""
        own = self._participants.get(city) if city is not None else None
        return _with(self.occurrence, () if own is None else (own,))

    def shown_to(self, city: str | None) -> ShownCrowd:
        """Returns the sides and days off as the page of `city` (an identity) shows them, its own first."""
        own = self._participants.get(city) if city is not None else None
        if own is None:
            return ShownCrowd(sides=tuple(self._short_sides), days_off=tuple(self._short_days_off))
        return ShownCrowd(sides=tuple(self._sides_of(own)), days_off=tuple(self._days_off_of(own)))

    def _sides_of(self, own: Participant) -> Iterator[Side]:
        yield from (side.only([own.city]) for side in self._sides if own.city in side.identities)
        for side, short in zip(self._sides, self._short_sides, strict=True):
            if own.city not in side.identities:
                yield short
            elif len(side.identities) > 1:
                others = [identity for identity in side.identities if identity != own.city]
                yield side.only(others).shortened(MAX_NAMES)

    def _days_off_of(self, own: Participant) -> Iterator[DayOff]:
        mine = next(self.calendar.during(_with(self.occurrence, (own,))), None)
        reason = mine and replace(mine, cities=())
        for day_off in self._days_off:
            if mine is not None and replace(day_off, cities=()) == reason:
                names = tuple(dict.fromkeys((*mine.cities, *day_off.cities)))
                yield replace(day_off, cities=names).shortened(MAX_NAMES)
        for day_off, short in zip(self._days_off, self._short_days_off, strict=True):
            if replace(day_off, cities=()) != reason:
                yield short


def _with(occurrence: Occurrence, participants: Iterable[Participant]) -> Occurrence:
    return replace(occurrence, participants=tuple(participants))


def is_crowded(occurrence: Occurrence) -> bool:
    """Returns whether the cities of a meeting are more than a page can name."""
    return len(occurrence.participants) > MAX_NAMES
