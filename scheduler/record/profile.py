"""What feeds and pages say of a programme, apart from its meetings."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.programme.groups import Pair, Theme
from scheduler.programme.places import City
from scheduler.programme.programme import PageTexts
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDetails:
    """What only pages say of a programme: who takes part, days off, texts."""

    host_url: str | None = None
    cities: tuple[City, ...] = ()
    pairs: tuple[Pair, ...] = ()
    themes: tuple[Theme, ...] = ()
    closed: tuple[Days, ...] = ()
    notes: PageTexts = PageTexts()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeProfile:
    """What every feed says of its programme; pages say its `details` too."""

    id: str
    name: Text
    address: str | None
    languages: tuple[str, ...]
    host: Text
    zone: str
    details: ProfileDetails = ProfileDetails()
