"""The facts about a programme, apart from its meetings, that feeds and pages show."""

from __future__ import annotations

from msgspec import Struct

from scheduler.programme.groups import Group, OpenWebinar, Pair, Theme
from scheduler.programme.look import Look
from scheduler.programme.places import City
from scheduler.programme.spans import Days
from scheduler.programme.texts import OwnPhrases, PageTexts, Text


class ProfileDetails(Struct, frozen=True, kw_only=True):
    """The facts that only pages show: cities, pairs, themes, days off, texts, and webinars without a date.

    `groups` are those that meet.
    """

    host_url: str | None = None
    cities: tuple[City, ...] = ()
    pairs: tuple[Pair, ...] = ()
    groups: tuple[Group, ...] = ()
    themes: tuple[Theme, ...] = ()
    closed: tuple[Days, ...] = ()
    notes: PageTexts = PageTexts()
    open_webinars: tuple[OpenWebinar, ...] = ()
    look: Look = Look()


class ProgrammeProfile(Struct, frozen=True, kw_only=True):
    """The facts about a programme that every feed shows; pages show its `details` too."""

    id: str
    name: Text
    address: str | None
    languages: tuple[str, ...]
    host: Text
    zone: str
    phrases: tuple[OwnPhrases, ...] = ()
    details: ProfileDetails = ProfileDetails()

    def __post_init__(self) -> None:
        if not self.languages:
            raise ValueError("a programme has a language")
