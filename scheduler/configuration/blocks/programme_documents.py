"""The keys of the block `programme:`, and of the blocks in it."""

from __future__ import annotations

from typing import ClassVar

from scheduler.configuration.blocks.document import Document
from scheduler.configuration.blocks.field_types import (
    AttendanceWord,
    BaseAddress,
    BusyCalendars,
    Cancelled,
    Country,
    DayRanges,
    LanguageCodes,
    OneName,
    Prose,
    Span,
    Translated,
    WebAddress,
)


class HostDocument(Document, frozen=True, kw_only=True):
    """The help desk or secretariat."""

    noun = "the host"
    required: ClassVar[dict[str, str]] = {"name": "name: CityNet", "timezone": "timezone: Asia/Seoul"}
    name: Translated | None = None
    timezone: OneName | None = None
    country: Country | None = None
    url: WebAddress | None = None
    busy: BusyCalendars = ()
    attends: AttendanceWord = "webinars"


class WindowDocument(Document, frozen=True, kw_only=True):
    """Which months feeds show."""

    noun = "the window"
    example = "past: 90 days` and `ahead: 18 months"
    past: Span | None = None
    ahead: Span | None = None


class PagesDocument(Document, frozen=True, kw_only=True):
    """What the secretariat says of its pages in its own words."""

    noun = "the pages"
    example = "privacy: We keep no names"
    accessibility: Prose | None = None
    enforcement: Prose | None = None
    privacy: Prose | None = None


class ProgrammeDocument(Document, frozen=True, kw_only=True):
    """What holds for everything."""

    noun = "the programme"
    required: ClassVar[dict[str, str]] = {
        "id": "id: my-programme",
        "name": "name: Our city pairs",
        "host": "host:` with `name:` and `timezone:",
        "languages": "languages: [en]",
    }
    id: OneName | None = None
    name: Translated | None = None
    address: BaseAddress | None = None
    host: HostDocument | None = None
    languages: LanguageCodes | None = None
    window: WindowDocument | None = None
    closed: DayRanges = ()
    cancelled: Cancelled | None = None
    pages: PagesDocument | None = None
